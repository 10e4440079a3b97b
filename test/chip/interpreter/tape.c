#define _GNU_SOURCE
#include "tape.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chip.h"

#define RECORD_HEAD 8

static const uint8_t *tape;
static size_t bytes, position;
static uint32_t left; /* of the record */
static uint64_t nextAt = NEVER;

static _Noreturn void refuse(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	exit(64);
}

static uint32_t word(size_t at)
{
	uint32_t value;
	memcpy(&value, tape + at, 4);
	return value;
}

/* A record that comes while the line is busy follows at once: a line has no second one. */
static void nextRecord(uint64_t freeAt)
{
	nextAt = NEVER;
	while (position + RECORD_HEAD <= bytes) {
		uint64_t at = word(position) * NS_PER_MS;
		left = word(position + 4);
		position += RECORD_HEAD;
		if (left > bytes - position)
			left = bytes - position;
		if (!left)
			continue;
		nextAt = (at > freeAt ? at : freeAt) + BYTE_NS;
		return;
	}
}

void tapeOpen(const char *path)
{
	struct stat about;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &about))
		refuse(path, "cannot be read");
	bytes = about.st_size;
	if (bytes) {
		void *map = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0);
		if (map == MAP_FAILED)
			refuse(path, "cannot be mapped");
		tape = map;
	}
	close(file);
	nextRecord(0);
}

uint64_t tapeNextAt(void)
{
	return nextAt;
}

uint8_t tapeTake(void)
{
	uint8_t byte = tape[position++];
	if (--left)
		nextAt += BYTE_NS;
	else
		nextRecord(nextAt);
	return byte;
}
