#include "restart.h"

#include <string.h>

#include "clock.h"
#include "events.h"
#include "image.h"
#include "link.h"
#include "radio.h"
#include "radio-setup.h"
#include "run.h"
#include "stand-ins.h"

/*
 * system_restart of the SDK's libmain, disassembled: stops the station, stops the access point,
 * arms an os_timer of 100 ms that calls system_restart_local, and returns.
 */
#define DELAY_NS (100 * NS_PER_MS)

static uint64_t dueAt;
static uint32_t caller;

void restartReset(void)
{
	dueAt = NEVER;
}

static void restart(void)
{
	unsigned mode = radioSetupMode();
	if (mode & RADIO_STATION)
		radioLeave();
	if (mode & RADIO_ACCESS_POINT)
		linkAccessPoint(false);
	if (dueAt == NEVER)
		caller = chip.a[0];
	/* Once more: the SDK disarms its timer and arms it anew. Who asked first remains the cause. */
	dueAt = clockNow() + DELAY_NS;
}

/* By XS: fxAbort ends with c_exit, which is system_restart and then esp_yield for ever. */
static bool planned(uint32_t from)
{
	const char *function = imageFunctionOf(from);
	return !function || strcmp(function, "fxAbort");
}

/*
 * system_restart_local keeps the reason that stands in the system's RTC memory when it is one of a
 * crash: the exception handler and the watchdog have left it there, and the core's postmortem
 * (__wrap_system_restart_local) has read it.
 */
static uint32_t reasonKept(void)
{
	uint32_t reason;
	memcpy(&reason, chip.rtc, sizeof(reason));
	memset(chip.rtc, 0, sizeof(reason));
	return reason == REASON_EXCEPTION || reason == REASON_SOFT_WATCHDOG ? reason : REASON_RESTART;
}

static _Noreturn void restartFor(uint32_t from)
{
	uint32_t reason = reasonKept();
	runRestart(reason, from, reason == REASON_RESTART && planned(from));
}

static void restartLocal(void)
{
	restartFor(chip.a[0]);
}

uint64_t restartNextMoment(void)
{
	return dueAt;
}

void restartAdvance(uint64_t now)
{
	if (now >= dueAt)
		restartFor(caller);
}

_Noreturn void restartPanic(void)
{
	eventBegin("abort");
	eventNumber("status", 0);
	eventText("from", imageNameOf(chip.a[0]));
	eventEnd();
	runRestart(REASON_EXCEPTION, chip.a[0], false);
}

static void panic(void)
{
	restartPanic();
}

void restartAdd(void)
{
	static const Named list[] = {
		{"system_restart", restart},
		{"system_restart_local", restartLocal},
		{"panic", panic},
		{"abort", panic},
		{NULL, NULL},
	};
	standInsAdd(list);
}
