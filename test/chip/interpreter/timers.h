/* os_timer of the SDK (ets_timer_*): functions called by its tasks, not by an interrupt. */
#ifndef TIMERS_H
#define TIMERS_H

#include <stdint.h>

void timersReset(void);
void timersAdd(void); /* the stand-ins */
uint64_t timersNextMoment(void);
void timersAdvance(uint64_t now);

/* These bytes are given back to the heap: a trap for each armed timer among them. */
void timersFreed(uint32_t address, uint32_t bytes);

#endif
