/*
 * What every test program needs: lines on UART0, the SDK's functions that the interpreter stands in
 * for.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGISTER(ADDRESS) (*(volatile uint32_t *)(ADDRESS))
#define IN_RAM __attribute__((section(".iram.text"), noinline))
#define DATA_IN_RAM __attribute__((section(".iram.data")))
#define DATA_IN_FLASH __attribute__((section(".irom.data")))
#define IN_FLASH __attribute__((section(".irom.text"), noinline))

struct rst_info {
	uint32_t reason;
};
struct rst_info *system_get_rst_info(void);
uint32_t system_get_time(void);
void system_soft_wdt_feed(void);
void system_soft_wdt_stop(void);
void system_restart(void);
void delay(uint32_t milliseconds);

void ets_isr_attach(int interrupt, void (*routine)(void *), void *refcon);
void ets_isr_mask(uint32_t mask);
void ets_isr_unmask(uint32_t mask);
void ets_delay_us(uint32_t microseconds);

int spi_flash_read(uint32_t offset, void *to, uint32_t bytes);
int spi_flash_write(uint32_t offset, const void *from, uint32_t bytes);
int spi_flash_erase_sector(uint32_t sector);

/* Tells a program which of its cases to run: the interpreter's --reason. */
static inline uint32_t chosen(void)
{
	return system_get_rst_info()->reason;
}

static inline void sayByte(char byte)
{
	REGISTER(0x60000000) = (uint8_t)byte;
}

static inline void say(const char *text)
{
	while (*text)
		sayByte(*text++);
}

static inline void sayHex(uint32_t value)
{
	sayByte(' ');
	for (int shift = 28; shift >= 0; shift -= 4) {
		uint32_t digit = value >> shift & 15;
		sayByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
	}
}

/* A line: a word and numbers in hexadecimal. */
#define LINE(WORD, ...) \
	do { \
		uint32_t values_[] = {__VA_ARGS__}; \
		say(WORD); \
		for (unsigned i_ = 0; i_ < sizeof(values_) / sizeof(*values_); i_++) \
			sayHex(values_[i_]); \
		sayByte('\n'); \
	} while (0)

#endif
