/*
 * The SDK's soft watchdog: a timer of 1.6 s. A tick is remembered and asks a task of the SDK to
 * feed; the next tick without a feed starts the chip again with reason 3: 1.6 to 3.2 s after the
 * last one. While the image has stopped it, the hardware's own watches, with reason 1.
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

void watchdogReset(void);
void watchdogAdd(void); /* the stand-ins */

/* The image feeds it, or a function of the SDK that it has called. */
void watchdogFeed(void);

/*
 * The system has the processor back, from the task of that name, or from the application (NULL): a
 * stretch without a feed ends, and the SDK's task may feed.
 */
void watchdogServe(const char *task);

/* Time in which nobody runs does not count. */
void watchdogIdle(void);

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
