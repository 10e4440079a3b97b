/*
 * The SDK around the application: waiting, what its tasks do meanwhile, and the small system_*
 * functions.
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdint.h>

/* Timers, radio, packets: what the SDK's tasks do when the application lets them. */
void systemTasks(void);

/* The application waits; virtual time jumps from one thing to do to the next. */
void systemWait(uint64_t ns);

void systemAdd(void); /* the stand-ins */

#endif
