/* The ROM's memory and text functions, and libgcc's arithmetic that lives there. */
#include "program.h"

void *memcpy(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
char *strstr(const char *whole, const char *part);

static volatile int32_t left = -1000003;
static volatile int32_t right = 97;
static volatile int64_t longLeft = -0x123456789ABCDEFll;
static volatile int64_t longRight = 0x7654321;
static volatile double half = 0.5;
static volatile double pi = 3.141592653589793;
static char text[32] = "set-up page";
static char copy[32];

static void pair(const char *word, uint64_t value)
{
	LINE(word, (uint32_t)(value >> 32), (uint32_t)value);
}

static uint64_t bits(double value)
{
	union {
		double number;
		uint64_t bits;
	} both = {value};
	return both.bits;
}

void setup(void)
{
	LINE("divsi", left / right);
	LINE("udivsi", (uint32_t)left / (uint32_t)right);
	LINE("umodsi", (uint32_t)left % (uint32_t)right);
	pair("divdi", longLeft / longRight);
	pair("udivdi", (uint64_t)longLeft / (uint64_t)longRight);
	pair("umoddi", (uint64_t)longLeft % (uint64_t)longRight);
	pair("muldi", longLeft * longRight);
	pair("adddf", bits(pi + half));
	pair("muldf", bits(pi * half));
	pair("divdf", bits(half / pi));
	LINE("fixdf", (int32_t)(pi * -1000.0));
	pair("floatdf", bits((double)left));
	memcpy(copy, text, sizeof(text));
	LINE("memcmp", memcmp(copy, text, sizeof(text)) == 0, strlen(copy), strcmp(copy, "set-up") > 0);
	LINE("strstr", strstr(copy, "page") - copy);
	memset(copy, 'x', 4);
	copy[4] = 0;
	say(copy);
	sayByte('\n');
}

void loop(void)
{
	delay(100);
}
