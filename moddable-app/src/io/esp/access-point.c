/* The board's own Wi-Fi for the set-up page: WPA2, one visitor network, addresses by the SDK's DHCP server (192.168.4.1). */
#include "xsmc.h"
#include "xsHost.h"
#include "user_interface.h"

void xs_access_point(xsMachine *the)
{
	struct softap_config config;
	char *ssid = xsmcToString(xsArg(0));
	char *password;

	c_memset(&config, 0, sizeof(config));
	config.ssid_len = c_strlen(ssid);
	if (config.ssid_len > sizeof(config.ssid))
		xsRangeError("the access point's name is longer than 32 bytes");
	c_memcpy(config.ssid, ssid, config.ssid_len);

	password = xsmcToString(xsArg(1));
	if (c_strlen(password) < 8 || c_strlen(password) >= sizeof(config.password))
		xsRangeError("the access point's password has 8 to 63 characters");
	c_memcpy(config.password, password, c_strlen(password));

	config.authmode = AUTH_WPA2_PSK;
	config.channel = 1;
	config.max_connection = 4;
	config.beacon_interval = 100;

	if (!wifi_set_opmode_current(SOFTAP_MODE) || !wifi_softap_set_config_current(&config))
		xsUnknownError("the access point does not start");
	if (DHCP_STARTED != wifi_softap_dhcps_status() && !wifi_softap_dhcps_start())
		xsUnknownError("the access point gives no addresses");
}

void xs_access_point_stations(xsMachine *the)
{
	xsmcSetInteger(xsResult, wifi_softap_get_station_num());
}
