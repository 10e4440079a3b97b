#include "print.h"

#include <stdbool.h>
#include <stdio.h>

#include "memory.h"
#include "stand-ins.h"
#include "uart.h"

#define REGISTER_ARGUMENTS 6

static bool systemPrints = true;

static uint32_t next(PrintArguments *arguments)
{
	uint32_t number = arguments->number++;
	if (number < REGISTER_ARGUMENTS)
		return argument(number);
	uint32_t value = 0;
	const uint8_t *at = memoryPlain(chip.a[1] + (number - REGISTER_ARGUMENTS) * 4, 4);
	if (at)
		memcpy(&value, at, 4);
	return value;
}

static unsigned conversion(char *to, unsigned bytes, char kind, PrintArguments *arguments)
{
	int written;
	switch (kind) {
	case 'd':
	case 'i':
		written = snprintf(to, bytes, "%d", (int32_t)next(arguments));
		break;
	case 'u':
		written = snprintf(to, bytes, "%u", next(arguments));
		break;
	case 'x':
	case 'X':
	case 'p':
		written = snprintf(to, bytes, "%x", next(arguments));
		break;
	case 'c':
		written = snprintf(to, bytes, "%c", (char)next(arguments));
		break;
	case 's':
		written = snprintf(to, bytes, "%s", memoryText(next(arguments)));
		break;
	default:
		written = snprintf(to, bytes, "%c", kind);
	}
	return (unsigned)written < bytes ? (unsigned)written : bytes - 1;
}

void printFormat(char *to, unsigned bytes, uint32_t format, PrintArguments arguments)
{
	const char *from = memoryText(format);
	unsigned length = 0;
	while (*from && length + 1 < bytes) {
		if (*from != '%') {
			to[length++] = *from++;
			continue;
		}
		from++;
		while (*from && strchr("-+ #0123456789.lh", *from))
			from++;
		if (*from)
			length += conversion(to + length, bytes - length, *from++, &arguments);
	}
	to[length] = 0;
}

void printSystem(uint32_t on)
{
	systemPrints = on != 0;
}

static void print(void)
{
	char text[512];
	printFormat(text, sizeof(text), argument(0), (PrintArguments){.number = 1});
	for (const char *from = text; *from; from++)
		uartPrint((uint8_t)*from);
}

static void printOfSystem(void)
{
	if (systemPrints)
		print();
}

static void nothing(void)
{
	giveBack(0);
}

void printAdd(void)
{
	static const Named list[] = {
		{"ets_printf", print},
		{"ets_uart_printf", print},
		{"os_printf_plus", printOfSystem},
		{"ets_install_putc1", nothing},
		{"ets_install_uart_printf", nothing},
		{NULL, NULL},
	};
	standInsAdd(list);
}
