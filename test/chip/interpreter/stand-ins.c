#include "stand-ins.h"

#include <stdlib.h>

#include "image.h"

#define MOST 512

static StandIn standIns[MOST];
static int count;

static int byAddress(const void *left, const void *right)
{
	uint32_t l = ((const StandIn *)left)->address;
	uint32_t r = ((const StandIn *)right)->address;
	return (l > r) - (l < r);
}

static void add(uint32_t address, void (*run)(void), bool observes)
{
	if (count == MOST)
		abort();
	standIns[count++] = (StandIn){.address = address, .run = run, .observes = observes};
}

void standInsAddAt(uint32_t address, void (*run)(void))
{
	add(address, run, false);
}

void standInsAdd(const Named *list)
{
	for (; list->name; list++) {
		uint32_t address = imageSymbol(list->name);
		if (address)
			add(address, list->run, false);
	}
}

bool standInsObserve(const char *name, void (*run)(void))
{
	uint32_t address = imageSymbol(name);
	if (address)
		add(address, run, true);
	return address != 0;
}

void standInsReady(void)
{
	qsort(standIns, count, sizeof(StandIn), byAddress);
}

int standInAt(uint32_t address)
{
	StandIn key = {.address = address};
	StandIn *found = bsearch(&key, standIns, count, sizeof(StandIn), byAddress);
	if (!found)
		return -1;
	if (found->observes)
		found->original = decodePlainly(address);
	return (int)(found - standIns);
}

const StandIn *standInNumber(int number)
{
	return &standIns[number];
}
