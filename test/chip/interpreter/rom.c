/*
 * The ROM's memory functions go by bytes unless both addresses and the length are multiples of
 * four, its string functions always: outside data RAM that is an exception on the chip.
 */
#include "rom.h"

#include "clock.h"
#include "memory.h"
#include "stand-ins.h"
#include "trap.h"

#define COPY_NS 15u
#define FILL_NS 8u

static bool inDataRam(uint32_t address)
{
	return address - DATA_RAM_BASE < DATA_RAM_BYTES;
}

static void checkBytes(uint32_t address, uint32_t bytes, const char *what)
{
	if (!inDataRam(address) && ((address | bytes) & 3))
		trap(what, address);
}

static const uint8_t *source(uint32_t address, uint32_t bytes, const char *what)
{
	checkBytes(address, bytes, what);
	return memoryFrom(address, bytes, what);
}

static uint8_t *target(uint32_t address, uint32_t bytes, const char *what)
{
	checkBytes(address, bytes, what);
	return memoryTo(address, bytes, what);
}

/* Both sides are taken in the same steps: one that is not aligned makes bytes of the other. */
static void checkSteps(uint32_t left, uint32_t right, uint32_t bytes, const char *what)
{
	if (!((left | right) & 3) || (bytes & 3))
		return; /* words, or told by checkBytes() */
	if (!inDataRam(left) && !(left & 3))
		trap(what, left);
	else if (!inDataRam(right) && !(right & 3))
		trap(what, right);
}

static void copy(void)
{
	uint32_t bytes = argument(2);
	if (!bytes)
		return;
	checkSteps(argument(0), argument(1), bytes, "ROM memcpy by bytes outside data RAM");
	const uint8_t *from = source(argument(1), bytes, "ROM memcpy from there");
	memmove(target(argument(0), bytes, "ROM memcpy to there"), from, bytes);
	clockAdd((uint64_t)bytes * COPY_NS);
}

static void fill(uint32_t bytes, uint8_t value)
{
	if (bytes)
		memset(target(argument(0), bytes, "ROM memset there"), value, bytes);
	clockAdd((uint64_t)bytes * FILL_NS);
}

static void set(void)
{
	fill(argument(2), argument(1));
}

static void zero(void)
{
	fill(argument(1), 0);
}

static void compare(void)
{
	uint32_t bytes = argument(2);
	int result = 0;
	if (bytes) {
		checkSteps(argument(0), argument(1), bytes, "ROM memcmp by bytes outside data RAM");
		const uint8_t *left = source(argument(0), bytes, "ROM memcmp there");
		result = memcmp(left, source(argument(1), bytes, "ROM memcmp there"), bytes);
	}
	clockAdd((uint64_t)bytes * COPY_NS);
	giveBack(result);
}

/* A text of `most` bytes at the most, and at least one; behind them nothing is looked at. */
static const char *textOf(uint32_t address, uint32_t most)
{
	if (!inDataRam(address))
		trap("ROM string function on flash", address);
	const char *at = (const char *)memoryFrom(address, 1, "ROM string function there");
	const char *end = memchr(at, 0, most);
	memoryFrom(address, end ? (uint32_t)(end - at) + 1 : most, "ROM string function there");
	return at;
}

static const char *text(uint32_t address)
{
	return textOf(address, UINT32_MAX);
}

static void length(void)
{
	uint32_t bytes = (uint32_t)strlen(text(argument(0)));
	clockAdd((uint64_t)bytes * COPY_NS);
	giveBack(bytes);
}

static void copyText(void)
{
	const char *from = text(argument(1));
	uint32_t bytes = (uint32_t)strlen(from) + 1;
	memmove(target(argument(0), bytes, "ROM strcpy to there"), from, bytes);
	clockAdd((uint64_t)bytes * COPY_NS);
}

static void copyMostText(void)
{
	uint32_t bytes = argument(2);
	if (!bytes)
		return;
	const char *from = textOf(argument(1), bytes);
	strncpy((char *)target(argument(0), bytes, "ROM strncpy to there"), from, bytes);
	clockAdd((uint64_t)bytes * COPY_NS);
}

/* Up to the first difference, an end or `most` bytes: what lies behind is not looked at. */
static void compareTexts(uint32_t most)
{
	static const char what[] = "ROM string function there";
	const char *left = textOf(argument(0), 1);
	const char *right = textOf(argument(1), 1);
	uint32_t same = 0;
	while (same < most && left[same] && left[same] == right[same])
		same++;
	uint32_t seen = same < most ? same + 1 : most;
	memoryFrom(argument(0), seen, what);
	memoryFrom(argument(1), seen, what);
	giveBack(same < most ? (uint8_t)left[same] - (uint8_t)right[same] : 0);
}

static void compareText(void)
{
	compareTexts(UINT32_MAX);
}

static void compareMostText(void)
{
	if (argument(2))
		compareTexts(argument(2));
	else
		giveBack(0);
}

static void findText(void)
{
	const char *whole = text(argument(0));
	const char *found = strstr(whole, text(argument(1)));
	giveBack(found ? argument(0) + (uint32_t)(found - whole) : 0);
}

void romAdd(void)
{
	static const Named list[] = {
		{"memcpy", copy},
		{"memmove", copy},
		{"ets_memcpy", copy},
		{"ets_memmove", copy},
		{"memset", set},
		{"ets_memset", set},
		{"bzero", zero},
		{"ets_bzero", zero},
		{"memcmp", compare},
		{"ets_memcmp", compare},
		{"strlen", length},
		{"ets_strlen", length},
		{"strcpy", copyText},
		{"ets_strcpy", copyText},
		{"strncpy", copyMostText},
		{"ets_strncpy", copyMostText},
		{"strcmp", compareText},
		{"ets_strcmp", compareText},
		{"strncmp", compareMostText},
		{"ets_strncmp", compareMostText},
		{"strstr", findText},
		{"ets_strstr", findText},
		{NULL, NULL},
	};
	standInsAdd(list);
}
