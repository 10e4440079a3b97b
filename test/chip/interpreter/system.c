#include "system.h"

#include <string.h>

#include "clock.h"
#include "cpu.h"
#include "events.h"
#include "image.h"
#include "interrupts.h"
#include "link.h"
#include "memory.h"
#include "peripherals.h"
#include "print.h"
#include "radio.h"
#include "restart.h"
#include "run.h"
#include "stand-ins.h"
#include "timers.h"
#include "watchdog.h"

#define NS_PER_US 1000ull
/* What a yield without a time takes until the SDK's tasks give the processor back. */
#define YIELD_NS (200 * NS_PER_US)
#define LEAST_STEP_NS NS_PER_US

#define RST_INFO (LENT_BASE + 0x100)
#define RST_INFO_BYTES 32

void systemTasks(void)
{
	uint64_t now = clockNow();
	restartAdvance(now);
	timersAdvance(now);
	watchdogServe("timers");
	radioAdvance(now);
	watchdogServe("radio");
	linkAdvance(clockNow());
	watchdogServe("link");
}

static uint64_t earliest(uint64_t end)
{
	uint64_t next = end;
	uint64_t others[] = {
		clockNextMoment(), restartNextMoment(), timersNextMoment(), radioNextMoment(),
		linkNextMoment(),
	};
	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i] < next)
			next = others[i];
	return next;
}

/* To the next moment; interrupts that come again at once take their own time until then. */
static void passUntil(uint64_t next)
{
	uint64_t now = clockNow();
	if (!interruptsDue() && next > now)
		chip.otherNs += next - now;
	while (interruptsDue() && clockNow() < next)
		interruptsRun();
}

void systemWait(uint64_t ns)
{
	uint64_t end = clockNow() + ns;
	watchdogServe(NULL);
	while (clockNow() < end) {
		watchdogIdle();
		clockRunMoments();
		interruptsRun();
		systemTasks();
		uint64_t now = clockNow();
		uint64_t next = earliest(end);
		passUntil(next < now + LEAST_STEP_NS ? now + LEAST_STEP_NS : next);
		clockPace();
	}
	watchdogIdle();
	clockCheckSoon();
}

/*
 * Who is called by a task of the SDK cannot wait: cont_can_yield of the core says no, and esp_yield
 * and delay come back at once (core_esp8266_main.cpp, core_esp8266_wiring.c).
 */
static void delay(void)
{
	uint32_t ms = argument(0);
	if (!cpuInTask())
		systemWait(ms ? ms * NS_PER_MS : YIELD_NS);
}

static void espYield(void)
{
	if (!cpuInTask())
		systemWait(YIELD_NS);
}

/* __yield of the core panics where it cannot wait. */
static void yield(void)
{
	if (cpuInTask())
		restartPanic();
	systemWait(YIELD_NS);
}

/* The processor counts its cycles: interrupts come meanwhile, the SDK's tasks do not. */
static void delayMicroseconds(void)
{
	uint64_t end = clockNow() + argument(0) * NS_PER_US;
	while (!chip.asked && clockNow() < end) {
		clockRunMoments();
		interruptsRun();
		uint64_t next = clockNextMoment();
		passUntil(next < end ? next : end);
	}
	clockCheckSoon();
}

static void time(void)
{
	giveBack((uint32_t)(clockSinceStart() / NS_PER_US));
}

static void milliseconds(void)
{
	giveBack((uint32_t)(clockSinceStart() / NS_PER_MS));
}

static void resetInfo(void)
{
	memset(memoryPlain(RST_INFO, RST_INFO_BYTES), 0, RST_INFO_BYTES);
	memoryStore32(RST_INFO, runReason());
	giveBack(RST_INFO);
}

static void randomNumber(void)
{
	giveBack(peripheralsRandom());
}

static void setPrint(void)
{
	printSystem(argument(0));
}

static void frequency(void)
{
	giveBack(80);
}

static void nothing(void)
{
	giveBack(0);
}

static void yes(void)
{
	giveBack(1);
}

/* fxThrowMessage(the, path, line, error, format, …): told, and it runs. */
static void thrown(void)
{
	char text[256];
	printFormat(text, sizeof(text), argument(4), (PrintArguments){.number = 5});
	eventBegin("throw");
	eventText("message", text);
	eventText("from", imageNameOf(chip.a[0]));
	eventNumber("error", argument(3));
	eventEnd();
}

/* fxAbort(the, status) */
static void aborted(void)
{
	eventBegin("abort");
	eventNumber("status", argument(1));
	eventText("from", imageNameOf(chip.a[0]));
	eventEnd();
}

void systemAdd(void)
{
	static const Named list[] = {
		{"delay", delay},
		{"yield", yield},
		{"__yield", yield},
		{"esp_yield", espYield},
		{"esp_schedule", nothing},
		{"ets_delay_us", delayMicroseconds},
		{"system_get_time", time},
		{"system_get_rtc_time", time},
		{"millis", milliseconds},
		{"system_get_rst_info", resetInfo},
		{"system_rtc_clock_cali_proc", nothing},
		{"system_set_os_print", setPrint},
		{"os_random", randomNumber},
		{"phy_get_rand", randomNumber},
		{"rand", randomNumber},
		{"ets_get_cpu_frequency", frequency},
		{"ets_post", yes},
		{"system_os_post", yes},
		{"ets_task", nothing},
		{NULL, NULL},
	};
	standInsAdd(list);
	standInsObserve("fxThrowMessage", thrown);
	standInsObserve("fxAbort", aborted);
}
