#include "radio-setup.h"

#include <string.h>

#include "events.h"
#include "interfaces.h"
#include "link.h"
#include "memory.h"
#include "radio.h"
#include "stand-ins.h"

#define SSID_BYTES 32
#define PASSWORD_BYTES 64
/* struct station_config: ssid, password. */
#define STATION_BYTES (SSID_BYTES + PASSWORD_BYTES)
/* struct softap_config: ssid, password, ssid_len, channel, then words and bytes. */
#define NAME_LENGTH 96
#define CHANNEL 97
#define AUTHENTICATION 100
#define HIDDEN 104
#define MOST_STATIONS 105
#define SOFTAP_BYTES 108
#define MAC_BYTES 6
#define ADDRESS_BYTES 12

static char station[STATION_BYTES + 1];
static uint8_t mode;
static bool givesAddresses;

void radioSetupReset(void)
{
	memset(station, 0, sizeof(station));
	mode = RADIO_STATION;
	givesAddresses = true;
}

unsigned radioSetupMode(void)
{
	return mode;
}

const char *radioSetupName(void)
{
	return station;
}

static void setMode(void)
{
	mode = argument(0);
	eventSayNumber("mode", "mode", mode);
	if (!(mode & RADIO_ACCESS_POINT))
		linkAccessPoint(false);
	giveBack(1);
}

static void getMode(void)
{
	giveBack(mode);
}

static void setStation(void)
{
	memcpy(station, memoryFrom(argument(0), STATION_BYTES, "station_config nowhere"), STATION_BYTES);
	giveBack(1);
}

static void getStation(void)
{
	memcpy(memoryTo(argument(0), STATION_BYTES, "station_config nowhere"), station, STATION_BYTES);
	giveBack(1);
}

static void setAccessPoint(void)
{
	const uint8_t *config = memoryFrom(argument(0), SOFTAP_BYTES, "softap_config nowhere");
	unsigned length = config[NAME_LENGTH];
	eventBegin("access-point");
	eventTextOf("ssid", (const char *)config, length && length < SSID_BYTES ? length : SSID_BYTES);
	eventTextOf("password", (const char *)config + SSID_BYTES, PASSWORD_BYTES);
	eventNumber("channel", config[CHANNEL]);
	eventNumber("authentication", config[AUTHENTICATION]);
	eventFlag("hidden", config[HIDDEN]);
	eventNumber("stations", config[MOST_STATIONS]);
	eventEnd();
	if (mode & RADIO_ACCESS_POINT)
		linkAccessPoint(true);
	giveBack((mode & RADIO_ACCESS_POINT) != 0);
}

/*
 * The DHCP server of the SDK's libmain, disassembled: a flag that is up from the start; start and stop
 * refuse where there is no access point.
 */
static void setAddresses(bool given)
{
	bool accessPoint = mode & RADIO_ACCESS_POINT;
	if (accessPoint)
		givesAddresses = given;
	giveBack(accessPoint);
}

static void startAddresses(void)
{
	setAddresses(true);
}

static void stopAddresses(void)
{
	setAddresses(false);
}

static void addressesGiven(void)
{
	giveBack(givesAddresses);
}

static void stations(void)
{
	giveBack(linkGuests() > 0);
}

static void macAddress(void)
{
	static const uint8_t addresses[2][MAC_BYTES] = {
		{0x5C, 0xCF, 0x7F, 0x01, 0x02, 0x03},
		{0x5E, 0xCF, 0x7F, 0x01, 0x02, 0x03},
	};
	memcpy(memoryTo(argument(1), MAC_BYTES, "wifi_get_macaddr nowhere"), addresses[argument(0) & 1],
		MAC_BYTES);
	giveBack(1);
}

static void addresses(void)
{
	uint8_t *to = memoryTo(argument(1), ADDRESS_BYTES, "wifi_get_ip_info nowhere");
	bool station = !(argument(0) & 1);
	memset(to, 0, ADDRESS_BYTES);
	if (!station)
		interfaceTell(&interfaceOwn, to);
	else if (radioHasAddress())
		interfaceTell(&interfaceStation, to);
	giveBack(1);
}

static void setSleep(void)
{
	eventSayNumber("sleep", "type", argument(0) & 255);
	giveBack(1);
}

static void setHostname(void)
{
	eventSayText("hostname", "name", memoryText(argument(0)));
	giveBack(1);
}

static void yes(void)
{
	giveBack(1);
}

void radioSetupAdd(void)
{
	static const Named list[] = {
		{"wifi_set_opmode", setMode},
		{"wifi_set_opmode_current", setMode},
		{"wifi_get_opmode", getMode},
		{"wifi_station_set_config", setStation},
		{"wifi_station_set_config_current", setStation},
		{"wifi_station_get_config", getStation},
		{"wifi_station_set_hostname", setHostname},
		{"wifi_softap_set_config", setAccessPoint},
		{"wifi_softap_set_config_current", setAccessPoint},
		{"wifi_softap_dhcps_status", addressesGiven},
		{"wifi_softap_dhcps_start", startAddresses},
		{"wifi_softap_dhcps_stop", stopAddresses},
		{"wifi_softap_get_station_num", stations},
		{"wifi_set_sleep_type", setSleep},
		{"wifi_get_macaddr", macAddress},
		{"wifi_get_ip_info", addresses},
		{"wifi_get_channel", yes},
		{NULL, NULL},
	};
	standInsAdd(list);
}
