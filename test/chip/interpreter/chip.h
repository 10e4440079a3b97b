/*
 * The one chip of the process: registers, memories, time. What belongs to a peripheral stands in
 * its own file. Addresses: ESP8266 Technical Reference, "Address mapping", and the SDK's
 * eagle.app.v6.ld.
 */
#ifndef CHIP_H
#define CHIP_H

#include <stdbool.h>
#include <stdint.h>

#define DATA_RAM_BASE 0x3FFE8000u
#define DATA_RAM_BYTES 0x18000u
#define ROM_BASE 0x40000000u
#define ROM_BYTES 0x10000u
/* 32 KB; the 32 KB behind it are the flash cache while flash is mapped. */
#define INSTRUCTION_RAM_BASE 0x40100000u
#define INSTRUCTION_RAM_BYTES 0x8000u
/* The cache maps one megabyte of the flash chip; the rest is reached by spi_flash_read only. */
#define MAPPED_FLASH_BASE 0x40200000u
#define MAPPED_FLASH_BYTES 0x100000u
#define FLASH_BYTES 0x400000u
#define SECTOR_BYTES 0x1000u
#define RTC_BYTES 0x300u

#define NS_PER_INSTRUCTION 25u /* two cycles at 80 MHz: an average */
#define NS_PER_MS 1000000ull
#define NEVER UINT64_MAX

/*
 * Above the image's data (eagle.app.v6.ld ends it at 0x3FFFC000) is what the ROM and the SDK keep
 * for themselves: here the structures that the stand-ins lend to the image, the system's stack, and
 * that of the questions which nobody on the chip asks (cpuAsk).
 */
#define QUESTION_STACK_TOP 0x3FFFD000u
#define LENT_BASE 0x3FFFE000u
#define SYSTEM_STACK_TOP 0x3FFFFF00u

/* Places in ROM that no real function has: calling one of them calls the interpreter. */
#define RETURN_TO_HOST 0x4000FFF0u
#define ALLOCATOR_RETURNS 0x4000FFE8u
#define INTERFACE_OUTPUT 0x4000FFE0u
#define INTERFACE_START 0x4000FFD8u

/* Of the state register PS; Xtensa ISA Reference Manual, 3.2.3. */
#define INTERRUPT_LEVEL 15u

typedef struct {
	uint32_t a[16];
	uint32_t pc; /* up to date outside the hot loop only */
	uint32_t shiftAmount;
	uint32_t state;
	uint32_t special[256];

	uint64_t instructions;
	uint64_t checkAt; /* before this instruction somebody has to be asked: a deadline, an interrupt */
	uint64_t otherNs; /* time that no instruction took: waiting, copying, the flash chip */

	uint32_t lowestStack; /* of the application's own stack, since the start */
	bool inInterrupt;
	bool cacheOff; /* flash is not readable */
	bool asked;    /* outside of time: no deadline, no interrupt */

	uint8_t dataRam[DATA_RAM_BYTES] __attribute__((aligned(8)));
	uint8_t freed[DATA_RAM_BYTES / 4]; /* 1: the word belongs to a heap block that was given back */
	uint8_t instructionRam[INSTRUCTION_RAM_BYTES] __attribute__((aligned(8)));
	uint8_t flash[FLASH_BYTES] __attribute__((aligned(8)));
	uint8_t rtc[RTC_BYTES] __attribute__((aligned(8)));
} Chip;

extern Chip chip;

#endif
