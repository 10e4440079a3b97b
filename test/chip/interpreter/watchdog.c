#include "watchdog.h"

#include <stdio.h>

#include "clock.h"
#include "events.h"
#include "image.h"
#include "run.h"
#include "stand-ins.h"

#define SOFT_NS (3200 * NS_PER_MS)
#define HARD_NS (6000 * NS_PER_MS)

static uint64_t lastFeed, longest;
static bool stopped;
static Feeding worst;

void watchdogReset(void)
{
	lastFeed = clockNow();
	longest = 0;
	stopped = false;
}

/* Names are looked up only when a stretch is the longest of all. */
static void measure(void)
{
	uint64_t stretch = clockNow() - lastFeed;
	if (stretch > longest)
		longest = stretch;
	if (stretch <= worst.longestNs)
		return;
	worst.longestNs = stretch;
	snprintf(worst.at, sizeof(worst.at), "%s from %s", imageNameOf(chip.pc), imageNameOf(chip.a[0]));
}

void watchdogFeed(void)
{
	measure();
	lastFeed = clockNow();
	worst.feeds++;
}

void watchdogStartOver(void)
{
	lastFeed = clockNow();
}

uint64_t watchdogNextMoment(void)
{
	return lastFeed + (stopped ? HARD_NS : SOFT_NS);
}

void watchdogAdvance(uint64_t now)
{
	if (now < watchdogNextMoment())
		return;
	measure();
	eventBegin("watchdog");
	eventReal("unfedMs", (double)(now - lastFeed) / NS_PER_MS);
	eventText("at", imageNameOf(chip.pc));
	eventText("from", imageNameOf(chip.a[0]));
	eventFlag("hardware", stopped);
	eventEnd();
	runRestart(stopped ? REASON_WATCHDOG : REASON_SOFT_WATCHDOG, chip.pc, false);
}

static void stop(void)
{
	stopped = true;
}

static void restart(void)
{
	stopped = false;
	watchdogFeed();
}

void watchdogAdd(void)
{
	static const Named list[] = {
		{"system_soft_wdt_feed", watchdogFeed},
		{"system_soft_wdt_stop", stop},
		{"system_soft_wdt_restart", restart},
		{NULL, NULL},
	};
	standInsAdd(list);
}

const Feeding *watchdogWorst(void)
{
	return &worst;
}

uint64_t watchdogLongestNs(void)
{
	uint64_t stretch = clockNow() - lastFeed;
	return stretch > longest ? stretch : longest;
}
