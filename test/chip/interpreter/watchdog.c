#include "watchdog.h"

#include <stdio.h>

#include "clock.h"
#include "events.h"
#include "image.h"
#include "run.h"
#include "stand-ins.h"

/* Of the SDK's libpp, disassembled: soft_wdt_interval; what pp_soft_wdt_stop arms in its place. */
#define SOFT_NS (1600 * NS_PER_MS)
#define STOPPED_NS (70000 * NS_PER_MS)
#define HARD_NS (6000 * NS_PER_MS)

static uint64_t lastFeed, longest;
static uint64_t tickAt;
static bool ticked; /* since the last feed */
static bool posted; /* the SDK's task has something to do */
static Feeding worst;

void watchdogReset(void)
{
	lastFeed = clockNow();
	longest = 0;
	tickAt = lastFeed + SOFT_NS;
	ticked = posted = false;
}

/* Names are looked up only when a stretch is the longest of all. */
static void measure(const char *task)
{
	uint64_t stretch = clockNow() - lastFeed;
	if (stretch > longest)
		longest = stretch;
	if (stretch <= worst.longestNs)
		return;
	worst.longestNs = stretch;
	const char *at = task ? task : imageNameOf(chip.pc);
	const char *from = task ? "the system" : imageNameOf(chip.a[0]);
	snprintf(worst.at, sizeof(worst.at), "%s from %s", at, from);
}

/* pp_soft_wdt_feed: the timer runs on as it did. */
void watchdogFeed(void)
{
	measure(NULL);
	lastFeed = clockNow();
	worst.feeds++;
	ticked = false;
}

/* PPWdtReset, which a tick has posted to the SDK's task: the timer begins anew. */
void watchdogServe(const char *task)
{
	measure(task);
	lastFeed = clockNow();
	if (!task)
		worst.feeds++;
	if (!posted)
		return;
	posted = ticked = false;
	tickAt = lastFeed + SOFT_NS;
}

void watchdogIdle(void)
{
	lastFeed = clockNow();
}

uint64_t watchdogNextMoment(void)
{
	return tickAt < lastFeed + HARD_NS ? tickAt : lastFeed + HARD_NS;
}

static _Noreturn void bite(uint64_t now, bool hardware)
{
	measure(NULL);
	eventBegin("watchdog");
	eventReal("unfedMs", (double)(now - lastFeed) / NS_PER_MS);
	eventText("at", imageNameOf(chip.pc));
	eventText("from", imageNameOf(chip.a[0]));
	eventFlag("hardware", hardware);
	eventEnd();
	runRestart(hardware ? REASON_WATCHDOG : REASON_SOFT_WATCHDOG, chip.pc, false);
}

/*
 * pp_soft_wdt_feed_local, the timer's function. Interrupts that were masked for long make a tick
 * late, and no fewer.
 */
void watchdogAdvance(uint64_t now)
{
	for (; now >= tickAt; tickAt += SOFT_NS) {
		if (ticked)
			bite(now, false);
		ticked = posted = true;
	}
	if (now >= lastFeed + HARD_NS)
		bite(now, true);
}

static void stop(void)
{
	watchdogFeed();
	tickAt = lastFeed + STOPPED_NS;
}

static void restart(void)
{
	watchdogFeed();
	tickAt = lastFeed + SOFT_NS;
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
