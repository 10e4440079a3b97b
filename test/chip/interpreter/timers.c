/*
 * The SDK's list of armed timers. What a timer calls stands in the image's own structure, as on the
 * chip (ets_timer_setfn and ets_timer_handler_isr, disassembled).
 */
#include "timers.h"

#include <string.h>

#include "clock.h"
#include "cpu.h"
#include "memory.h"
#include "stand-ins.h"
#include "trap.h"

#define MOST 64
#define NS_PER_US 1000ull

/* ETSTimer of the SDK's os_type.h. */
enum { NEXT = 0, EXPIRES = 4, PERIOD = 8, FUNCTION = 12, ARGUMENT = 16, TIMER_BYTES = 20 };
#define NOT_ARMED UINT32_MAX

typedef struct {
	uint32_t handle; /* address of the image's structure; 0: this place is free */
	uint64_t dueAt, periodNs;
} Timer;

static Timer timers[MOST];

void timersReset(void)
{
	memset(timers, 0, sizeof(timers));
}

static Timer *find(uint32_t handle)
{
	for (unsigned i = 0; i < MOST; i++)
		if (timers[i].handle == handle)
			return &timers[i];
	return NULL;
}

static void forget(uint32_t handle)
{
	Timer *timer = find(handle);
	if (timer)
		timer->handle = 0;
}

static void set(void)
{
	uint32_t handle = argument(0);
	forget(handle);
	memoryStore32(handle + NEXT, NOT_ARMED);
	memoryStore32(handle + EXPIRES, 0);
	memoryStore32(handle + PERIOD, 0);
	memoryStore32(handle + FUNCTION, argument(1));
	memoryStore32(handle + ARGUMENT, argument(2));
}

static void arm(uint64_t ns, bool repeats)
{
	uint32_t handle = argument(0);
	Timer *timer = find(handle);
	if (!timer)
		timer = find(0);
	if (!timer)
		trapAndEnd("more timers than the interpreter has room for", handle);
	memoryTo(handle, TIMER_BYTES, "timer nowhere");
	*timer = (Timer){handle, clockNow() + ns, repeats ? ns : 0};
}

/* ets_timer_arm_new(timer, time, repeats, inMilliseconds) */
static void armNew(void)
{
	arm(argument(1) * (argument(3) ? NS_PER_MS : NS_PER_US), argument(2) & 1);
}

static void armMilliseconds(void)
{
	arm(argument(1) * NS_PER_MS, argument(2) & 1);
}

static void disarm(void)
{
	forget(argument(0));
}

static Timer *earliest(void)
{
	Timer *first = NULL;
	for (unsigned i = 0; i < MOST; i++)
		if (timers[i].handle && (!first || timers[i].dueAt < first->dueAt))
			first = &timers[i];
	return first;
}

uint64_t timersNextMoment(void)
{
	const Timer *first = earliest();
	return first ? first->dueAt : NEVER;
}

/* Whoever frees an armed timer is told by it: nobody else knows whose it is. */
void timersFreed(uint32_t address, uint32_t bytes)
{
	uint32_t pc = chip.pc;
	for (unsigned i = 0; i < MOST; i++) {
		uint32_t handle = timers[i].handle;
		if (!handle || handle - address >= bytes)
			continue;
		chip.pc = memoryLoad32(handle + FUNCTION);
		trap("free of an armed timer", handle);
	}
	chip.pc = pc;
}

void timersAdvance(uint64_t now)
{
	for (Timer *timer = earliest(); timer && timer->dueAt <= now; timer = earliest()) {
		const uint8_t *at = memoryPlain(timer->handle, TIMER_BYTES);
		uint32_t function, refcon;
		memcpy(&function, at + FUNCTION, sizeof(function));
		memcpy(&refcon, at + ARGUMENT, sizeof(refcon));
		if (timer->periodNs)
			timer->dueAt += timer->periodNs;
		else
			timer->handle = 0;
		CALL_IMAGE(function, refcon);
	}
}

void timersAdd(void)
{
	static const Named list[] = {
		{"ets_timer_setfn", set},
		{"ets_timer_arm_new", armNew},
		{"ets_timer_arm", armMilliseconds},
		{"ets_timer_disarm", disarm},
		{"ets_timer_done", disarm},
		{NULL, NULL},
	};
	standInsAdd(list);
}
