/*
 * CRC-16 of the reflected kind, the only kind meters use. The SDK's class keeps a table of 512 bytes for each of the two
 * variants in the engine's memory; sixteen entries, one for each half byte, do for 2.4 kB every ten seconds.
 */
#include "xsmc.h"
#include "xsHost.h"

typedef struct {
	uint16_t initial;
	uint16_t final; /* xor at the end */
	uint16_t crc;   /* of the bytes since the reset */
	uint16_t table[16];
} Crc16;

void xs_crc16_destructor(void *data)
{
	(void)data;
}

/* Polynomial, initial value, reflected input and output (both true), final xor: as the SDK's class takes them. */
void xs_crc16(xsMachine *the)
{
	int polynomial = xsmcToInteger(xsArg(0));
	int initial = xsmcToInteger(xsArg(1));
	int final = xsmcToInteger(xsArg(4));
	uint16_t reflected = 0;
	Crc16 *crc16;

	for (int bit = 0; bit < 16; bit++)
		if (polynomial & (1 << bit))
			reflected |= 0x8000 >> bit;

	crc16 = xsmcSetHostChunk(xsThis, NULL, sizeof(Crc16));
	crc16->initial = crc16->crc = initial;
	crc16->final = final;
	for (int half = 0; half < 16; half++) {
		uint16_t crc = half;
		for (int bit = 0; bit < 4; bit++)
			crc = crc & 1 ? (crc >> 1) ^ reflected : crc >> 1;
		crc16->table[half] = crc;
	}
}

void xs_crc16_reset(xsMachine *the)
{
	Crc16 *crc16 = xsmcGetHostChunk(xsThis);
	crc16->crc = crc16->initial;
}

void xs_crc16_checksum(xsMachine *the)
{
	Crc16 *crc16 = xsmcGetHostChunk(xsThis);
	const uint8_t *bytes;
	xsUnsignedValue size;
	uint16_t crc = crc16->crc;

	xsmcGetBufferReadable(xsArg(0), (void **)&bytes, &size);
	for (xsUnsignedValue at = 0; at < size; at++) {
		crc = (crc >> 4) ^ crc16->table[(crc ^ bytes[at]) & 15];
		crc = (crc >> 4) ^ crc16->table[(crc ^ bytes[at] >> 4) & 15];
	}
	crc16->crc = crc;
	xsmcSetInteger(xsResult, crc ^ crc16->final);
}
