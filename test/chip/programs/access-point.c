/* The firmware's access point, with good arguments and bad ones. */
#include "xs.h"

void xs_access_point(xsMachine *the);
void xs_access_point_stations(xsMachine *the);

static void open(const char *ssid, const char *password)
{
	argumentText(0, ssid);
	argumentText(1, password);
	call(xs_access_point);
	LINE("opened", thrown == NULL);
}

void setup(void)
{
	open("a name that is one byte over 32 by", "12345678");
	open("okosmero", "1234567");
	open("okosmero", "1234567890123456789012345678901234567890123456789012345678901234");
	open("Okosmérő 0123456789 0123456789", "12345678");
	LINE("stations", call(xs_access_point_stations));
}

void loop(void)
{
	delay(50);
}
