#include "image.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chip.h"
#include "memory.h"

/* Farther than this from a symbol, an address does not belong to it. */
#define LONGEST_FUNCTION 0x4000u

typedef struct {
	uint32_t address;
	uint32_t bytes;
	const char *name;
} Symbol;

static uint8_t *file;
static const Elf32_Ehdr *header;
static Symbol *symbols; /* in the order of their addresses */
static size_t symbolCount;

static _Noreturn void refuse(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	exit(64);
}

static void readWhole(const char *path)
{
	FILE *stream = fopen(path, "rb");
	if (!stream)
		refuse(path, "cannot be opened");
	fseek(stream, 0, SEEK_END);
	long bytes = ftell(stream);
	rewind(stream);
	file = malloc(bytes + 1);
	if (bytes < (long)sizeof(Elf32_Ehdr) || fread(file, 1, bytes, stream) != (size_t)bytes)
		refuse(path, "cannot be read");
	fclose(stream);
}

static int byAddress(const void *left, const void *right)
{
	const Symbol *l = left;
	const Symbol *r = right;
	if (l->address != r->address)
		return l->address < r->address ? -1 : 1;
	return 0;
}

static const Elf32_Shdr *section(unsigned index)
{
	return (const Elf32_Shdr *)(file + header->e_shoff) + index;
}

static void readSymbols(const Elf32_Shdr *table)
{
	const Elf32_Sym *entries = (const Elf32_Sym *)(file + table->sh_offset);
	const char *texts = (const char *)file + section(table->sh_link)->sh_offset;
	size_t count = table->sh_size / sizeof(Elf32_Sym);

	symbols = calloc(count + 1, sizeof(Symbol));
	for (size_t i = 0; i < count; i++) {
		unsigned type = ELF32_ST_TYPE(entries[i].st_info);
		const char *name = texts + entries[i].st_name;
		if (type == STT_SECTION || type == STT_FILE || entries[i].st_shndx == SHN_UNDEF || !*name)
			continue;
		symbols[symbolCount++] = (Symbol){entries[i].st_value, entries[i].st_size, name};
	}
	qsort(symbols, symbolCount, sizeof(Symbol), byAddress);
}

void imageOpen(const char *path)
{
	readWhole(path);
	header = (const Elf32_Ehdr *)file;
	if (memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_machine != EM_XTENSA)
		refuse(path, "is not an ELF for the lx106");
	for (unsigned i = 0; i < header->e_shnum; i++)
		if (section(i)->sh_type == SHT_SYMTAB)
			readSymbols(section(i));
}

static bool inFlash(uint32_t address)
{
	return address - MAPPED_FLASH_BASE < MAPPED_FLASH_BYTES;
}

static void load(bool flash)
{
	for (unsigned i = 0; i < header->e_shnum; i++) {
		const Elf32_Shdr *part = section(i);
		if (!(part->sh_flags & SHF_ALLOC) || !part->sh_size || part->sh_type == SHT_NOBITS)
			continue;
		uint8_t *to = memoryPlain(part->sh_addr, part->sh_size);
		if (to && inFlash(part->sh_addr) == flash)
			memcpy(to, file + part->sh_offset, part->sh_size);
	}
}

void imageWriteFlash(void)
{
	load(true);
}

void imageLoadRam(void)
{
	memset(chip.dataRam, 0, sizeof(chip.dataRam));
	memset(chip.instructionRam, 0, sizeof(chip.instructionRam));
	load(false);
}

static const Symbol *find(const char *name)
{
	for (size_t i = 0; i < symbolCount; i++)
		if (!strcmp(symbols[i].name, name))
			return &symbols[i];
	return NULL;
}

uint32_t imageSymbol(const char *name)
{
	const Symbol *symbol = find(name);
	return symbol ? symbol->address : 0;
}

uint32_t imageSymbolBytes(const char *name)
{
	const Symbol *symbol = find(name);
	return symbol ? symbol->bytes : 0;
}

/*
 * The linker's own names (`_text_start`, `.L12`) say nothing to a reader; libgcc's (`__udivsi3`)
 * do.
 */
static bool tells(const Symbol *symbol)
{
	if (symbol->name[0] == '.')
		return false;
	return symbol->name[0] != '_' || symbol->bytes > 0;
}

static const Symbol *before(uint32_t address)
{
	size_t low = 0;
	size_t high = symbolCount;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	while (low > 0 && address - symbols[low - 1].address < LONGEST_FUNCTION) {
		low--;
		if (tells(&symbols[low]))
			return &symbols[low];
	}
	return NULL;
}

const char *imageFunctionOf(uint32_t address)
{
	const Symbol *symbol = before(address);
	return symbol ? symbol->name : NULL;
}

const char *imageNameOf(uint32_t address)
{
	static char texts[8][96];
	static unsigned turn;
	char *text = texts[turn++ % 8];
	const Symbol *symbol = before(address);

	if (address == RETURN_TO_HOST)
		return "system";
	if (!symbol)
		snprintf(text, sizeof(texts[0]), "%08x", address);
	else if (symbol->address == address)
		snprintf(text, sizeof(texts[0]), "%s", symbol->name);
	else
		snprintf(text, sizeof(texts[0]), "%s+%x", symbol->name, address - symbol->address);
	return text;
}

/*
 * Among the sections that hold instructions: an address on a stack that lies there is likely a
 * return address.
 */
bool imageIsCode(uint32_t address)
{
	for (unsigned i = 0; i < header->e_shnum; i++) {
		const Elf32_Shdr *part = section(i);
		if ((part->sh_flags & SHF_EXECINSTR) && address - part->sh_addr < part->sh_size)
			return true;
	}
	return false;
}
