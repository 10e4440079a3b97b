/*
 * The flash chip behind spi_flash_read, spi_flash_write and spi_flash_erase_sector: 4 MB, sectors
 * of 4 KB.
 */
#ifndef FLASH_H
#define FLASH_H

#include <stdbool.h>
#include <stdint.h>

/* All 0xFF, or what the file holds. */
void flashOpen(const char *path);

/* Writes the file, when there is one. */
void flashSave(void);

void flashAdd(void); /* the stand-ins */

/* These sectors neither erase nor write any more. */
void flashWear(uint32_t first, uint32_t count);

/* Power goes in the middle of the next erase, or write. */
void flashCutErase(void);
void flashCutWrite(void);

typedef struct {
	uint64_t reads, readBytes, writes, erases;
} FlashCounts;

FlashCounts flashCounts(void);

#endif
