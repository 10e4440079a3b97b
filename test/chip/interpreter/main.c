/*
 * Interprets a linked ESP8266 image instruction by instruction; what it takes and prints is told in
 * ../README.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "flash.h"
#include "heap-guard.h"
#include "image.h"
#include "interrupts.h"
#include "link.h"
#include "print.h"
#include "radio.h"
#include "restart.h"
#include "rom.h"
#include "rtc-memory.h"
#include "run.h"
#include "script.h"
#include "stand-ins.h"
#include "system.h"
#include "tape.h"
#include "tcp.h"
#include "timers.h"
#include "uart.h"
#include "watchdog.h"

static const char *const usage =
	"chip IMAGE.elf [--flash FILE] [--meter FILE] [--receive 13|3] [--script FILE] [--seconds N]\n"
	"     [--speed X] [--reserve BYTES] [--listen PORT] [--resets N] [--reason N]\n";

static RunOptions options = {.seconds = 60, .mostRestarts = 100};
static double speed = 1;
static const char *flashFile;

static _Noreturn void refuse(const char *what)
{
	fprintf(stderr, "%s\n%s", what, usage);
	exit(64);
}

static double number(const char *text)
{
	char *end;
	double value = strtod(text, &end);
	if (end == text || *end || value < 0)
		refuse(text);
	return value;
}

static void take(const char *name, const char *value)
{
	if (!strcmp(name, "--flash"))
		flashFile = value;
	else if (!strcmp(name, "--meter"))
		tapeOpen(value);
	else if (!strcmp(name, "--receive"))
		uartWire((unsigned)number(value));
	else if (!strcmp(name, "--script"))
		scriptOpen(value);
	else if (!strcmp(name, "--seconds"))
		options.seconds = number(value);
	else if (!strcmp(name, "--speed"))
		speed = number(value);
	else if (!strcmp(name, "--reserve"))
		options.reserve = (uint32_t)number(value);
	else if (!strcmp(name, "--listen"))
		tcpListen((unsigned)number(value));
	else if (!strcmp(name, "--resets"))
		options.mostRestarts = (uint32_t)number(value);
	else if (!strcmp(name, "--reason"))
		options.reason = (uint32_t)number(value);
	else
		refuse(name);
}

static void addStandIns(void)
{
	romAdd();
	arithmeticAdd();
	interruptsAdd();
	watchdogAdd();
	flashAdd();
	timersAdd();
	radioAdd();
	linkAdd();
	printAdd();
	systemAdd();
	restartAdd();
	rtcMemoryAdd();
	heapGuardAdd();
}

int main(int count, char **words)
{
	if (count < 2 || !strncmp(words[1], "--", 2))
		refuse("which image?");
	imageOpen(words[1]);
	for (int i = 2; i < count; i += 2) {
		if (i + 1 == count)
			refuse(words[i]);
		take(words[i], words[i + 1]);
	}
	if (options.reserve && !imageSymbol("malloc"))
		refuse("--reserve: the image has no malloc");
	flashOpen(flashFile);
	imageWriteFlash();
	addStandIns();
	standInsReady();
	clockSetSpeed(speed);
	runImage(&options);
}
