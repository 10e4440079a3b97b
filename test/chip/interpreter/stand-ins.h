/*
 * Functions of the image that the host does in their place, found by their names in the image's
 * symbols: the ROM's, the SDK's for radio and flash. An observer is called first, and the function
 * runs all the same.
 */
#ifndef STAND_INS_H
#define STAND_INS_H

#include "decode.h"

typedef struct {
	const char *name;
	void (*run)(void);
} Named;

typedef struct {
	uint32_t address;
	void (*run)(void);
	bool observes;
	Instruction original;
} StandIn;

/* Puts a stand-in over each of the functions that the image has; the list ends with a NULL name. */
void standInsAdd(const Named *list);
void standInsAddAt(uint32_t address, void (*run)(void));

/* False when the image has no such function. */
bool standInsObserve(const char *name, void (*run)(void));

/* Call when all are added. */
void standInsReady(void);

/*
 * Number of the stand-in at the address, or -1. Asked when the place is decoded: what an observer
 * stands over is there by then, and is decoded along with it.
 */
int standInAt(uint32_t address);
const StandIn *standInNumber(int number);

/* The arguments: a2 to a7; the result: a2. */
static inline uint32_t argument(unsigned number)
{
	return chip.a[2 + number];
}

static inline void giveBack(uint32_t value)
{
	chip.a[2] = value;
}

#endif
