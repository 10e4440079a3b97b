#include "memory.h"

#include "decode.h"
#include "heap-guard.h"
#include "peripherals.h"
#include "trap.h"

Chip chip;

uint8_t *memoryPlain(uint32_t address, uint32_t bytes)
{
	uint32_t offset = address - DATA_RAM_BASE;
	if (offset < DATA_RAM_BYTES)
		return bytes <= DATA_RAM_BYTES - offset ? chip.dataRam + offset : NULL;
	offset = address - INSTRUCTION_RAM_BASE;
	if (offset < INSTRUCTION_RAM_BYTES)
		return bytes <= INSTRUCTION_RAM_BYTES - offset ? chip.instructionRam + offset : NULL;
	offset = address - MAPPED_FLASH_BASE;
	if (offset < MAPPED_FLASH_BYTES)
		return bytes <= MAPPED_FLASH_BYTES - offset ? chip.flash + offset : NULL;
	return NULL;
}

static bool inFlash(uint32_t address)
{
	return address - MAPPED_FLASH_BASE < MAPPED_FLASH_BYTES;
}

/*
 * An interrupt may come while the flash chip is busy and its cache off. A routine that runs in
 * flash is told where it runs (clock.c).
 */
static void checkFlash(uint32_t address)
{
	if (chip.cacheOff)
		trap("flash read while the cache is off", address);
	else if (chip.inInterrupt && !inFlash(chip.pc))
		trap("interrupt routine reads flash", address);
}

static uint32_t valueAt(const uint8_t *from, unsigned bytes)
{
	uint32_t value = 0;
	memcpy(&value, from, bytes);
	return value;
}

static void checkDataRam(uint32_t address, unsigned bytes, const char *unaligned)
{
	if (address & (bytes - 1))
		trap(unaligned, address);
	if (chip.freed[(address - DATA_RAM_BASE) / 4])
		heapGuardTouched(address);
}

typedef struct {
	const char *byte, *half, *unaligned;
} Manners;

/* Everything but data RAM is taken in whole words. */
static void checkWord(uint32_t address, unsigned bytes, const Manners *manners)
{
	if (bytes != 4)
		trap(bytes == 1 ? manners->byte : manners->half, address);
	else if (address & 3)
		trap(manners->unaligned, address);
}

static const Manners loads = {
	"byte load outside data RAM", "half-word load outside data RAM", "unaligned load",
};
static const Manners codeStores = {
	"byte store to instruction RAM", "half-word store to instruction RAM", "unaligned store",
};
static const Manners registerStores = {
	"byte store to a register", "half-word store to a register", "unaligned store",
};

uint32_t memoryLoadOther(uint32_t address, unsigned bytes)
{
	const uint8_t *from = memoryPlain(address, bytes);

	if (from && address - DATA_RAM_BASE < DATA_RAM_BYTES) {
		checkDataRam(address, bytes, "unaligned load");
		return valueAt(from, bytes);
	}
	if (from) {
		checkWord(address, bytes, &loads);
		if (inFlash(address))
			checkFlash(address);
		return valueAt(from, bytes);
	}
	if (peripheralsHave(address)) {
		checkWord(address, bytes, &loads);
		uint32_t word = peripheralsLoad(address & ~3u) >> (address & 3) * 8;
		return valueAt((const uint8_t *)&word, bytes);
	}
	if (address - ROM_BASE < ROM_BYTES)
		trapAndEnd("load from ROM", address); /* its bytes are not here */
	trapAndEnd("load from nowhere", address);
}

void memoryStoreOther(uint32_t address, uint32_t value, unsigned bytes)
{
	uint8_t *to = memoryPlain(address, bytes);

	if (to && address - DATA_RAM_BASE < DATA_RAM_BYTES) {
		checkDataRam(address, bytes, "unaligned store");
		memcpy(to, &value, bytes);
		return;
	}
	if (to && inFlash(address)) {
		trap("store to flash", address);
		return;
	}
	if (to) {
		checkWord(address, bytes, &codeStores);
		memcpy(to, &value, bytes);
		decodeForget(address, bytes);
		return;
	}
	if (peripheralsHave(address)) {
		checkWord(address, bytes, &registerStores);
		peripheralsStore(address & ~3u, value);
		return;
	}
	trapAndEnd("store to nowhere", address);
}

static uint8_t *given(uint32_t address, uint32_t bytes, const char *what)
{
	uint8_t *at = memoryPlain(address, bytes);
	uint32_t offset = address - DATA_RAM_BASE;

	if (!at)
		trapAndEnd(what, address);
	if (offset >= DATA_RAM_BYTES)
		return at;
	for (uint32_t word = offset / 4; word * 4 < offset + bytes; word++) {
		if (chip.freed[word]) {
			heapGuardTouched(DATA_RAM_BASE + word * 4);
			break;
		}
	}
	return at;
}

const uint8_t *memoryFrom(uint32_t address, uint32_t bytes, const char *what)
{
	const uint8_t *at = given(address, bytes, what);
	if (inFlash(address))
		checkFlash(address);
	return at;
}

/* Code that was there is not any more. */
uint8_t *memoryTo(uint32_t address, uint32_t bytes, const char *what)
{
	uint8_t *at = given(address, bytes, what);
	if (inFlash(address))
		trapAndEnd("store to flash", address);
	if (address >= INSTRUCTION_RAM_BASE)
		decodeForget(address, bytes);
	return at;
}

const char *memoryText(uint32_t address)
{
	const uint8_t *at = memoryPlain(address, 1);
	return at ? (const char *)at : "?";
}
