/*
 * The SDK's UART driver as a release build has it: its buffer is full, so that its interrupt clears nothing. --reason 1:
 * the firmware's board releases the UART.
 */
#include "xs.h"

#define UART_INTERRUPT 5
#define INTERRUPT_ENABLE REGISTER(0x6000000C)
#define CONTROL1 REGISTER(0x60000024)
#define FULL 1u

void xs_board_release_uart(xsMachine *the);

static void IN_RAM full(void *refcon)
{
	(void)refcon;
}

void setup(void)
{
	CONTROL1 = 16;
	INTERRUPT_ENABLE = FULL;
	ets_isr_attach(UART_INTERRUPT, full, NULL);
	ets_isr_unmask(1u << UART_INTERRUPT);
	if (chosen() == 1)
		call(xs_board_release_uart);
}

/* Microseconds that some work takes. */
static uint32_t work(void)
{
	uint32_t began = system_get_time();
	for (unsigned i = 0; i < 10000; i++)
		__asm__ volatile("nop");
	return system_get_time() - began;
}

void loop(void)
{
	static unsigned turn;
	if (turn++ == 20)
		LINE("turn", turn, work());
	delay(10);
}
