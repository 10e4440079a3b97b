/* Erase, write, read: sectors 0x200 and 0x201 of the flash chip. */
#include "program.h"

#define SECTOR 0x200
#define OFFSET (SECTOR * 0x1000)

static uint32_t words[64];

static uint32_t wordAt(uint32_t offset)
{
	spi_flash_read(offset, words, 4);
	return words[0];
}

static void write(uint32_t offset, uint32_t value)
{
	words[0] = value;
	spi_flash_write(offset, words, 4);
}

void setup(void)
{
	LINE("before", wordAt(OFFSET), wordAt(OFFSET + 0x800), wordAt(OFFSET + 0xFFC),
		wordAt(OFFSET + 0x1000));
	LINE("page", wordAt(OFFSET + 0x100 + 15 * 4), wordAt(OFFSET + 0x100 + 63 * 4));
	LINE("erase", spi_flash_erase_sector(SECTOR), wordAt(OFFSET));
	write(OFFSET, 0xFF00FF0F);
	write(OFFSET, 0x1234FFF0); /* bits only fall */
	LINE("twice", wordAt(OFFSET));
	uint32_t began = system_get_time();
	for (unsigned i = 0; i < 64; i++)
		words[i] = i;
	spi_flash_write(OFFSET + 0x100, words, 256);
	uint32_t pages = system_get_time() - began;
	began = system_get_time();
	uint32_t erased = spi_flash_erase_sector(SECTOR + 1);
	LINE("time", pages, system_get_time() - began);
	write(OFFSET + 0x800, 0x08000800);
	write(OFFSET + 0xFFC, 0x0FFC0FFC);
	write(OFFSET + 0x1000, 0x10001000);
	LINE("after", wordAt(OFFSET + 0x100), wordAt(OFFSET + 0x13C), wordAt(OFFSET + 0x1000));
	words[0] = 0xFFFFFFFF; /* changes nothing */
	LINE("outcome", spi_flash_write(OFFSET + 0x900, words, 4), erased,
		spi_flash_write(OFFSET + 0x1900, words, 4));
	LINE("beyond", spi_flash_read(0x400000, words, 4), spi_flash_erase_sector(0x400));
}

void loop(void)
{
	delay(10);
}
