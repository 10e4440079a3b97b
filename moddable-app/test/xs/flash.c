/*
 * NOR flash outside of the machine, as large as the device's: the SDK's `flash` module is native as well, so that its work is
 * not among the byte codes that are counted. The content comes from a file, which is left as it is.
 */
#include "xsnap.h"
#include "xsmc.h"

#define SECTOR_BYTES 4096

static unsigned char* bytes;
static size_t size;
static int reads;

int flash_open(const char* path)
{
	FILE* file = fopen(path, "rb");
	if (file && !fseek(file, 0, SEEK_END)) {
		size = (size_t)ftell(file);
		bytes = malloc(size);
		rewind(file);
		if (bytes && fread(bytes, 1, size, file) == size) {
			fclose(file);
			return 1;
		}
	}
	fprintf(stderr, "%s: cannot be read\n", path);
	return 0;
}

static unsigned char* at(xsMachine* the, size_t offset, size_t length)
{
	if ((offset & 3) || (length & 3))
		xsRangeError("flash access is not aligned");
	if (offset > size || length > size - offset)
		xsRangeError("flash access is outside");
	return bytes + offset;
}

void flash_read(xsMachine* the)
{
	xsIntegerValue length = xsmcToInteger(xsArg(1));
	reads++;
	xsmcSetArrayBuffer(xsResult, at(the, (size_t)xsmcToInteger(xsArg(0)), (size_t)length), length);
}

void flash_write(xsMachine* the)
{
	void* data;
	xsUnsignedValue count, length = (xsUnsignedValue)xsmcToInteger(xsArg(1));
	unsigned char* to = at(the, (size_t)xsmcToInteger(xsArg(0)), length);
	xsmcGetBufferReadable(xsArg(2), &data, &count);
	if (count < length)
		xsRangeError("the buffer is too short");
	while (length-- > 0)
		to[length] &= ((unsigned char*)data)[length];
}

void flash_erase(xsMachine* the)
{
	memset(at(the, (size_t)xsmcToInteger(xsArg(0)) * SECTOR_BYTES, SECTOR_BYTES), 0xff, SECTOR_BYTES);
}

/* Reads since the last call. */
void flash_reads(xsMachine* the)
{
	xsmcSetInteger(xsResult, reads);
	reads = 0;
}
