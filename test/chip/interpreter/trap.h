/* What the chip would not do, or not do rightly. */
#ifndef TRAP_H
#define TRAP_H

#include <stdint.h>

/* Counts it; tells the first at each place. The run goes on with what the image meant. */
void trap(const char *what, uint32_t address);

/* Tells it and ends the run with status 2. */
_Noreturn void trapAndEnd(const char *what, uint32_t address);

/* BREAK, SYSCALL, ILL, also in ROM: an exception; the chip starts again. */
_Noreturn void trapAndCrash(const char *what);

uint64_t trapCount(void);

#endif
