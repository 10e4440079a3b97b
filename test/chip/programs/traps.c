/* What the chip does not do: each case is one start with its own --reason. */
#include "program.h"

void *memcpy(void *to, const void *from, size_t bytes);
size_t strlen(const char *text);
bool system_rtc_mem_read(uint8_t block, void *to, uint16_t bytes);
void Cache_Read_Disable(void);
void Cache_Read_Enable(uint32_t a, uint32_t b, uint32_t c);
void SPIEraseChip(void);

static uint32_t wordInRam DATA_IN_RAM = 0x11223344;
static const volatile uint32_t wordInFlash DATA_IN_FLASH = 0x55667788;
static uint32_t words[4];
static volatile uint32_t sink;
static volatile uint32_t zero;
static volatile uint64_t longZero;

static IN_FLASH void routineInFlash(void *refcon)
{
	(void)refcon;
	REGISTER(0x6000000C) = 0;
}

static IN_RAM void routineThatReadsFlash(void *refcon)
{
	(void)refcon;
	REGISTER(0x6000000C) = 0;
	sink = wordInFlash;
}

static IN_RAM void withCacheOff(void)
{
	Cache_Read_Disable();
	sink = wordInFlash;
	Cache_Read_Enable(0, 0, 1);
}

/* A time-out interrupt after the first byte of the tape. */
static void listen(void (*routine)(void *))
{
	REGISTER(0x3FF00028) |= 4;
	REGISTER(0x60000024) = 1u << 31 | 2 << 24;
	ets_isr_attach(5, routine, NULL);
	REGISTER(0x6000000C) = 1 << 8;
	ets_isr_unmask(1 << 5);
}

static __attribute__((noinline)) uint32_t deep(uint32_t level)
{
	volatile uint32_t room[128];
	room[0] = level;
	return level ? deep(level - 1) + room[0] : 0;
}

static void memoryCases(uint32_t number)
{
	switch (number) {
	case 1:
		sink = *(volatile uint8_t *)&wordInRam;
		break;
	case 2:
		sink = *(const volatile uint8_t *)&wordInFlash;
		break;
	case 3:
		sink = *(const volatile uint16_t *)((uintptr_t)&wordInFlash + 2);
		break;
	case 4:
		__asm__ volatile("l32i %0, %1, 0" : "=r"(sink) : "r"((uintptr_t)words + 1));
		break;
	case 5:
		*(volatile uint32_t *)&wordInFlash = 1;
		break;
	case 6:
		*(volatile uint8_t *)&wordInRam = 1;
		break;
	case 7:
		sink = *(volatile uint32_t *)0x20000000;
		break;
	case 8:
		sink = strlen((const char *)(uintptr_t)&wordInFlash);
		break;
	case 9:
		withCacheOff();
		break;
	}
}

static void codeCases(uint32_t number)
{
	switch (number) {
	case 11:
		((void (*volatile)(void))0x3FFE8000)();
		break;
	case 12:
		SPIEraseChip();
		break;
	case 13:
		__asm__ volatile(".byte 0, 0, 6");
		break;
	case 14:
		listen(routineInFlash);
		break;
	case 15:
		sink = deep(9);
		break;
	case 17:
		sink = number / zero;
		break;
	case 18:
		listen(routineThatReadsFlash);
		break;
	case 19:
		sink = number / longZero;
		break;
	}
}

static void copyCases(uint32_t number)
{
	switch (number) {
	case 31:
		memcpy((uint8_t *)words + 1, (const void *)&wordInFlash, 4);
		break;
	case 32:
		memcpy(&wordInRam, (const uint8_t *)words + 2, 4);
		break;
	case 33:
		spi_flash_read(0, (uint8_t *)words + 1, 4);
		break;
	case 34:
		spi_flash_read(0, words, 3);
		break;
	case 35:
		spi_flash_write(0x200001, words, 4);
		break;
	case 36:
		spi_flash_write(0x200000, (uint8_t *)words + 1, 4);
		break;
	case 37:
		spi_flash_write(0x200000, words, 3);
		break;
	case 38:
		spi_flash_read(0, (void *)0x20000000, 4);
		break;
	case 39:
		spi_flash_write(0x200000, (void *)0x20000000, 4);
		break;
	}
}

static void storeCases(uint32_t number)
{
	switch (number) {
	case 41:
		__asm__ volatile("s32i %0, %1, 0" : : "r"(number), "r"((uintptr_t)words + 1) : "memory");
		break;
	case 42:
		__asm__ volatile("s32i %0, %1, 0" : : "r"(number), "r"((uintptr_t)&wordInRam + 1) : "memory");
		break;
	case 43:
		*(volatile uint16_t *)((uintptr_t)&wordInRam + 2) = 1;
		break;
	case 44:
		*(volatile uint32_t *)0x20000000 = 1;
		break;
	case 45:
		spi_flash_read(0, (void *)(uintptr_t)&wordInFlash, 4);
		break;
	case 46:
		system_rtc_mem_read(128, (void *)(uintptr_t)&wordInFlash, 4);
		break;
	case 47:
		if (*(volatile uint8_t *)0x60000014 != (80000000 / 115200 & 255))
			say("more than a byte\n");
		break;
	case 48:
		*(volatile uint16_t *)0x60001304 = 1;
		break;
	case 49:
		sink = *(volatile uint32_t *)0x4000DE84;
		break;
	}
}

static void exceptionCases(uint32_t number)
{
	switch (number) {
	case 51:
		__asm__ volatile("break 1, 15");
		break;
	case 52:
		__asm__ volatile("break.n 15");
		break;
	case 53:
		__asm__ volatile("ill");
		break;
	case 54:
		__asm__ volatile("ill.n");
		break;
	}
}

void setup(void)
{
	uint32_t number = chosen();
	if (number < 10)
		memoryCases(number);
	else if (number < 20)
		codeCases(number);
	else if (number < 40)
		copyCases(number);
	else if (number < 50)
		storeCases(number);
	else
		exceptionCases(number);
	say("went on\n");
}

void loop(void)
{
	delay(10);
}
