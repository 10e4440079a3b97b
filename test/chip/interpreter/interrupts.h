/* Interrupts that the image attaches with ets_isr_attach; of the hardware only UART0 raises one. */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include <stdbool.h>
#include <stdint.h>

#define INTERRUPT_UART 5

void interruptsReset(void);
void interruptsAdd(void); /* the stand-ins */

/* The UART holds its line up, or not. */
void interruptsSetLine(bool up);

bool interruptsDue(void);

/* Runs the routine on the stack that is in use, as the SDK's vector does. */
void interruptsRun(void);

uint64_t interruptsCount(void);
uint64_t interruptsLongest(void); /* instructions */

#endif
