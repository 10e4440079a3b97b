#include "trap.h"

#include <stdbool.h>

#include "events.h"
#include "image.h"
#include "memory.h"
#include "run.h"

/* Places that have been told; more than these are counted only. */
#define MOST_PLACES 256
#define STACK_WORDS 700
#define STACK_NAMES 16

static uint64_t count;
static struct {
	uint32_t pc;
	const char *what;
} places[MOST_PLACES];
static unsigned placeCount;

static bool isNew(const char *what)
{
	for (unsigned i = 0; i < placeCount; i++)
		if (places[i].pc == chip.pc && places[i].what == what)
			return false;
	if (placeCount == MOST_PLACES)
		return false;
	places[placeCount].pc = chip.pc;
	places[placeCount].what = what;
	placeCount++;
	return true;
}

/*
 * There are no frame pointers: whatever on the stack points into code is likely a return address.
 */
static void tellStack(void)
{
	unsigned told = 0;
	eventList("stack");
	for (uint32_t word = 0; word < STACK_WORDS && told < STACK_NAMES; word++) {
		uint32_t value;
		const uint8_t *at = memoryPlain(chip.a[1] + word * 4, 4);
		if (!at)
			break;
		memcpy(&value, at, 4);
		if (!imageIsCode(value))
			continue;
		eventText(NULL, imageNameOf(value));
		told++;
	}
	eventListEnd();
}

static void tell(const char *what, uint32_t address)
{
	char text[16];
	eventBegin("trap");
	eventText("what", what);
	eventText("address", eventHex(text, address));
	eventText("pc", imageNameOf(chip.pc));
	eventText("from", imageNameOf(chip.a[0]));
	tellStack();
	eventEnd();
}

void trap(const char *what, uint32_t address)
{
	count++;
	if (isNew(what))
		tell(what, address);
}

_Noreturn void trapAndEnd(const char *what, uint32_t address)
{
	count++;
	tell(what, address);
	runFinish(2);
}

_Noreturn void trapAndCrash(const char *what)
{
	count++;
	tell(what, chip.pc);
	runRestart(REASON_EXCEPTION, chip.pc, false);
}

uint64_t trapCount(void)
{
	return count;
}
