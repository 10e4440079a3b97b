/* The part of the SDK's C interface to XS that the native modules use, declared for a compile check without the SDK. */
#ifndef XSMC_H
#define XSMC_H
#include <stddef.h>
#include <stdint.h>

typedef struct xsMachine xsMachine;
typedef struct { void *data[4]; } xsSlot;
typedef uint32_t xsUnsignedValue;

xsSlot *testArgument(xsMachine *the, int index);
xsSlot *testThis(xsMachine *the);
xsSlot *testResult(xsMachine *the);
_Noreturn void testThrow(xsMachine *the, const char *message);
int testToInteger(xsMachine *the, xsSlot *slot);
int testToBoolean(xsMachine *the, xsSlot *slot);
char *testToString(xsMachine *the, xsSlot *slot);
void testSetInteger(xsMachine *the, xsSlot *slot, int32_t value);
void testSetBoolean(xsMachine *the, xsSlot *slot, int value);
void testSetString(xsMachine *the, xsSlot *slot, const char *value);
void *testGetHostData(xsMachine *the, xsSlot *slot);
void testSetHostData(xsMachine *the, xsSlot *slot, void *data);
void *testGetHostChunk(xsMachine *the, xsSlot *slot);
void *testSetHostChunk(xsMachine *the, xsSlot *slot, void *data, xsUnsignedValue size);
void testGetBufferReadable(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *size);
void testGetBufferWritable(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *size);

#define xsArg(INDEX) (*testArgument(the, (INDEX)))
#define xsThis (*testThis(the))
#define xsResult (*testResult(the))
#define xsUnknownError(MESSAGE) testThrow(the, (MESSAGE))
#define xsRangeError(MESSAGE) testThrow(the, (MESSAGE))
#define xsmcToInteger(SLOT) testToInteger(the, &(SLOT))
#define xsmcToBoolean(SLOT) testToBoolean(the, &(SLOT))
#define xsmcToString(SLOT) testToString(the, &(SLOT))
#define xsmcSetInteger(SLOT, VALUE) testSetInteger(the, &(SLOT), (VALUE))
#define xsmcSetBoolean(SLOT, VALUE) testSetBoolean(the, &(SLOT), (VALUE))
#define xsmcSetString(SLOT, VALUE) testSetString(the, &(SLOT), (VALUE))
#define xsmcGetHostData(SLOT) testGetHostData(the, &(SLOT))
#define xsmcSetHostData(SLOT, DATA) testSetHostData(the, &(SLOT), (DATA))
#define xsmcGetHostChunk(SLOT) testGetHostChunk(the, &(SLOT))
#define xsmcSetHostChunk(SLOT, DATA, SIZE) testSetHostChunk(the, &(SLOT), (DATA), (SIZE))
#define xsmcGetBufferReadable(SLOT, DATA, SIZE) testGetBufferReadable(the, &(SLOT), (DATA), (SIZE))
#define xsmcGetBufferWritable(SLOT, DATA, SIZE) testGetBufferWritable(the, &(SLOT), (DATA), (SIZE))
#endif
