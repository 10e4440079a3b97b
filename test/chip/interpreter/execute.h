/* The hot loop. */
#ifndef EXECUTE_H
#define EXECUTE_H

/* Runs from chip.pc until the image returns to RETURN_TO_HOST. */
void execute(void);

/* The application's stack is deeper than ever since the start (cpu.c keeps the account). */
void cpuStackGrew(void);

#endif
