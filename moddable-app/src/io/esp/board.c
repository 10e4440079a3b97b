/*
 * What the chip knows and the SDK does not tell JavaScript: why it started, what memory is left, who it is; the few bytes
 * that survive a reset; the setup button, the light, and the USB serial line while the meter does not own the UART yet.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "Arduino.h"
#include "esp8266_peri.h"
#include "ets_sys.h"
#include "user_interface.h"

#define LIGHT_PIN 2   /* D4: the blue light of the ESP-12 module, on when low */
#define BUTTON_PIN 14 /* D5: to GND while power comes */

/* RTC memory in blocks of 4 bytes: 64-191 are the application's, the SDK's clock uses the first ten of them. */
#define RTC_BLOCK 128
#define RTC_BYTES 16

#define CONSOLE_BAUD 115200

void xs_board_reset_reason(xsMachine *the)
{
	xsmcSetInteger(xsResult, system_get_rst_info()->reason);
}

void xs_board_free_heap(xsMachine *the)
{
	xsmcSetInteger(xsResult, system_get_free_heap_size());
}

void xs_board_mac(xsMachine *the)
{
	static const char digits[] ICACHE_RODATA_ATTR = "0123456789abcdef";
	uint8_t mac[6];
	char text[13];
	int i;

	if (!wifi_get_macaddr(STATION_IF, mac))
		xsUnknownError("the chip has no MAC address");
	for (i = 0; i < 6; i++) {
		text[2 * i] = espRead8(digits + (mac[i] >> 4));
		text[2 * i + 1] = espRead8(digits + (mac[i] & 15));
	}
	text[12] = 0;
	xsmcSetString(xsResult, text);
}

static void *survivor(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue size;

	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	if (size != RTC_BYTES)
		xsRangeError("the surviving record has 16 bytes");
	return bytes;
}

void xs_board_recall(xsMachine *the)
{
	uint32_t words[RTC_BYTES / 4];
	if (!system_rtc_mem_read(RTC_BLOCK, words, RTC_BYTES))
		xsUnknownError("RTC memory cannot be read");
	c_memcpy(survivor(the), words, RTC_BYTES);
}

void xs_board_remember(xsMachine *the)
{
	uint32_t words[RTC_BYTES / 4];
	c_memcpy(words, survivor(the), RTC_BYTES);
	if (!system_rtc_mem_write(RTC_BLOCK, words, RTC_BYTES))
		xsUnknownError("RTC memory cannot be written");
}

void xs_board_light(xsMachine *the)
{
	pinMode(LIGHT_PIN, OUTPUT);
	digitalWrite(LIGHT_PIN, xsmcToBoolean(xsArg(0)) ? LOW : HIGH);
}

void xs_board_button(xsMachine *the)
{
	pinMode(BUTTON_PIN, INPUT_PULLUP);
	delayMicroseconds(50); /* the weak pull-up has to charge a wire */
	xsmcSetBoolean(xsResult, LOW == digitalRead(BUTTON_PIN));
}

/*
 * The SDK opens UART0 for its debugger and takes what comes into 128 bytes that nobody empties in a release build. From
 * then on its interrupt comes again at once, for ever, as soon as something is heard.
 */
void xs_board_release_uart(xsMachine *the)
{
	(void)the;
#ifndef mxDebug /* xsbug speaks on this line */
	ETS_UART_INTR_DISABLE();
	USIE(0) = 0;
	USIC(0) = 0xFFFF;
#endif
}

/* 15 to 20 mA instead of 70 to 80 while nothing is sent: the meter's port gives 250 mA. The SDK asks for no sleep. */
void xs_board_sleep_between_beacons(xsMachine *the)
{
	(void)the;
	wifi_set_sleep_type(MODEM_SLEEP_T);
}

void xs_board_print(xsMachine *the)
{
	USD(0) = ESP8266_CLOCK / CONSOLE_BAUD;
	modLog_transmit(xsmcToString(xsArg(0)));
}

void xs_board_restart(xsMachine *the)
{
	(void)the;
	system_restart();
}
