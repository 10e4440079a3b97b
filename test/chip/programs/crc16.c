/* The firmware's checksum: of 1000 bytes at once, and in pieces after a reset. */
#include "xs.h"

void xs_crc16(xsMachine *the);
void xs_crc16_reset(xsMachine *the);
void xs_crc16_checksum(xsMachine *the);

static uint8_t bytes[1000];

static void variant(int polynomial, int initial, int final)
{
	argumentInteger(0, polynomial);
	argumentInteger(1, initial);
	argumentInteger(2, 1);
	argumentInteger(3, 1);
	argumentInteger(4, final);
	call(xs_crc16);
	argumentBytes(0, bytes, sizeof(bytes));
	LINE("whole", call(xs_crc16_checksum));
	call(xs_crc16_reset);
	argumentBytes(0, bytes, 1);
	call(xs_crc16_checksum);
	argumentBytes(0, bytes + 1, sizeof(bytes) - 1);
	LINE("pieces", call(xs_crc16_checksum));
}

void setup(void)
{
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = i * 7 + (i >> 8);
	variant(0x8005, 0, 0);
	variant(0x1021, 0xffff, 0xffff);
}

void loop(void)
{
	delay(1000);
}
