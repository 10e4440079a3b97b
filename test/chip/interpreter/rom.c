/*
 * The ROM's string functions copy by bytes where addresses are not aligned, so an address outside
 * data RAM that is not a multiple of four, or a string there, is an exception on the chip.
 */
#include "rom.h"

#include "clock.h"
#include "decode.h"
#include "memory.h"
#include "stand-ins.h"
#include "trap.h"

#define COPY_NS 15u
#define FILL_NS 8u

static bool inDataRam(uint32_t address)
{
	return address - DATA_RAM_BASE < DATA_RAM_BYTES;
}

static uint8_t *block(uint32_t address, uint32_t bytes, const char *what)
{
	if (!inDataRam(address) && ((address | bytes) & 3))
		trap(what, address);
	return memoryGiven(address, bytes, what);
}

/* Somewhere a store may go; code that was there is not any more. */
static uint8_t *target(uint32_t address, uint32_t bytes, const char *what)
{
	uint8_t *at = block(address, bytes, what);
	if (address >= MAPPED_FLASH_BASE)
		trapAndEnd("store to flash", address);
	if (address >= INSTRUCTION_RAM_BASE)
		decodeForget(address, bytes);
	return at;
}

static void copy(void)
{
	uint32_t bytes = argument(2);
	if (!bytes)
		return;
	const uint8_t *from = block(argument(1), bytes, "ROM memcpy from there");
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
		const uint8_t *left = block(argument(0), bytes, "ROM memcmp there");
		result = memcmp(left, block(argument(1), bytes, "ROM memcmp there"), bytes);
	}
	clockAdd((uint64_t)bytes * COPY_NS);
	giveBack(result);
}

static const char *text(uint32_t address)
{
	if (!inDataRam(address))
		trap("ROM string function on flash", address);
	const char *at = (const char *)memoryGiven(address, 1, "ROM string function there");
	memoryGiven(address, (uint32_t)strlen(at) + 1, "ROM string function there");
	return at;
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
	const char *from = text(argument(1));
	if (bytes)
		strncpy((char *)target(argument(0), bytes, "ROM strncpy to there"), from, bytes);
	clockAdd((uint64_t)bytes * COPY_NS);
}

static void compareText(void)
{
	const char *left = text(argument(0));
	giveBack(strcmp(left, text(argument(1))));
}

static void compareMostText(void)
{
	const char *left = text(argument(0));
	giveBack(strncmp(left, text(argument(1)), argument(2)));
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
