/*
 * The SDK's soft watchdog: 3.2 s without a feed and the chip starts again with reason 3. While the
 * image has stopped it, the hardware's own watches, with reason 1.
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

void watchdogReset(void);
void watchdogAdd(void); /* the stand-ins */

/* The application came back to the system (a turn's end, a delay). */
void watchdogFeed(void);

/* The system's own time does not count. */
void watchdogStartOver(void);

uint64_t watchdogNextMoment(void);
void watchdogAdvance(uint64_t now);

typedef struct {
	uint64_t feeds;
	uint64_t longestNs;
	char at[200];
} Feeding;

const Feeding *watchdogWorst(void);

/* Of this start only. */
uint64_t watchdogLongestNs(void);

#endif
