/*
 * What is told of an image: its start, its longest turn, its heap, what XS throws and aborts with; and of one whose stack or
 * heap is no more when the last report asks for it.
 */
#include "program.h"

void esp_yield(void);
_Noreturn void abort(void);

/* By --reason; any other starts and takes its turns. */
enum { THROW = 101, ABORT = 102, PANIC = 103, REPORTED = 104, NO_STACK = 105, NO_ANSWER = 106, TOO_MUCH = 107 };

#define HEAP_BYTES 20000

extern uint32_t heap_begin;
static uint32_t taken, pieces;

/* In instruction RAM, as the core has it: what stands there comes with each start. */
IN_RAM void *malloc(size_t bytes)
{
	if (bytes > HEAP_BYTES - taken)
		return NULL;
	uint8_t *block = (uint8_t *)&heap_begin + 4 + taken + pieces * 16;
	taken += bytes;
	pieces++;
	return (void *)(((uintptr_t)block + 7) & ~7u);
}

uint32_t system_get_free_heap_size(void)
{
	volatile uint32_t room[64];
	if (taken == HEAP_BYTES)
		*(volatile uint32_t *)0x20000000 = 1;
	for (unsigned i = 0; i < 64; i++)
		room[i] = HEAP_BYTES - taken;
	return room[63];
}

/* Of XS, which goes on where its C stack says. */
__attribute__((noinline)) void fxThrowMessage(void *the, const char *path, int line, int error,
	const char *format, ...)
{
	(void)the, (void)path, (void)line, (void)format;
	LINE("threw", error);
}

/* The platform's way out of XS: it never comes back. */
__attribute__((noinline)) void fxAbort(void *the, int status)
{
	(void)the;
	LINE("aborted", status);
	system_restart();
	for (;;)
		esp_yield();
}

static void startUp(void)
{
	static uint32_t words[16];
	for (unsigned i = 0; i < 3; i++)
		spi_flash_read(i * 64, words, sizeof(words));
	ets_delay_us(300000);
}

/* Asked for a report meanwhile: how much of what stands below the stack has become something else. */
static void reported(void)
{
	uint32_t below = (uint32_t)(uintptr_t)__builtin_frame_address(0) - 2048;
	uint32_t changed = 0;
	for (unsigned i = 0; i < 400; i++)
		((volatile uint32_t *)below)[i] = i;
	for (unsigned i = 0; i < 300000; i++)
		__asm__ volatile("nop");
	for (unsigned i = 0; i < 400; i++)
		changed += ((volatile uint32_t *)below)[i] != i;
	LINE("below", changed);
}

void setup(void)
{
	LINE("taken", taken, pieces);
	switch (chosen()) {
	case THROW:
		fxThrowMessage(NULL, "a.js", 7, 4, "no %s of %d in %x", "slot", -12, 0xbeef);
		break;
	case ABORT:
		fxAbort(NULL, 5);
		break;
	case PANIC:
		abort();
	case REPORTED:
		reported();
		break;
	case NO_STACK:
		__asm__ volatile("movi a1, 0x20000000; s32i a2, a1, 0");
		break;
	case NO_ANSWER:
		taken = HEAP_BYTES;
		break;
	case TOO_MUCH:
		LINE("got", malloc(HEAP_BYTES + 4) != NULL, malloc(0) != NULL, malloc(16) != NULL);
		break;
	default:
		startUp();
	}
}

void loop(void)
{
	static unsigned turn;
	delay(turn++ == 1 ? 70 : 10);
}
