/* The few functions behind the stub xsmc.h that the firmware's native sources are compiled with. */
#include "xs.h"

#include "Arduino.h"
#include "xsHost.h"

#define ARGUMENTS 5

/*
 * A slot: an integer, a text, or bytes and their size; the host data of `this` is the first word.
 */
static xsSlot arguments[ARGUMENTS], this, result;
static char resultCopy[64];
static void *returnTo[5];

const char *thrown;

xsSlot *testArgument(xsMachine *the, int index)
{
	(void)the;
	return &arguments[index];
}

xsSlot *testThis(xsMachine *the)
{
	(void)the;
	return &this;
}

xsSlot *testResult(xsMachine *the)
{
	(void)the;
	return &result;
}

/* The message may stand in flash: it is told by words elsewhere, here only its address is kept. */
_Noreturn void testThrow(xsMachine *the, const char *message)
{
	(void)the;
	thrown = message;
	__builtin_longjmp(returnTo, 1);
}

int testToInteger(xsMachine *the, xsSlot *slot)
{
	(void)the;
	return (int)(intptr_t)slot->data[0];
}

int testToBoolean(xsMachine *the, xsSlot *slot)
{
	return testToInteger(the, slot) != 0;
}

char *testToString(xsMachine *the, xsSlot *slot)
{
	(void)the;
	return slot->data[0];
}

void testSetInteger(xsMachine *the, xsSlot *slot, int32_t value)
{
	(void)the;
	slot->data[0] = (void *)(intptr_t)value;
}

void testSetBoolean(xsMachine *the, xsSlot *slot, int value)
{
	testSetInteger(the, slot, value != 0);
}

void testSetString(xsMachine *the, xsSlot *slot, const char *value)
{
	(void)the;
	(void)slot;
	unsigned i = 0;
	for (; value[i] && i + 1 < sizeof(resultCopy); i++)
		resultCopy[i] = value[i];
	resultCopy[i] = 0;
}

void *testGetHostData(xsMachine *the, xsSlot *slot)
{
	(void)the;
	return slot->data[0];
}

void testSetHostData(xsMachine *the, xsSlot *slot, void *data)
{
	(void)the;
	slot->data[0] = data;
}

void testGetBufferWritable(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *size)
{
	(void)the;
	*data = slot->data[0];
	*size = (uint32_t)(uintptr_t)slot->data[1];
}

void testGetBufferReadable(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *size)
{
	testGetBufferWritable(the, slot, data, size);
}

/* One chunk is enough: the checksum's. */
static uint32_t chunk[16];

void *testSetHostChunk(xsMachine *the, xsSlot *slot, void *data, xsUnsignedValue size)
{
	(void)the;
	(void)slot;
	(void)data;
	return size <= sizeof(chunk) ? chunk : NULL;
}

void *testGetHostChunk(xsMachine *the, xsSlot *slot)
{
	(void)the;
	(void)slot;
	return chunk;
}

void argumentInteger(int index, int32_t value)
{
	arguments[index].data[0] = (void *)(intptr_t)value;
}

void argumentText(int index, const char *text)
{
	arguments[index].data[0] = (void *)(uintptr_t)text;
}

void argumentBytes(int index, void *bytes, uint32_t size)
{
	arguments[index].data[0] = bytes;
	arguments[index].data[1] = (void *)(uintptr_t)size;
}

__attribute__((noinline)) int32_t call(Native native)
{
	thrown = NULL;
	result.data[0] = NULL;
	if (!__builtin_setjmp(returnTo))
		native(NULL);
	return (int32_t)(intptr_t)result.data[0];
}

const char *resultText(void)
{
	return resultCopy;
}

/* One block at a time is enough: the meter port's. */
extern uint32_t heap_begin;

void *calloc(size_t count, size_t size)
{
	uint8_t *block = (uint8_t *)&heap_begin;
	for (size_t i = 0; i < count * size; i++)
		block[i] = 0;
	return block;
}

void free(void *block)
{
	(void)block;
}

uint8_t espRead8(const void *address)
{
	uintptr_t at = (uintptr_t)address;
	return *(const uint32_t *)(at & ~3u) >> (at & 3) * 8;
}

void modLog_transmit(const char *message)
{
	say(message);
	sayByte('\n');
}

uint32_t system_get_free_heap_size(void)
{
	return 12345;
}

/* core_esp8266_wiring_digital.c, as far as the board's pins go. */
#define GPIO(OFFSET) REGISTER(0x60000300 + (OFFSET))

uint8_t esp8266_gpioToFn[16] = {
	0x34, 0x18, 0x38, 0x14, 0x3C, 0x40, 0x1C, 0x20, 0x24, 0x28, 0x2C, 0x30, 0x04, 0x08, 0x0C, 0x10,
};

void pinMode(uint8_t pin, uint8_t mode)
{
	GPIO(mode == OUTPUT ? 0x10 : 0x14) = 1u << pin;
}

void digitalWrite(uint8_t pin, uint8_t value)
{
	GPIO(value ? 0x04 : 0x08) = 1u << pin;
}

int digitalRead(uint8_t pin)
{
	return GPIO(0x18) >> pin & 1;
}

void delayMicroseconds(unsigned microseconds)
{
	ets_delay_us(microseconds);
}
