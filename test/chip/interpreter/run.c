#include "run.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "cpu.h"
#include "decode.h"
#include "events.h"
#include "flash.h"
#include "heap-guard.h"
#include "image.h"
#include "interrupts.h"
#include "link.h"
#include "peripherals.h"
#include "radio.h"
#include "report.h"
#include "restart.h"
#include "system.h"
#include "timers.h"
#include "watchdog.h"

/* The driver's memory comes in pieces of about a packet. */
#define RESERVE_PIECE 1024u
/*
 * Between two turns of loop() the core posts to itself and the SDK's tasks run: some hundred
 * instructions.
 */
#define BETWEEN_TURNS_NS 5000
/* struct cont of the Arduino core (cont.h): eight words before the stack, two behind it. */
#define CONT_HEAD 32
#define CONT_TAIL 8
#define DEFAULT_STACK 4096

static RunOptions options;
static jmp_buf nextStart;
static uint32_t reason;
static bool lostPower;
static bool finishing;
static uint64_t restarts, longestTurnNs;
static uint64_t startInstructions;
static FlashCounts startFlash;

static _Noreturn void startAgain(uint32_t why, bool power)
{
	if (finishing)
		runFinish(2);
	restarts++;
	if (restarts > options.mostRestarts)
		runFinish(3);
	reason = why;
	lostPower = power;
	longjmp(nextStart, 1);
}

static void tellRestart(const char *from, bool planned)
{
	eventBegin("restart");
	eventText("from", from);
	eventFlag("planned", planned);
	eventEnd();
}

_Noreturn void runRestart(uint32_t why, uint32_t from, bool planned)
{
	tellRestart(imageNameOf(from), planned);
	startAgain(why, false);
}

_Noreturn void runReset(unsigned reason)
{
	static const char *const causes[] = {
		[REASON_POWER] = "power", [REASON_EXCEPTION] = "exception", [REASON_EXTERNAL] = "external",
	};
	tellRestart(causes[reason], false);
	startAgain(reason, reason == REASON_POWER);
}

_Noreturn void runPowerCut(void)
{
	runReset(REASON_POWER);
}

_Noreturn void runFinish(int status)
{
	if (!finishing) {
		finishing = true; /* the report asks the image, which may trap */
		reportTell("end");
	}
	flashSave();
	eventSayNumber("end", "status", status);
	exit(status);
}

uint64_t runEndsAt(void)
{
	return (uint64_t)(options.seconds * 1e9);
}

void runEnd(void)
{
	runFinish(0);
}

uint32_t runReason(void)
{
	return reason;
}

uint64_t runRestarts(void)
{
	return restarts;
}

uint64_t runLongestTurnNs(void)
{
	return longestTurnNs;
}

/* What a start finds: nothing of the old one but the flash chip, RTC memory and the time. */
static void clear(void)
{
	cpuReset();
	restartReset();
	interruptsReset();
	peripheralsReset();
	timersReset();
	heapGuardReset();
	linkReset();
	radioReset();
	memset(chip.a, 0, sizeof(chip.a));
	memset(chip.special, 0, sizeof(chip.special));
	if (lostPower)
		for (unsigned i = 0; i < RTC_BYTES; i++)
			chip.rtc[i] = peripheralsRandom();
	imageLoadRam();
	decodeForget(INSTRUCTION_RAM_BASE, INSTRUCTION_RAM_BYTES);
	clockStart();
	startInstructions = chip.instructions;
	startFlash = flashCounts();
}

static uint32_t prepareStack(void)
{
	uint32_t cont = imageSymbol("g_cont");
	uint32_t bytes = imageSymbolBytes("g_cont");
	uint32_t stack = bytes > CONT_HEAD + CONT_TAIL ? bytes - CONT_HEAD - CONT_TAIL : DEFAULT_STACK;
	uint32_t low = cont ? cont + CONT_HEAD : LENT_BASE - DEFAULT_STACK;
	cpuSetStack(low, low + stack);
	return (low + stack - 16) & ~15u;
}

static void takeReserve(void)
{
	uint32_t allocate = imageSymbol("malloc");
	for (uint32_t left = options.reserve; left;) {
		uint32_t piece = left < RESERVE_PIECE ? left : RESERVE_PIECE;
		CALL_IMAGE(allocate, piece);
		left -= piece;
	}
}

static void tellStarted(void)
{
	FlashCounts flash = flashCounts();
	uint32_t free = heapGuardFree();
	eventBegin("started");
	eventNumber("instructions", chip.instructions - startInstructions);
	eventNumber("flashReads", flash.reads - startFlash.reads);
	eventNumber("flashReadBytes", flash.readBytes - startFlash.readBytes);
	eventReal("longestUnfedMs", (double)watchdogLongestNs() / NS_PER_MS);
	eventNumber("heap", free);
	eventEnd();
}

static void turn(uint32_t stack, uint32_t loop)
{
	uint64_t before = clockNow();
	if (loop)
		cpuCallOn(stack, loop, 0, NULL);
	chip.pc = loop; /* who comes back: for the watchdog's account */
	chip.a[0] = RETURN_TO_HOST;
	watchdogServe(NULL);
	clockAdd(BETWEEN_TURNS_NS);
	systemTasks();
	if (clockNow() - before > longestTurnNs)
		longestTurnNs = clockNow() - before;
}

static _Noreturn void start(void)
{
	uint32_t stack;
	clear();
	eventSayNumber("boot", "reason", reason);
	stack = prepareStack();
	watchdogReset();
	clockCheckSoon();
	cpuCall(imageSymbol("umm_init"), 0, NULL);
	heapGuardStart();
	takeReserve();
	linkStart();
	if (imageSymbol("setup"))
		cpuCallOn(stack, imageSymbol("setup"), 0, NULL);
	tellStarted();
	uint32_t loop = imageSymbol("loop");
	for (;;)
		turn(stack, loop);
}

_Noreturn void runImage(const RunOptions *given)
{
	options = *given;
	reason = given->reason;
	lostPower = given->reason == REASON_POWER;
	setjmp(nextStart);
	start();
}
