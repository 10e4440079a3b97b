/*
 * libgcc in ROM: GCC internals, "Soft float library routines" and "Integer library routines".
 * 64-bit values stand in two registers, the lower word first. A division of integers by zero ends
 * in the ROM's ILL instruction, which is exception 0.
 */
#include <math.h>
#include <string.h>

#include "chip.h"
#include "rom.h"
#include "stand-ins.h"
#include "trap.h"

static uint64_t pair(unsigned number)
{
	return (uint64_t)argument(number + 1) << 32 | argument(number);
}

static void givePair(uint64_t value)
{
	chip.a[2] = (uint32_t)value;
	chip.a[3] = value >> 32;
}

static double doubleAt(unsigned number)
{
	uint64_t bits = pair(number);
	double value;
	memcpy(&value, &bits, 8);
	return value;
}

static void giveDouble(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, 8);
	givePair(bits);
}

static float floatAt(unsigned number)
{
	uint32_t bits = argument(number);
	float value;
	memcpy(&value, &bits, 4);
	return value;
}

static void giveFloat(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, 4);
	giveBack(bits);
}

/* Out of range saturates, as libgcc's routines do. */
static int32_t toSigned(double value)
{
	if (isnan(value))
		return 0;
	if (value >= 2147483648.0)
		return INT32_MAX;
	return value <= -2147483648.0 ? INT32_MIN : (int32_t)value;
}

static uint32_t toUnsigned(double value)
{
	if (isnan(value))
		return 0;
	if (value < 0)
		return (uint32_t)toSigned(value);
	return value >= 4294967296.0 ? UINT32_MAX : (uint32_t)value;
}

#define OPERATION(NAME, STATEMENT) \
	static void NAME(void) \
	{ \
		STATEMENT; \
	}

OPERATION(addDouble, giveDouble(doubleAt(0) + doubleAt(2)))
OPERATION(subtractDouble, giveDouble(doubleAt(0) - doubleAt(2)))
OPERATION(multiplyDouble, giveDouble(doubleAt(0) * doubleAt(2)))
OPERATION(divideDouble, giveDouble(doubleAt(0) / doubleAt(2)))
OPERATION(addFloat, giveFloat(floatAt(0) + floatAt(1)))
OPERATION(subtractFloat, giveFloat(floatAt(0) - floatAt(1)))
OPERATION(multiplyFloat, giveFloat(floatAt(0) * floatAt(1)))
OPERATION(divideFloat, giveFloat(floatAt(0) / floatAt(1)))
OPERATION(floatToDouble, giveDouble(floatAt(0)))
OPERATION(doubleToFloat, giveFloat((float)doubleAt(0)))
OPERATION(doubleToSigned, giveBack((uint32_t)toSigned(doubleAt(0))))
OPERATION(doubleToUnsigned, giveBack(toUnsigned(doubleAt(0))))
OPERATION(floatToSigned, giveBack((uint32_t)toSigned(floatAt(0))))
OPERATION(floatToUnsigned, giveBack(toUnsigned(floatAt(0))))
OPERATION(signedToDouble, giveDouble((int32_t)argument(0)))
OPERATION(unsignedToDouble, giveDouble(argument(0)))
OPERATION(signedToFloat, giveFloat((float)(int32_t)argument(0)))
OPERATION(unsignedToFloat, giveFloat((float)argument(0)))
OPERATION(multiplyLong, givePair(pair(0) * pair(2)))
OPERATION(multiplyToLong, givePair((uint64_t)argument(0) * argument(1)))

static uint32_t divisor(void)
{
	if (!argument(1))
		trapAndCrash("division by zero");
	return argument(1);
}

static uint64_t longDivisor(void)
{
	if (!pair(2))
		trapAndCrash("division by zero");
	return pair(2);
}

OPERATION(divideUnsigned, giveBack(argument(0) / divisor()))
OPERATION(restUnsigned, giveBack(argument(0) % divisor()))
OPERATION(divideUnsignedLong, givePair(pair(0) / longDivisor()))
OPERATION(restUnsignedLong, givePair(pair(0) % longDivisor()))

/* The most negative by -1 has no result; the routines give it back as it is. */
static void divideSigned(void)
{
	int64_t right = (int32_t)divisor();
	giveBack((uint32_t)((int32_t)argument(0) / right));
}

static void restSigned(void)
{
	int64_t right = (int32_t)divisor();
	giveBack((uint32_t)((int32_t)argument(0) % right));
}

static void divideSignedLong(void)
{
	int64_t right = (int64_t)longDivisor();
	givePair(right == -1 ? -pair(0) : (uint64_t)((int64_t)pair(0) / right));
}

static void restSignedLong(void)
{
	int64_t right = (int64_t)longDivisor();
	givePair(right == -1 ? 0 : (uint64_t)((int64_t)pair(0) % right));
}

void arithmeticAdd(void)
{
	static const Named list[] = {
		{"__adddf3", addDouble},
		{"__subdf3", subtractDouble},
		{"__muldf3", multiplyDouble},
		{"__divdf3", divideDouble},
		{"__addsf3", addFloat},
		{"__subsf3", subtractFloat},
		{"__mulsf3", multiplyFloat},
		{"__divsf3", divideFloat},
		{"__extendsfdf2", floatToDouble},
		{"__truncdfsf2", doubleToFloat},
		{"__fixdfsi", doubleToSigned},
		{"__fixunsdfsi", doubleToUnsigned},
		{"__fixsfsi", floatToSigned},
		{"__fixunssfsi", floatToUnsigned},
		{"__floatsidf", signedToDouble},
		{"__floatunsidf", unsignedToDouble},
		{"__floatsisf", signedToFloat},
		{"__floatunsisf", unsignedToFloat},
		{"__muldi3", multiplyLong},
		{"__umulsidi3", multiplyToLong},
		{"__divsi3", divideSigned},
		{"__modsi3", restSigned},
		{"__udivsi3", divideUnsigned},
		{"__umodsi3", restUnsigned},
		{"__divdi3", divideSignedLong},
		{"__moddi3", restSignedLong},
		{"__udivdi3", divideUnsignedLong},
		{"__umoddi3", restUnsignedLong},
		{NULL, NULL},
	};
	standInsAdd(list);
}
