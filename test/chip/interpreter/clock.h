/*
 * Virtual time, since the first power-up: an instruction takes 25 ns, the rest is added by whoever
 * takes it. The peripherals name the next moment at which they have something to do; the hot loop
 * only compares a count of instructions.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include "chip.h"

static inline uint64_t clockNow(void)
{
	return chip.instructions * NS_PER_INSTRUCTION + chip.otherNs;
}

/* The image's own clocks begin at each start. */
void clockStart(void);
uint64_t clockSinceStart(void);

void clockSetSpeed(double virtualSecondsASecond);

/*
 * Time in which the processor stands still, as for a copy; a moment passed meanwhile is seen before
 * the next instruction.
 */
void clockAdd(uint64_t ns);

/* Lets time pass with interrupts masked: peripherals go on, the image does not. */
void clockPassMasked(uint64_t ns);

/* What the hot loop asks for when chip.checkAt is reached: peripherals, then interrupts. */
void clockCheck(void);

/* Something has changed that may be a reason to check. */
void clockCheckSoon(void);

/* The next moment at which a peripheral, the script or the watchdog has something to do. */
uint64_t clockNextMoment(void);

/* Does what is due at this moment, without interrupts. */
void clockRunMoments(void);

/* Waits while virtual time is ahead of the host's by the speed allowed. */
void clockPace(void);

/* Host time that passes between the two does not count (a pause of the script). */
void clockStop(void);
void clockGo(void);

#endif
