/* The processor: runs functions of the image. */
#ifndef CPU_H
#define CPU_H

#include "chip.h"

/*
 * Calls a function of the image on the given stack until it returns; registers are as before, the
 * result is its a2.
 */
uint32_t cpuCallOn(uint32_t stack, uint32_t function, unsigned count, const uint32_t *arguments);

/*
 * The same on the system's stack (or deeper on it when already there), as the SDK's tasks call what
 * an application has registered.
 */
uint32_t cpuCall(uint32_t function, unsigned count, const uint32_t *arguments);

#define CALL_IMAGE(FUNCTION, ...) \
	cpuCall((FUNCTION), sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})

/*
 * Asks a question of the image, on a stack of its own: neither time nor instructions are counted.
 */
uint32_t cpuAsk(uint32_t function);

/* The image runs because one of the SDK's tasks has called it. */
bool cpuInTask(void);

/* A restart: whatever was running is not any more. */
void cpuReset(void);

/* The application's stack, to know how deep it gets. */
void cpuSetStack(uint32_t low, uint32_t high);

typedef struct {
	uint32_t used, bytes, deepestAt;
} StackUse;

/* The deepest of all starts. */
StackUse cpuStackUse(void);

#endif
