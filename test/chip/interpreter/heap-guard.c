#include "heap-guard.h"

#include <string.h>

#include "chip.h"
#include "cpu.h"
#include "image.h"
#include "stand-ins.h"
#include "timers.h"
#include "trap.h"

#define WORDS (DATA_RAM_BYTES / 4)
/* umm_malloc: blocks of eight bytes, of which the first gives four to its head. */
#define UNIT 8u
#define HEAD 4u
#define DEEPEST 8

typedef enum { ALLOCATE, REALLOCATE } Kind;

/* A call that has not returned yet. */
typedef struct {
	Kind kind;
	uint32_t bytes, old, returnTo;
} Call;

static uint32_t sizes[WORDS]; /* of the living block that begins at the word, plus one */
static Call calls[DEEPEST];
static unsigned callCount;
static uint32_t unitsInUse;
static uint32_t atStart, lowest;
static uint64_t failed;

void heapGuardReset(void)
{
	memset(sizes, 0, sizeof(sizes));
	memset(chip.freed, 0, sizeof(chip.freed));
	callCount = 0;
	unitsInUse = 0;
}

static uint32_t units(uint32_t bytes)
{
	return (bytes + HEAD + UNIT - 1) / UNIT;
}

static void mark(uint32_t address, uint32_t bytes, uint8_t freed)
{
	uint32_t word = (address - DATA_RAM_BASE) / 4;
	uint32_t words = (units(bytes) * UNIT - HEAD) / 4;
	for (uint32_t i = 0; i < words && word + i < WORDS; i++)
		chip.freed[word + i] = freed;
}

static uint32_t *sizeOf(uint32_t address)
{
	uint32_t offset = address - DATA_RAM_BASE;
	return offset < DATA_RAM_BYTES ? &sizes[offset / 4] : NULL;
}

static void dies(uint32_t address)
{
	uint32_t *size = sizeOf(address);
	mark(address, *size - 1, 1);
	unitsInUse -= units(*size - 1);
	*size = 0;
}

static void lives(uint32_t address, uint32_t bytes)
{
	uint32_t *size = sizeOf(address);
	if (!size)
		return;
	if (*size)
		unitsInUse -= units(*size - 1);
	*size = bytes + 1;
	unitsInUse += units(bytes);
	mark(address, bytes, 0);
	uint32_t left = atStart - unitsInUse * UNIT;
	if (left < lowest)
		lowest = left;
}

static void enter(Kind kind, uint32_t old, uint32_t bytes)
{
	if (callCount == DEEPEST)
		return;
	calls[callCount++] = (Call){kind, bytes, old, chip.a[0]};
	chip.a[0] = ALLOCATOR_RETURNS;
}

static void allocate(void)
{
	enter(ALLOCATE, 0, argument(0));
}

static void allocateMany(void)
{
	enter(ALLOCATE, 0, argument(0) * argument(1));
}

/* Told when no living block begins at the address. */
static bool checkLives(uint32_t address, const char *again, const char *unknown)
{
	uint32_t *size = sizeOf(address);
	if (size && *size)
		return true;
	trap(size && chip.freed[(address - DATA_RAM_BASE) / 4] ? again : unknown, address);
	return false;
}

static void reallocate(void)
{
	uint32_t address = argument(0);
	if (address)
		checkLives(address, "realloc of freed memory", "realloc of what was not allocated");
	enter(REALLOCATE, address, argument(1));
}

/* A block that moved is dead where it was; one that shrank is dead behind its new end. */
static void returned(void)
{
	Call call = calls[--callCount];
	uint32_t address = argument(0);
	uint32_t *old = call.kind == REALLOCATE && call.old ? sizeOf(call.old) : NULL;

	chip.a[0] = call.returnTo;
	if (!address && call.bytes)
		failed++;
	if (old && *old && (address || !call.bytes)) {
		uint32_t size = *old - 1;
		uint32_t kept = call.bytes < size ? call.bytes : size;
		if (address != call.old)
			kept = 0;
		timersFreed(call.old + kept, size - kept);
		dies(call.old);
	}
	if (address)
		lives(address, call.bytes);
}

static void release(void)
{
	uint32_t address = argument(0);
	if (!address || !checkLives(address, "double free", "free of what was not allocated"))
		return;
	timersFreed(address, *sizeOf(address) - 1);
	dies(address);
}

/*
 * The core calls its allocator by the C library's names; a nested pair would count each free twice.
 */
void heapGuardAdd(void)
{
	bool own = imageSymbol("umm_malloc") != 0;
	standInsObserve(own ? "umm_malloc" : "malloc", allocate);
	standInsObserve(own ? "umm_calloc" : "calloc", allocateMany);
	standInsObserve(own ? "umm_realloc" : "realloc", reallocate);
	standInsObserve(own ? "umm_free" : "free", release);
	standInsAddAt(ALLOCATOR_RETURNS, returned);
}

static bool isAllocator(uint32_t pc)
{
	static const char *const names[] = {"malloc", "calloc", "realloc", "free"};
	const char *name = imageFunctionOf(pc);
	if (!name)
		return false;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return strstr(name, "umm_") != NULL;
}

void heapGuardTouched(uint32_t address)
{
	bool rom = chip.pc - ROM_BASE < ROM_BYTES;
	if (!isAllocator(rom ? chip.a[0] : chip.pc))
		trap("use of freed memory", address);
}

uint32_t heapGuardFree(void)
{
	return cpuAsk(imageSymbol("system_get_free_heap_size"));
}

void heapGuardStart(void)
{
	uint32_t free = heapGuardFree();
	if (!atStart || free < lowest)
		lowest = free;
	atStart = free;
	unitsInUse = 0;
}

uint32_t heapGuardAtStart(void)
{
	return atStart;
}

uint64_t heapGuardFailed(void)
{
	return failed;
}

uint32_t heapGuardLowest(void)
{
	return lowest;
}
