#include "interrupts.h"

#include <stddef.h>

#include "clock.h"
#include "cpu.h"
#include "stand-ins.h"

#define SOURCES 16
/* What the vector saves on the interrupted stack: ESF_TOTALSIZE of the SDK's xtensa_context.h. */
#define FRAME_BYTES 256
/* Level 3 of ets_intr_lock: everything but the non-maskable. */
#define LOCKED 3

static uint32_t routines[SOURCES], arguments[SOURCES];
static uint32_t enabled;
static bool line;
static uint64_t count, longest;

void interruptsReset(void)
{
	for (unsigned i = 0; i < SOURCES; i++)
		routines[i] = 0;
	enabled = 0;
	line = false;
}

void interruptsSetLine(bool up)
{
	if (up && !line)
		clockCheckSoon();
	line = up;
}

bool interruptsDue(void)
{
	if (!line || !(enabled >> INTERRUPT_UART & 1) || !routines[INTERRUPT_UART])
		return false;
	return !(chip.state & INTERRUPT_LEVEL) && !chip.inInterrupt;
}

void interruptsRun(void)
{
	if (!interruptsDue())
		return;
	uint64_t before = chip.instructions;
	uint32_t state = chip.state;
	chip.inInterrupt = true;
	chip.state = (state & ~INTERRUPT_LEVEL) | 1;
	chip.checkAt = 0;
	count++;
	cpuCallOn(chip.a[1] - FRAME_BYTES, routines[INTERRUPT_UART], 1, &arguments[INTERRUPT_UART]);
	chip.state = state;
	chip.inInterrupt = false;
	if (chip.instructions - before > longest)
		longest = chip.instructions - before;
}

static void attach(void)
{
	unsigned source = argument(0) % SOURCES;
	routines[source] = argument(1);
	arguments[source] = argument(2);
}

static void mask(void)
{
	enabled &= ~argument(0);
}

static void unmask(void)
{
	enabled |= argument(0);
	clockCheckSoon();
}

static void lock(void)
{
	chip.state = (chip.state & ~INTERRUPT_LEVEL) | LOCKED;
}

static void unlock(void)
{
	chip.state &= ~INTERRUPT_LEVEL;
	clockCheckSoon();
}

void interruptsAdd(void)
{
	static const Named list[] = {
		{"ets_isr_attach", attach},
		{"ets_isr_mask", mask},
		{"ets_isr_unmask", unmask},
		{"ets_intr_lock", lock},
		{"ets_intr_unlock", unlock},
		{NULL, NULL},
	};
	standInsAdd(list);
}

uint64_t interruptsCount(void)
{
	return count;
}

uint64_t interruptsLongest(void)
{
	return longest;
}
