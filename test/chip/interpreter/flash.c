#define _GNU_SOURCE
#include "flash.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "decode.h"
#include "events.h"
#include "memory.h"
#include "run.h"
#include "stand-ins.h"
#include "trap.h"
#include "watchdog.h"

#define PAGE_BYTES 256u
#define SECTORS (FLASH_BYTES / SECTOR_BYTES)
/* Data sheets of 4 MB chips (W25Q32): typical times. */
#define READ_NS 60u
#define WRITE_NS 700000u
#define ERASE_NS (45 * NS_PER_MS)
/* SpiFlashOpResult of the SDK's spi_flash.h. */
#define OK 0
#define REFUSED 1

static const char *path;
static uint8_t worn[SECTORS];
static bool cutErase, cutWrite;
static FlashCounts counts;

void flashOpen(const char *file)
{
	path = file;
	memset(chip.flash, 0xFF, sizeof(chip.flash));
	int stream = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
	if (stream < 0)
		return;
	if (read(stream, chip.flash, sizeof(chip.flash)) < 0) {
		perror(file);
		exit(64);
	}
	close(stream);
}

void flashSave(void)
{
	if (!path)
		return;
	FILE *stream = fopen(path, "wb");
	if (!stream || fwrite(chip.flash, 1, sizeof(chip.flash), stream) != sizeof(chip.flash))
		perror(path);
	if (stream)
		fclose(stream);
}

void flashWear(uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (first + i < SECTORS)
			worn[first + i] = 1;
}

void flashCutErase(void)
{
	cutErase = true;
}

void flashCutWrite(void)
{
	cutWrite = true;
}

/* Code that was decoded from these bytes is not what stands there now. */
static void changed(uint32_t offset, uint32_t bytes)
{
	if (offset < MAPPED_FLASH_BYTES)
		decodeForget(MAPPED_FLASH_BASE + offset, bytes);
}

static bool within(uint32_t offset, uint32_t bytes)
{
	return offset <= FLASH_BYTES && bytes <= FLASH_BYTES - offset;
}

static void readFlash(void)
{
	uint32_t offset = argument(0);
	uint32_t bytes = argument(2);
	if ((argument(1) | bytes) & 3)
		trap("unaligned spi_flash_read", argument(1) & 3 ? argument(1) : bytes);
	if (!within(offset, bytes)) {
		giveBack(REFUSED);
		return;
	}
	if (bytes)
		memcpy(memoryTo(argument(1), bytes, "spi_flash_read to nowhere"), chip.flash + offset, bytes);
	counts.reads++;
	counts.readBytes += bytes;
	clockAdd((uint64_t)bytes * READ_NS);
	giveBack(OK);
}

/* A chip may say of a worn sector that it failed, or not: the odd ones do. */
static uint32_t outcome(uint32_t sector)
{
	return worn[sector] && sector & 1 ? REFUSED : OK;
}

/* Bits only fall; a page is programmed at once. */
static void program(uint32_t offset, const uint8_t *from, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		if (!worn[(offset + i) / SECTOR_BYTES])
			chip.flash[offset + i] &= from[i];
	changed(offset, bytes);
}

static void writeFlash(void)
{
	uint32_t offset = argument(0);
	uint32_t bytes = argument(2);
	if ((offset | argument(1) | bytes) & 3)
		trap("unaligned spi_flash_write", (offset | bytes) & 3 ? offset : argument(1));
	if (!within(offset, bytes) || !bytes) {
		giveBack(bytes ? REFUSED : OK);
		return;
	}
	const uint8_t *from = memoryFrom(argument(1), bytes, "spi_flash_write from nowhere");
	watchdogFeed(); /* as the SDK's does, disassembled; spi_flash_read does not */
	counts.writes++;
	if (cutWrite) {
		cutWrite = false;
		program(offset, from, bytes / 2 & ~3u);
		runPowerCut();
	}
	program(offset, from, bytes);
	uint32_t pages = (offset + bytes - 1) / PAGE_BYTES - offset / PAGE_BYTES + 1;
	clockPassMasked((uint64_t)pages * WRITE_NS);
	giveBack(outcome(offset / SECTOR_BYTES));
}

static void erase(uint32_t sector, uint32_t bytes)
{
	if (!worn[sector])
		memset(chip.flash + sector * SECTOR_BYTES, 0xFF, bytes);
	changed(sector * SECTOR_BYTES, bytes);
}

static void eraseSector(void)
{
	uint32_t sector = argument(0);
	if (sector >= SECTORS) {
		giveBack(REFUSED);
		return;
	}
	watchdogFeed(); /* as the SDK's does */
	counts.erases++;
	eventSayNumber("erase", "sector", sector);
	if (cutErase) {
		cutErase = false;
		erase(sector, SECTOR_BYTES / 2);
		clockPassMasked(ERASE_NS / 2);
		runPowerCut();
	}
	erase(sector, SECTOR_BYTES);
	clockPassMasked(ERASE_NS);
	giveBack(outcome(sector));
}

static void cacheOff(void)
{
	chip.cacheOff = true;
	clockCheckSoon();
}

static void cacheOn(void)
{
	chip.cacheOff = false;
}

void flashAdd(void)
{
	static const Named list[] = {
		{"spi_flash_read", readFlash},
		{"spi_flash_write", writeFlash},
		{"spi_flash_erase_sector", eraseSector},
		{"Cache_Read_Disable", cacheOff},
		{"Cache_Read_Enable", cacheOn},
		{"Cache_Read_Enable_New", cacheOn},
		{NULL, NULL},
	};
	standInsAdd(list);
}

FlashCounts flashCounts(void)
{
	return counts;
}
