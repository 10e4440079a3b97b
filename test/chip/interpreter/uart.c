#include "uart.h"

#include <string.h>

#include "chip.h"
#include "clock.h"
#include "events.h"
#include "interrupts.h"
#include "tape.h"

#define FIFO_BYTES 128
#define LINE_BYTES 1024
#define SWAP_UART0 4u
#define UART_CLOCK 80000000u
/* A receiver that is off by more samples the wrong bit before the stop bit comes. */
#define WORST_BAUD_PERCENT 4

/* Registers. */
enum {
	FIFO = 0x00,
	INTERRUPT_RAW = 0x04,
	INTERRUPT_STATUS = 0x08,
	INTERRUPT_ENABLE = 0x0C,
	INTERRUPT_CLEAR = 0x10,
	DIVIDER = 0x14,
	STATUS = 0x1C,
	CONTROL0 = 0x20,
	CONTROL1 = 0x24,
};

/* Bits of the interrupt registers, of CONTROL0 and CONTROL1. */
#define FULL (1u << 0)
#define FRAME_ERROR (1u << 3)
#define OVERFLOW (1u << 4)
#define TIME_OUT (1u << 8)
#define RECEIVE_RESET (1u << 17)
#define RECEIVE_INVERTED (1u << 19)
#define TIME_OUT_ENABLED (1u << 31)

static struct {
	uint8_t fifo[FIFO_BYTES];
	unsigned first, count;
	uint32_t raw, enabled, divider, control0, control1, swap;
	uint64_t lastByteAt;
} uart;

static unsigned wire = 13;
static UartCounts counts;
static char line[LINE_BYTES + 1];
static unsigned lineBytes;

void uartReset(void)
{
	memset(&uart, 0, sizeof(uart));
	uart.divider = UART_CLOCK / METER_BAUD;
	lineBytes = 0;
}

void uartWire(unsigned pin)
{
	wire = pin;
}

uint32_t uartSwapped(void)
{
	return uart.swap;
}

void uartSwap(uint32_t value)
{
	uart.swap = value;
}

static unsigned threshold(void)
{
	return uart.control1 & 127;
}

/* Silence after which the time-out comes, in characters. */
static uint64_t silence(void)
{
	return (uart.control1 >> 24 & 127) * (uint64_t)BYTE_NS;
}

static bool timesOut(void)
{
	return uart.count && (uart.control1 & TIME_OUT_ENABLED);
}

static void update(uint64_t now)
{
	if (threshold() && uart.count >= threshold())
		uart.raw |= FULL;
	if (timesOut() && now > uart.lastByteAt + silence())
		uart.raw |= TIME_OUT;
	interruptsSetLine((uart.raw & uart.enabled) != 0);
}

static bool heard(void)
{
	return (uart.swap & SWAP_UART0 ? 13 : 3) == wire;
}

static bool rightSpeed(void)
{
	uint32_t right = UART_CLOCK / METER_BAUD;
	uint32_t difference = uart.divider > right ? uart.divider - right : right - uart.divider;
	return difference * 100 <= right * WORST_BAUD_PERCENT;
}

/* The tape is the line behind the transistor: inverted once more, a stop bit is a start bit. */
static bool rightPolarity(void)
{
	return !(uart.control0 & RECEIVE_INVERTED);
}

static void receive(uint8_t byte, uint64_t at)
{
	counts.bytes++;
	if (!heard())
		return;
	counts.heard++;
	uart.lastByteAt = at;
	uart.raw &= ~TIME_OUT;
	if (!rightSpeed() || !rightPolarity()) {
		uart.raw |= FRAME_ERROR;
		byte = (uint8_t)~byte;
	}
	if (uart.count == FIFO_BYTES) {
		uart.raw |= OVERFLOW;
		counts.fifoOverflow++;
	}
	else {
		uart.fifo[(uart.first + uart.count) % FIFO_BYTES] = byte;
		uart.count++;
	}
}

uint64_t uartNextMoment(void)
{
	uint64_t next = tapeNextAt();
	if (timesOut() && !(uart.raw & TIME_OUT)) {
		uint64_t silent = uart.lastByteAt + silence() + 1;
		if (silent < next)
			next = silent;
	}
	return next;
}

void uartAdvance(uint64_t now)
{
	if (uartNextMoment() > now)
		return;
	while (tapeNextAt() <= now) {
		uint64_t at = tapeNextAt();
		receive(tapeTake(), at);
	}
	update(now);
}

static uint8_t take(void)
{
	if (!uart.count)
		return 0;
	uint8_t byte = uart.fifo[uart.first];
	uart.first = (uart.first + 1) % FIFO_BYTES;
	uart.count--;
	update(clockNow());
	return byte;
}

uint32_t uartLoad(uint32_t offset)
{
	switch (offset) {
	case FIFO:
		return take();
	case INTERRUPT_RAW:
		return uart.raw;
	case INTERRUPT_STATUS:
		update(clockNow());
		return uart.raw & uart.enabled;
	case INTERRUPT_ENABLE:
		return uart.enabled;
	case DIVIDER:
		return uart.divider;
	case STATUS:
		return uart.count; /* nothing waits to be sent: the sender is as fast as the image */
	case CONTROL0:
		return uart.control0;
	case CONTROL1:
		return uart.control1;
	}
	return 0;
}

void uartStore(uint32_t offset, uint32_t value)
{
	switch (offset) {
	case FIFO:
		uartPrint(value);
		return;
	case INTERRUPT_ENABLE:
		uart.enabled = value;
		break;
	case INTERRUPT_CLEAR:
		uart.raw &= ~value;
		break;
	case DIVIDER:
		uart.divider = value;
		break;
	case CONTROL0:
		uart.control0 = value;
		if (value & RECEIVE_RESET)
			uart.count = 0;
		break;
	case CONTROL1:
		uart.control1 = value;
		break;
	}
	update(clockNow());
	clockCheckSoon(); /* the time-out may come earlier than was planned */
}

void uartPrint(uint8_t byte)
{
	if (byte != '\n' && byte != '\r' && byte != 0)
		line[lineBytes++] = (char)byte;
	if (byte != '\n' && lineBytes < LINE_BYTES)
		return;
	line[lineBytes] = 0;
	lineBytes = 0;
	eventSayText("uart", "text", line);
}

UartCounts uartCounts(void)
{
	return counts;
}
