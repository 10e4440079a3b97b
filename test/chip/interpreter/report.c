#include "report.h"

#include "clock.h"
#include "cpu.h"
#include "events.h"
#include "flash.h"
#include "heap-guard.h"
#include "image.h"
#include "interrupts.h"
#include "link.h"
#include "run.h"
#include "trap.h"
#include "uart.h"
#include "watchdog.h"

static void tellMemory(uint32_t free)
{
	StackUse stack = cpuStackUse();
	eventGroup("heap");
	eventNumber("free", free);
	eventNumber("lowest", heapGuardLowest());
	eventNumber("atStart", heapGuardAtStart());
	eventNumber("failed", heapGuardFailed());
	eventGroupEnd();
	eventGroup("stack");
	eventNumber("used", stack.used);
	eventNumber("size", stack.bytes);
	eventText("deepest", imageNameOf(stack.deepestAt));
	eventGroupEnd();
}

static void tellWatchdog(void)
{
	const Feeding *worst = watchdogWorst();
	eventGroup("unfed");
	eventReal("longestMs", (double)worst->longestNs / NS_PER_MS);
	eventText("at", worst->at);
	eventGroupEnd();
	eventNumber("feeds", worst->feeds);
}

static void tellUart(void)
{
	UartCounts uart = uartCounts();
	eventGroup("uart");
	eventNumber("bytes", uart.bytes);
	eventNumber("heard", uart.heard);
	eventNumber("fifoOverflow", uart.fifoOverflow);
	eventNumber("interrupts", interruptsCount());
	eventNumber("longestInterrupt", interruptsLongest());
	eventGroupEnd();
}

static void tellFlash(void)
{
	FlashCounts flash = flashCounts();
	eventGroup("flash");
	eventNumber("reads", flash.reads);
	eventNumber("readBytes", flash.readBytes);
	eventNumber("writes", flash.writes);
	eventNumber("erases", flash.erases);
	eventGroupEnd();
}

static void tellLink(void)
{
	const LinkCounts *link = linkCounts();
	eventGroup("net");
	eventNumber("packets", link->packets);
	eventNumber("bytes", link->bytes);
	eventNumber("delivered", link->delivered);
	eventNumber("noMemory", link->noMemory);
	eventGroupEnd();
}

void reportTell(const char *name)
{
	uint32_t free = heapGuardFree(); /* asks the image, which may trap: before the line begins */
	eventBegin("report");
	eventText("name", name);
	eventNumber("instructions", chip.instructions);
	eventReal("seconds", (double)clockNow() / 1e9);
	tellMemory(free);
	tellWatchdog();
	tellUart();
	tellFlash();
	tellLink();
	eventNumber("traps", trapCount());
	eventNumber("restarts", runRestarts());
	eventReal("longestTurnMs", (double)runLongestTurnNs() / NS_PER_MS);
	eventEnd();
}
