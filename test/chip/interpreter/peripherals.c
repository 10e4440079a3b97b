#include "peripherals.h"

#include <string.h>

#include "clock.h"
#include "gpio.h"
#include "image.h"
#include "memory.h"
#include "uart.h"

#define APB_BASE 0x60000000u
#define APB_BYTES 0x10000u
#define SYSTEM_BASE 0x3FF00000u
#define SYSTEM_BYTES 0x80000u
#define UART_BYTES 0x100u
#define GPIO_BASE 0x60000300u
#define GPIO_BYTES 0x100u
/* The blocks of system_rtc_mem_read begin here. */
#define RTC_MEMORY 0x60001100u
#define IO_SWAP 0x3FF00028u /* bit 2: UART0 trades its pins for those of its flow control */
#define RANDOM 0x3FF20E44u
/*
 * Timer FRC2, which the SDK lets run for ever: 80 MHz by 256, or by 16 while timer2_ms_flag is 0.
 */
#define TIMER2_COUNT 0x60000624u
#define TIMER2_SLOW_NS 3200u
#define TIMER2_FAST_NS 200u

static uint32_t others[APB_BYTES / 4];

bool peripheralsHave(uint32_t address)
{
	return address - APB_BASE < APB_BYTES || address - SYSTEM_BASE < SYSTEM_BYTES;
}

uint32_t peripheralsRandom(void)
{
	static uint64_t state = 0x9E3779B97F4A7C15ull;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

static uint32_t timer2(void)
{
	static uint32_t flagAt;
	if (!flagAt)
		flagAt = imageSymbol("timer2_ms_flag");
	const uint8_t *flag = flagAt ? memoryPlain(flagAt, 1) : NULL;
	return clockSinceStart() / (flag && !*flag ? TIMER2_FAST_NS : TIMER2_SLOW_NS);
}

uint32_t peripheralsLoad(uint32_t address)
{
	uint32_t value;
	if (address == TIMER2_COUNT)
		return timer2();
	if (address - APB_BASE < UART_BYTES)
		return uartLoad(address - APB_BASE);
	if (address - GPIO_BASE < GPIO_BYTES)
		return gpioLoad(address - GPIO_BASE);
	if (address - RTC_MEMORY < RTC_BYTES) {
		memcpy(&value, chip.rtc + ((address - RTC_MEMORY) & ~3u), 4);
		return value;
	}
	if (address == IO_SWAP)
		return uartSwapped();
	if (address == RANDOM)
		return peripheralsRandom();
	return address - APB_BASE < APB_BYTES ? others[(address - APB_BASE) / 4] : 0;
}

void peripheralsStore(uint32_t address, uint32_t value)
{
	if (address - APB_BASE < UART_BYTES)
		uartStore(address - APB_BASE, value);
	else if (address - GPIO_BASE < GPIO_BYTES)
		gpioStore(address - GPIO_BASE, value);
	else if (address - RTC_MEMORY < RTC_BYTES)
		memcpy(chip.rtc + ((address - RTC_MEMORY) & ~3u), &value, 4);
	else if (address == IO_SWAP)
		uartSwap(value);
	else if (address - APB_BASE < APB_BYTES)
		others[(address - APB_BASE) / 4] = value;
}

void peripheralsReset(void)
{
	memset(others, 0, sizeof(others));
	gpioReset();
	uartReset();
}
