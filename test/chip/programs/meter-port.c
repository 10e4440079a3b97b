/* The firmware's meter port: what it heard, in lines of hexadecimal digits. */
#include "xs.h"

void xs_meter_port(xsMachine *the);
void xs_meter_port_close(xsMachine *the);
void xs_meter_port_read(xsMachine *the);
void xs_meter_port_overflow(xsMachine *the);
void xs_meter_port_framing(xsMachine *the);

/* --reason is the time between two reads in milliseconds. */
static uint8_t bytes[1024];

static int32_t read(void)
{
	argumentBytes(0, bytes, sizeof(bytes));
	return call(xs_meter_port_read);
}

static void tell(int32_t count)
{
	for (int32_t i = 0; i < count; i++) {
		static const char digits[] = "0123456789abcdef";
		sayByte(digits[bytes[i] >> 4]);
		sayByte(digits[bytes[i] & 15]);
		if (i % 64 == 63 || i == count - 1)
			sayByte('\n');
	}
}

void setup(void)
{
	argumentInteger(0, 5);
	argumentInteger(1, 0);
	call(xs_meter_port);
	LINE("= no such pin", thrown != NULL);
	argumentInteger(0, 13);
	call(xs_meter_port);
	LINE("= opened", thrown == NULL);
	call(xs_meter_port);
	LINE("= opened twice", thrown == NULL);
}

void loop(void)
{
	static int32_t overflow, framing;
	delay(chosen());
	for (int32_t count = read(); count > 0; count = read())
		tell(count);
	if (call(xs_meter_port_overflow) != overflow) {
		overflow = call(xs_meter_port_overflow);
		LINE("= overflow", overflow);
	}
	if (call(xs_meter_port_framing) != framing) {
		framing = call(xs_meter_port_framing);
		LINE("= framing", framing);
	}
}
