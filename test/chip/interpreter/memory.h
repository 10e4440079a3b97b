/*
 * Loads and stores of the image, and the interpreter's own access to the image's memory. The chip
 * takes bytes and half words in data RAM only; everything else is in words (ESP8266 Technical
 * Reference, "Memory").
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <string.h>

#include "chip.h"

/*
 * Whatever is not a plain, aligned access to living data RAM: registers, flash, instruction RAM,
 * traps.
 */
uint32_t memoryLoadOther(uint32_t address, unsigned bytes);
void memoryStoreOther(uint32_t address, uint32_t value, unsigned bytes);

static inline bool memoryIsSimple(uint32_t address, unsigned bytes)
{
	uint32_t offset = address - DATA_RAM_BASE;
	return offset < DATA_RAM_BYTES && !(offset & (bytes - 1)) && !chip.freed[offset / 4];
}

static inline uint32_t memoryLoad32(uint32_t address)
{
	uint32_t value;
	if (!memoryIsSimple(address, 4))
		return memoryLoadOther(address, 4);
	memcpy(&value, chip.dataRam + (address - DATA_RAM_BASE), 4);
	return value;
}

static inline void memoryStore32(uint32_t address, uint32_t value)
{
	if (!memoryIsSimple(address, 4))
		memoryStoreOther(address, value, 4);
	else
		memcpy(chip.dataRam + (address - DATA_RAM_BASE), &value, 4);
}

/*
 * Host pointer to `bytes` bytes of RAM or mapped flash, without any check of manners; NULL when
 * they are not there.
 */
uint8_t *memoryPlain(uint32_t address, uint32_t bytes);

/*
 * The same for a stand-in that works on the image's behalf: dead heap blocks, and flash that cannot
 * be read now, are trapped; a wild pointer ends the run, and so does flash that is to be written.
 */
const uint8_t *memoryFrom(uint32_t address, uint32_t bytes, const char *what);
uint8_t *memoryTo(uint32_t address, uint32_t bytes, const char *what);

/* Text at the address, "?" when it is nowhere. */
const char *memoryText(uint32_t address);

#endif
