/* The firmware's meter port: what it heard, in lines of hexadecimal digits; what it counted, in lines of '='. */
#include "xs.h"

void xs_meter_port(xsMachine *the);
void xs_meter_port_close(xsMachine *the);
void xs_meter_port_read(xsMachine *the);
void xs_meter_port_overflow(xsMachine *the);
void xs_meter_port_framing(xsMachine *the);

/* --reason: the time between two reads in milliseconds, and these. */
enum {
	EVERY = 0xFFFF,
	PIN_3 = 1 << 16,
	INVERTED = 1 << 17,
	/* A port on the other pin was open before. */
	REOPENED = 1 << 18,
	/* 9600 Bd */
	OTHER_SPEED = 1 << 19,
	/* Interrupts are, for 100 ms after it is open. */
	MASKED = 1 << 20,
};

#define INTERRUPT_ENABLE REGISTER(0x6000000C)
#define DIVIDER REGISTER(0x60000014)

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

static bool open(int32_t pin, bool inverted)
{
	argumentInteger(0, pin);
	argumentInteger(1, inverted);
	call(xs_meter_port);
	return thrown == NULL;
}

/* It hears no more, and what comes interrupts nobody. */
static void openAndClose(int32_t pin)
{
	open(pin, false);
	call(xs_meter_port_close);
	read();
	LINE("=closed", thrown != NULL, INTERRUPT_ENABLE);
	delay(50);
}

static void mask(void)
{
	uint32_t state;
	__asm__ volatile("rsil %0, 15" : "=a"(state));
	ets_delay_us(100000);
	__asm__ volatile("wsr %0, ps" : : "a"(state));
}

void setup(void)
{
	uint32_t how = chosen();
	int32_t pin = how & PIN_3 ? 3 : 13;
	if (how & REOPENED)
		openAndClose(16 - pin);
	LINE("=opened", open(5, false), open(pin, how & INVERTED), open(pin, how & INVERTED));
	if (how & OTHER_SPEED)
		DIVIDER = 80000000 / 9600;
	if (how & MASKED)
		mask();
}

void loop(void)
{
	static int32_t overflow, framing;
	delay(chosen() & EVERY);
	for (int32_t count = read(); count > 0; count = read())
		tell(count);
	if (call(xs_meter_port_overflow) != overflow) {
		overflow = call(xs_meter_port_overflow);
		LINE("=overflow", overflow);
	}
	if (call(xs_meter_port_framing) != framing) {
		framing = call(xs_meter_port_framing);
		LINE("=framing", framing);
	}
}
