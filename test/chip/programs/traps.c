/* What the chip does not do: each case is one start with its own --reason. */
#include "program.h"

void *memcpy(void *to, const void *from, size_t bytes);
size_t strlen(const char *text);
int strncmp(const char *left, const char *right, size_t most);
void ets_timer_setfn(void *timer, void (*run)(void *), void *refcon);
void ets_timer_arm_new(void *timer, uint32_t time, bool repeats, bool milliseconds);
void Cache_Read_Disable(void);
void Cache_Read_Enable(uint32_t a, uint32_t b, uint32_t c);
void SPIEraseChip(void);

static uint32_t wordInRam DATA_IN_RAM = 0x11223344;
static const volatile uint32_t wordInFlash DATA_IN_FLASH = 0x55667788;
static uint32_t words[4];
static volatile uint32_t sink;
static volatile uint32_t zero;
static volatile uint64_t longZero;

/*
 * An allocator of the core's names: a block is taken off the end; the last one freed is given
 * again.
 */
extern uint32_t heap_begin;
static uint8_t *heapEnd = (uint8_t *)&heap_begin;
static void *lastFreed;

__attribute__((noinline)) void *malloc(size_t bytes)
{
	if (lastFreed) {
		void *again = lastFreed;
		lastFreed = *(void **)again; /* its list stands in what is free: an allocator may */
		return again;
	}
	uint8_t *block = heapEnd + 4;
	heapEnd += (bytes + 4 + 7) & ~7u;
	return block;
}

__attribute__((noinline)) void free(void *block)
{
	*(void **)block = lastFreed;
	lastFreed = block;
}

__attribute__((noinline)) void *realloc(void *block, size_t bytes)
{
	uint8_t *other = heapEnd + 4;
	heapEnd += (bytes + 4 + 7) & ~7u;
	memcpy(other, block, 16);
	return other;
}

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

static void tick(void *refcon)
{
	sink = (uint32_t)(uintptr_t)refcon;
}

/* Eight bytes are compared; behind them there is no end before what was given back. */
static void compareBeforeFreed(uint32_t *block, uint32_t *other)
{
	for (unsigned i = 0; i < 12; i++)
		block[i] = 0x61616161;
	free(other);
	sink = strncmp((const char *)block, "aaaaaaaab", 8);
}

static void heapCases(uint32_t number)
{
	uint32_t *volatile block = malloc(40);
	uint32_t *volatile other = malloc(40);
	block[0] = 1;
	switch (number) {
	case 21:
		free(block);
		sink = block[3];
		break;
	case 22:
		free(block);
		block[9] = 1;
		break;
	case 23:
		free(block);
		free(block);
		break;
	case 24:
		sink = *(uint32_t *)realloc(block, 100);
		sink = block[2];
		break;
	case 25:
		free(block + 1);
		break;
	case 26:
		free(block);
		memcpy(other, block, 16);
		break;
	case 27: /* what is allowed */
		free(block);
		free(other);
		block = malloc(40);
		block[0] = block[9] = 3;
		other = malloc(40);
		sink = other[0] + block[0];
		break;
	case 28:
		ets_timer_setfn(block, tick, NULL);
		ets_timer_arm_new(block, 10, false, true);
		free(block);
		delay(50);
		break;
	case 29:
		compareBeforeFreed(block, other);
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
	else if (number < 30)
		heapCases(number);
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
