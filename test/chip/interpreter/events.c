#include "events.h"

#include <stdio.h>
#include <stdbool.h>
#include <string.h>

#include "clock.h"

static bool first;

static void key(const char *name)
{
	if (!first)
		putchar(',');
	first = false;
	if (name)
		printf("\"%s\":", name);
}

void eventBegin(const char *name)
{
	printf("{\"ms\":%.3f,\"event\":\"%s\"", (double)clockNow() / NS_PER_MS, name);
	first = false;
}

void eventEnd(void)
{
	puts("}");
	fflush(stdout);
}

/* Length of the UTF-8 sequence at the text, 0 when it is none: ROM and radio know bytes only. */
static unsigned sequence(const unsigned char *text, unsigned most)
{
	unsigned length = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : text[0] >= 0xC2 ? 2 : 0;
	if (length > most || text[0] > 0xF4)
		return 0;
	for (unsigned i = 1; i < length; i++)
		if ((text[i] & 0xC0) != 0x80)
			return 0;
	return length;
}

void eventTextOf(const char *name, const char *text, unsigned most)
{
	const unsigned char *bytes = (const unsigned char *)text;
	key(name);
	putchar('"');
	for (unsigned i = 0; i < most && bytes[i]; i++) {
		unsigned length = bytes[i] < 128 ? 0 : sequence(bytes + i, most - i);
		if (length) {
			fwrite(bytes + i, 1, length, stdout);
			i += length - 1;
		}
		else if (bytes[i] == '"' || bytes[i] == '\\')
			printf("\\%c", bytes[i]);
		else if (bytes[i] < 32 || bytes[i] > 126)
			printf("\\u%04x", bytes[i]);
		else
			putchar(bytes[i]);
	}
	putchar('"');
}

void eventText(const char *name, const char *text)
{
	eventTextOf(name, text, (unsigned)strlen(text));
}

void eventNumber(const char *name, uint64_t value)
{
	key(name);
	printf("%llu", (unsigned long long)value);
}

void eventReal(const char *name, double value)
{
	key(name);
	printf("%.3f", value);
}

void eventFlag(const char *name, int value)
{
	key(name);
	fputs(value ? "true" : "false", stdout);
}

void eventGroup(const char *name)
{
	key(name);
	putchar('{');
	first = true;
}

void eventGroupEnd(void)
{
	putchar('}');
	first = false;
}

void eventList(const char *name)
{
	key(name);
	putchar('[');
	first = true;
}

void eventListEnd(void)
{
	putchar(']');
	first = false;
}

void eventSay(const char *name)
{
	eventBegin(name);
	eventEnd();
}

void eventSayText(const char *name, const char *text, const char *value)
{
	eventBegin(name);
	eventText(text, value);
	eventEnd();
}

void eventSayNumber(const char *name, const char *text, uint64_t value)
{
	eventBegin(name);
	eventNumber(text, value);
	eventEnd();
}

const char *eventHex(char *text, uint32_t value)
{
	sprintf(text, "0x%08x", value);
	return text;
}
