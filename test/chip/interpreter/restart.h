/*
 * How the image starts the chip again by itself: system_restart, which returns first, and what does
 * not return: system_restart_local, abort().
 */
#ifndef RESTART_H
#define RESTART_H

#include <stdint.h>

void restartReset(void);
void restartAdd(void); /* the stand-ins */

uint64_t restartNextMoment(void);
void restartAdvance(uint64_t now);

/* panic() of the core: an exception. */
_Noreturn void restartPanic(void);

#endif
