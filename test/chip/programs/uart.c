/* UART0 by its registers: with an interrupt that empties the FIFO, or with nobody who does. */
#include "program.h"

enum { WITH_INTERRUPT = 1, DEAF = 2, TIME_OUT_ONLY = 3, WRONG_SPEED = 4, INVERTED = 5, BUSY = 6 };

static struct {
	volatile uint32_t bytes, sum, interrupts, status;
} seen;

static IN_RAM void drain(void *refcon)
{
	(void)refcon;
	seen.interrupts++;
	seen.status |= REGISTER(0x60000008);
	while (REGISTER(0x6000001C) & 0xFF) {
		seen.sum = seen.sum * 31 + REGISTER(0x60000000);
		seen.bytes++;
	}
	REGISTER(0x60000010) = 0xFFFF;
}

void setup(void)
{
	uint32_t how = chosen();
	REGISTER(0x3FF00028) |= 4;
	REGISTER(0x60000014) = 80000000 / (how == WRONG_SPEED ? 9600 : 115200);
	REGISTER(0x60000020) = 0x1C | (how == INVERTED ? 1 << 19 : 0);
	REGISTER(0x60000024) = (how == TIME_OUT_ONLY ? 120 : 64) | 2 << 24 | 1u << 31;
	if (how == DEAF)
		return;
	ets_isr_attach(5, drain, NULL);
	REGISTER(0x6000000C) = 1 << 8 | 1 << 4 | 1 << 3 | (how == TIME_OUT_ONLY ? 0 : 1);
	ets_isr_unmask(1 << 5);
}

void loop(void)
{
	if (chosen() == BUSY)
		ets_delay_us(400000);
	else
		delay(400);
	if (chosen() == DEAF)
		LINE("fifo", REGISTER(0x6000001C) & 0xFF, REGISTER(0x60000004));
	else
		LINE("heard", seen.bytes, seen.sum, seen.interrupts, seen.status);
}
