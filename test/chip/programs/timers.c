/* The SDK's timers: which comes first, what a disarmed one keeps, how many there may be. */
#include "program.h"

void ets_timer_setfn(void *timer, void (*run)(void *), void *refcon);
void ets_timer_arm_new(void *timer, uint32_t time, bool repeats, bool milliseconds);
void ets_timer_disarm(void *timer);

/* By --reason. */
enum { ORDER = 1, AGAIN = 2, MANY = 3, TOO_MANY = 4 };

#define COUNT 70

static uint32_t timers[COUNT][5];

static void tick(void *refcon)
{
	LINE("tick", (uint32_t)(uintptr_t)refcon);
}

static void arm(unsigned number, uint32_t milliseconds)
{
	ets_timer_arm_new(timers[number], milliseconds, false, true);
}

void setup(void)
{
	uint32_t how = chosen();
	for (unsigned i = 0; i < COUNT; i++) {
		ets_timer_setfn(timers[i], tick, (void *)(uintptr_t)i);
		if (how == MANY || how == TOO_MANY)
			arm(i, 10);
		if (how == MANY)
			ets_timer_disarm(timers[i]);
	}
	if (how == ORDER) {
		arm(1, 30);
		arm(2, 10);
		arm(3, 20);
		ets_delay_us(50000);
	}
	if (how == AGAIN) {
		arm(1, 10);
		ets_timer_disarm(timers[1]);
		arm(1, 20);
	}
	if (how == MANY)
		arm(COUNT - 1, 10);
}

void loop(void)
{
	delay(10);
}
