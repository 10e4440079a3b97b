#define _GNU_SOURCE
#include "clock.h"

#include <stddef.h>
#include <time.h>

#include "interrupts.h"
#include "run.h"
#include "script.h"
#include "trap.h"
#include "uart.h"
#include "watchdog.h"

/* Shorter waits of the host are less exact than what they gain. */
#define LEAST_PACE_NS (3 * NS_PER_MS)
#define LONGEST_PACE_NS (500 * NS_PER_MS)
/* What a busy host has lost is not made up for: the image's peers were as slow. */
#define MOST_CREDIT_NS (50 * NS_PER_MS)

static double speed = 1;
static uint64_t startedAt;
static uint64_t hostStart;
static uint64_t stoppedAt;

static uint64_t hostNow(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

void clockStart(void)
{
	startedAt = clockNow();
}

uint64_t clockSinceStart(void)
{
	return clockNow() - startedAt;
}

void clockSetSpeed(double virtualSecondsASecond)
{
	speed = virtualSecondsASecond;
	hostStart = hostNow();
}

uint64_t clockNextMoment(void)
{
	uint64_t next = uartNextMoment();
	uint64_t others[] = {scriptNextMoment(), watchdogNextMoment(), runEndsAt()};
	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i] < next)
			next = others[i];
	return next;
}

/* Translates the next moment into a count of instructions. */
static void schedule(void)
{
	uint64_t next = clockNextMoment();
	if (chip.inInterrupt || chip.cacheOff || interruptsDue()) {
		chip.checkAt = 0; /* each instruction is looked at */
		return;
	}
	if (next == NEVER) {
		chip.checkAt = NEVER;
		return;
	}
	uint64_t left = next > chip.otherNs ? next - chip.otherNs : 0;
	chip.checkAt = (left + NS_PER_INSTRUCTION - 1) / NS_PER_INSTRUCTION;
}

void clockAdd(uint64_t ns)
{
	uint64_t instructions = ns / NS_PER_INSTRUCTION;
	chip.otherNs += ns;
	if (chip.checkAt != NEVER)
		chip.checkAt -= chip.checkAt > instructions ? instructions : chip.checkAt;
}

void clockCheckSoon(void)
{
	chip.checkAt = 0;
}

void clockRunMoments(void)
{
	uint64_t now = clockNow();
	uartAdvance(now);
	scriptAdvance(now);
	watchdogAdvance(now);
	if (now >= runEndsAt())
		runEnd();
}

/*
 * The moments that belong to hardware: they pass while the processor is busy with the flash chip,
 * too.
 */
void clockPassMasked(uint64_t ns)
{
	uint64_t end = clockNow() + ns;
	for (uint64_t next = uartNextMoment(); next < end; next = uartNextMoment()) {
		uint64_t now = clockNow();
		if (next > now)
			chip.otherNs += next - now;
		uartAdvance(clockNow());
	}
	uint64_t now = clockNow();
	if (end > now)
		chip.otherNs += end - now;
	clockCheckSoon();
}

static void checkPlace(void)
{
	if (chip.pc < MAPPED_FLASH_BASE)
		return;
	if (chip.cacheOff)
		trap("flash read while the cache is off", chip.pc);
	else if (chip.inInterrupt)
		trap("interrupt routine runs in flash", chip.pc);
}

void clockCheck(void)
{
	if (chip.asked) {
		chip.checkAt = NEVER;
		return;
	}
	if (chip.inInterrupt || chip.cacheOff)
		checkPlace();
	clockRunMoments();
	interruptsRun();
	schedule();
}

void clockPace(void)
{
	if (speed <= 0)
		return;
	uint64_t allowed = (uint64_t)((double)(hostNow() - hostStart) * speed);
	uint64_t now = clockNow();
	if (allowed > now + MOST_CREDIT_NS)
		hostStart += (uint64_t)((double)(allowed - now - MOST_CREDIT_NS) / speed);
	if (now <= allowed + LEAST_PACE_NS)
		return;
	uint64_t ahead = (uint64_t)((double)(now - allowed) / speed);
	if (ahead > LONGEST_PACE_NS)
		ahead = LONGEST_PACE_NS;
	struct timespec time = {ahead / 1000000000, ahead % 1000000000};
	nanosleep(&time, NULL);
}

void clockStop(void)
{
	stoppedAt = hostNow();
}

void clockGo(void)
{
	hostStart += hostNow() - stoppedAt;
}
