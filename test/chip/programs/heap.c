/* What a heap and the timers in it are not for: each case is one start with its own --reason. */
#include "program.h"

void *memcpy(void *to, const void *from, size_t bytes);
int strncmp(const char *left, const char *right, size_t most);
void ets_timer_setfn(void *timer, void (*run)(void *), void *refcon);
void ets_timer_arm_new(void *timer, uint32_t time, bool repeats, bool milliseconds);
void ets_timer_disarm(void *timer);

static volatile uint32_t sink;

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

/* The list of the SDK goes through the timer itself; the block is somebody else's by then. */
static void freeTimer(uint32_t *block)
{
	ets_timer_setfn(block + 2, tick, NULL);
	ets_timer_arm_new(block + 2, 10, false, true);
	free(block);
	sink = (uintptr_t)malloc(40);
	delay(50);
}

void setup(void)
{
	uint32_t *volatile block = malloc(40);
	uint32_t *volatile other = malloc(40);
	block[0] = 1;
	switch (chosen()) {
	case 1:
		free(block);
		sink = block[3];
		break;
	case 2:
		free(block);
		block[9] = 1;
		break;
	case 3:
		free(block);
		free(block);
		break;
	case 4:
		sink = *(uint32_t *)realloc(block, 100);
		sink = block[2];
		break;
	case 5:
		free(block + 1);
		break;
	case 6:
		free(block);
		memcpy(other, block, 16);
		break;
	case 7: /* what is allowed */
		free(block);
		free(other);
		block = malloc(40);
		block[0] = block[9] = 3;
		other = malloc(40);
		sink = other[0] + block[0];
		break;
	case 8:
		freeTimer(block);
		break;
	case 9:
		compareBeforeFreed(block, other);
		break;
	case 10:
		free(block);
		sink = (uintptr_t)realloc(block, 100);
		break;
	case 11:
		sink = (uintptr_t)realloc(block + 1, 100);
		break;
	case 12: /* what is allowed */
		ets_timer_setfn(block, tick, NULL);
		ets_timer_arm_new(block, 10, false, true);
		ets_timer_disarm(block);
		ets_timer_setfn(other, tick, NULL);
		ets_timer_arm_new(other, 10, false, true);
		delay(50);
		free(block);
		free(other);
		break;
	case 13:
		ets_timer_setfn(block, tick, NULL);
		ets_timer_arm_new(block, 10, false, true);
		sink = (uintptr_t)realloc(block, 100);
		break;
	}
	say("went on\n");
}

void loop(void)
{
	delay(10);
}
