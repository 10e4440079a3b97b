#include "timers.h"

#include <string.h>

#include "clock.h"
#include "cpu.h"
#include "stand-ins.h"
#include "trap.h"

#define MOST 64
#define NS_PER_US 1000ull

typedef struct {
	uint32_t handle; /* address of the image's structure: only a name here */
	uint32_t function, refcon;
	uint64_t dueAt, periodNs;
} Timer;

static Timer timers[MOST];

void timersReset(void)
{
	memset(timers, 0, sizeof(timers));
}

static Timer *find(uint32_t handle)
{
	Timer *free = NULL;
	for (unsigned i = 0; i < MOST; i++) {
		if (timers[i].handle == handle)
			return &timers[i];
		if (!timers[i].handle && !free)
			free = &timers[i];
	}
	if (free)
		*free = (Timer){.handle = handle, .dueAt = NEVER};
	return free;
}

static void set(void)
{
	Timer *timer = find(argument(0));
	if (!timer)
		return;
	timer->function = argument(1);
	timer->refcon = argument(2);
	timer->dueAt = NEVER;
}

static void arm(uint64_t ns, bool repeats)
{
	Timer *timer = find(argument(0));
	if (!timer)
		return;
	timer->dueAt = clockNow() + ns;
	timer->periodNs = repeats ? ns : 0;
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
	Timer *timer = find(argument(0));
	if (timer)
		timer->dueAt = NEVER;
}

static void done(void)
{
	Timer *timer = find(argument(0));
	if (timer)
		timer->handle = 0;
}

uint64_t timersNextMoment(void)
{
	uint64_t next = NEVER;
	for (unsigned i = 0; i < MOST; i++)
		if (timers[i].handle && timers[i].dueAt < next)
			next = timers[i].dueAt;
	return next;
}

/* The SDK's list goes through the structures themselves: what the heap made of one is followed. */
static void checkAlive(const Timer *timer)
{
	uint32_t offset = timer->handle - DATA_RAM_BASE;
	uint32_t pc = chip.pc;
	if (offset >= DATA_RAM_BYTES || !chip.freed[offset / 4])
		return;
	chip.pc = timer->function; /* whose timer it is: nobody else knows */
	trap("use of freed memory", timer->handle);
	chip.pc = pc;
}

void timersAdvance(uint64_t now)
{
	for (unsigned i = 0; i < MOST; i++) {
		Timer *timer = &timers[i];
		if (!timer->handle || timer->dueAt > now)
			continue;
		checkAlive(timer);
		timer->dueAt = timer->periodNs ? timer->dueAt + timer->periodNs : NEVER;
		CALL_IMAGE(timer->function, timer->refcon);
	}
}

void timersAdd(void)
{
	static const Named list[] = {
		{"ets_timer_setfn", set},
		{"ets_timer_arm_new", armNew},
		{"ets_timer_arm", armMilliseconds},
		{"ets_timer_disarm", disarm},
		{"ets_timer_done", done},
		{NULL, NULL},
	};
	standInsAdd(list);
}
