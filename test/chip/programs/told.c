/* What is told of an image that does nothing wrong: its start, its longest turn, its heap, what XS throws and aborts with. */
#include "program.h"

void esp_yield(void);
_Noreturn void abort(void);

/* By --reason; any other starts and takes its turns. */
enum { THROW = 101, ABORT = 102, PANIC = 103 };

#define HEAP_BYTES 20000

extern uint32_t heap_begin;
static uint32_t taken, pieces;

__attribute__((noinline)) void *malloc(size_t bytes)
{
	uint8_t *block = (uint8_t *)&heap_begin + 4 + taken + pieces * 16;
	taken += bytes;
	pieces++;
	return (void *)(((uintptr_t)block + 7) & ~7u);
}

uint32_t system_get_free_heap_size(void)
{
	return HEAP_BYTES - taken;
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

void setup(void)
{
	LINE("taken", taken, pieces);
	if (chosen() == THROW)
		fxThrowMessage(NULL, "a.js", 7, 4, "no %s of %d in %x", "slot", -12, 0xbeef);
	else if (chosen() == ABORT)
		fxAbort(NULL, 5);
	else if (chosen() == PANIC)
		abort();
	else
		startUp();
}

void loop(void)
{
	static unsigned turn;
	delay(turn++ == 1 ? 70 : 10);
}
