/*
 * The firmware's access point, with good arguments and bad ones, after somebody has stopped the SDK's DHCP server. Of lwip
 * there is as much as a visitor needs to be counted.
 */
#include "xs.h"

#define SOFTAP_MODE 2

void xs_access_point(xsMachine *the);
void xs_access_point_stations(xsMachine *the);
bool wifi_set_opmode_current(uint8_t mode);
bool wifi_softap_dhcps_stop(void);
uint32_t wifi_softap_dhcps_status(void);

void lwip_init(void)
{
}

void *netif_add(void *interface)
{
	return interface;
}

static void open(const char *ssid, const char *password)
{
	argumentText(0, ssid);
	argumentText(1, password);
	call(xs_access_point);
	LINE("opened", thrown == NULL);
}

void setup(void)
{
	wifi_set_opmode_current(SOFTAP_MODE);
	wifi_softap_dhcps_stop();
	LINE("gives-addresses", wifi_softap_dhcps_status());
	open("a name that is one byte over 32 by", "12345678");
	open("okosmero", "1234567");
	open("okosmero", "1234567890123456789012345678901234567890123456789012345678901234");
	open("Okosmérő 0123456789 0123456789", "12345678");
	LINE("gives-addresses", wifi_softap_dhcps_status());
}

void loop(void)
{
	static int32_t before = -1;
	int32_t stations = call(xs_access_point_stations);
	if (stations != before)
		LINE("stations", stations);
	before = stations;
	delay(50);
}
