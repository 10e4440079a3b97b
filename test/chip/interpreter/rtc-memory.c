#include "rtc-memory.h"

#include "memory.h"
#include "stand-ins.h"
#include "trap.h"

/* Blocks of four bytes; the first 64 are the system's (the SDK's user_interface.h). */
#define BLOCKS (RTC_BYTES / 4)
#define FIRST_FREE_BLOCK 64

/* What the SDK asks, disassembled: nothing else is refused. */
static bool refused(uint32_t block, uint32_t address, uint32_t bytes)
{
	return block >= BLOCKS || !address || address & 3 || bytes > RTC_BYTES - block * 4;
}

/* It moves whole words. */
static uint32_t wholeWords(uint32_t bytes)
{
	return (bytes + 3) & ~3u;
}

static void readBlocks(void)
{
	uint32_t block = argument(0) & 255;
	uint32_t bytes = argument(2) & 0xFFFF;
	bool no = refused(block, argument(1), bytes);
	uint32_t whole = wholeWords(bytes);
	if (!no && bytes)
		memcpy(memoryTo(argument(1), whole, "system_rtc_mem_read to nowhere"),
			chip.rtc + block * 4, whole);
	giveBack(!no);
}

static void writeBlocks(void)
{
	uint32_t block = argument(0) & 255;
	uint32_t bytes = argument(2) & 0xFFFF;
	bool no = refused(block, argument(1), bytes);
	uint32_t whole = wholeWords(bytes);
	if (!no && bytes) {
		if (block < FIRST_FREE_BLOCK)
			trap("system_rtc_mem_write over the system's blocks", block);
		memcpy(chip.rtc + block * 4,
			memoryFrom(argument(1), whole, "system_rtc_mem_write from nowhere"), whole);
	}
	giveBack(!no);
}

void rtcMemoryAdd(void)
{
	static const Named list[] = {
		{"system_rtc_mem_read", readBlocks},
		{"system_rtc_mem_write", writeBlocks},
		{NULL, NULL},
	};
	standInsAdd(list);
}
