#include "cpu.h"

#include "execute.h"
#include "memory.h"
#include "trap.h"

/*
 * The calling convention passes six arguments in registers (Xtensa ISA Reference Manual, 8.1.4,
 * CALL0 ABI).
 */
#define REGISTER_ARGUMENTS 6

static unsigned depth; /* of calls by the system's tasks within each other */
static uint32_t stackLow, stackHigh;
static StackUse deepest;

void cpuReset(void)
{
	depth = 0;
	chip.inInterrupt = false;
	chip.cacheOff = false;
	chip.asked = false;
	chip.state = 0;
	chip.shiftAmount = 0;
}

void cpuSetStack(uint32_t low, uint32_t high)
{
	stackLow = low;
	stackHigh = high;
	chip.lowestStack = high;
	deepest.bytes = high - low;
}

/*
 * Called for each new depth of the application's stack. The system's stack lies above it and never
 * counts.
 */
void cpuStackGrew(void)
{
	uint32_t used = stackHigh - chip.a[1];
	chip.lowestStack = chip.a[1];
	if (chip.a[1] < stackLow)
		trap("stack overflow", chip.a[1]);
	if (used <= deepest.used)
		return;
	deepest.used = used;
	deepest.deepestAt = chip.pc;
}

StackUse cpuStackUse(void)
{
	return deepest;
}

uint32_t cpuCallOn(uint32_t stack, uint32_t function, unsigned count, const uint32_t *arguments)
{
	uint32_t registers[16];
	uint32_t pc = chip.pc;
	uint32_t shiftAmount = chip.shiftAmount;

	memcpy(registers, chip.a, sizeof(registers));
	for (unsigned i = 0; i < count; i++) {
		if (i < REGISTER_ARGUMENTS)
			chip.a[2 + i] = arguments[i];
		else
			memoryStore32(stack + (i - REGISTER_ARGUMENTS) * 4, arguments[i]);
	}
	chip.a[0] = RETURN_TO_HOST;
	chip.a[1] = stack;
	chip.pc = function;
	execute();
	uint32_t result = chip.a[2];
	memcpy(chip.a, registers, sizeof(registers));
	chip.pc = pc;
	chip.shiftAmount = shiftAmount;
	return result;
}

uint32_t cpuCall(uint32_t function, unsigned count, const uint32_t *arguments)
{
	uint32_t stack = depth > 0 ? (chip.a[1] - 64) & ~15u : SYSTEM_STACK_TOP;
	if (!function)
		return 0;
	depth++;
	uint32_t result = cpuCallOn(stack, function, count, arguments);
	depth--;
	return result;
}

bool cpuInTask(void)
{
	return depth > 0;
}

uint32_t cpuAsk(uint32_t function)
{
	uint64_t instructions = chip.instructions;
	uint64_t otherNs = chip.otherNs;
	uint64_t checkAt = chip.checkAt;
	uint32_t lowestStack = chip.lowestStack;
	uint32_t state = chip.state; /* an allocator masks interrupts and lets all of them in again */

	if (!function)
		return 0;
	chip.checkAt = NEVER;
	chip.asked = true;
	chip.lowestStack = 0; /* the depth is not the application's */
	uint32_t result = cpuCallOn(QUESTION_STACK_TOP, function, 0, NULL);
	chip.lowestStack = lowestStack;
	chip.state = state;
	chip.asked = false;
	chip.instructions = instructions;
	chip.otherNs = otherNs;
	chip.checkAt = checkAt;
	return result;
}
