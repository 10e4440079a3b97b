/* The watchdog, and what a restart leaves. */
#include "program.h"

bool system_rtc_mem_read(uint8_t block, void *to, uint16_t bytes);
bool system_rtc_mem_write(uint8_t block, const void *from, uint16_t bytes);
void esp_yield(void);
uint32_t millis(void);
void ets_timer_setfn(void *timer, void (*run)(void *), void *refcon);
void ets_timer_arm_new(void *timer, uint32_t time, bool repeats, bool milliseconds);

enum {
	HANG = 100,
	HANG_WITHOUT_SOFT = 101,
	ASK_TO_RESTART = 102,
	FEED = 103,
	OVER_THE_SYSTEM = 104,
	MASKED = 105,
	RESTART_IN_A_TASK = 106,
	HANG_LATER = 107,
	WRITE_FLASH = 108,
	HANG_IN_A_TASK = 109,
};

static uint32_t inDataRam;
static uint32_t inInstructionRam DATA_IN_RAM = 0xAAAA5555;

static uint32_t level(void)
{
	uint32_t state;
	__asm__ volatile("rsr %0, ps" : "=a"(state));
	return state & 15;
}

/* As an allocator does that guards itself: it does not know who has masked interrupts before. */
uint32_t system_get_free_heap_size(void)
{
	uint32_t state;
	__asm__ volatile("rsil %0, 0" : "=a"(state));
	return 10000;
}

/* Asked for a report meanwhile. */
static void masked(void)
{
	uint32_t state;
	__asm__ volatile("rsil %0, 3" : "=a"(state));
	ets_delay_us(200000);
	LINE("level", level());
}

/* c_exit of XS in a function that a task of the SDK has called: it cannot yield. */
static void exitInATask(void *refcon)
{
	(void)refcon;
	system_restart();
	for (;;)
		esp_yield();
}

static void hangInATask(void *refcon)
{
	(void)refcon;
	ets_delay_us(1000000);
}

static void later(void (*run)(void *))
{
	static uint32_t timer[8];
	ets_timer_setfn(timer, run, NULL);
	ets_timer_arm_new(timer, 10, false, true);
}

static void writeFlash(void)
{
	uint32_t word = 0;
	for (unsigned i = 0; i < 8; i++) {
		ets_delay_us(1000000);
		if (i & 1)
			spi_flash_write(0x200000, &word, 4);
		else
			spi_flash_erase_sector(0x200);
	}
}

static void reachRtc(void)
{
	uint32_t words[2] = {0x11111111, 0x22222222};
	uint32_t last = 0;
	LINE("refused", system_rtc_mem_write(191, words, 8), system_rtc_mem_write(192, words, 4),
		system_rtc_mem_write(128, NULL, 4), system_rtc_mem_write(128, (uint8_t *)words + 1, 4));
	uint32_t done = system_rtc_mem_write(190, words, 5);
	system_rtc_mem_read(191, &last, 1);
	LINE("whole-words", done, last, system_rtc_mem_read(10, &last, 4));
}

static void start(uint32_t how)
{
	uint32_t word = 0;
	if (how == HANG_LATER)
		delay(1500);
	if (how == HANG_WITHOUT_SOFT)
		system_soft_wdt_stop();
	if (how == HANG || how == HANG_WITHOUT_SOFT || how == HANG_LATER)
		for (;;)
			;
	if (how == ASK_TO_RESTART)
		system_restart();
	if (how == RESTART_IN_A_TASK)
		later(exitInATask);
	if (how == HANG_IN_A_TASK)
		later(hangInATask);
	if (how == OVER_THE_SYSTEM)
		system_rtc_mem_write(10, &word, 4);
	if (how == MASKED)
		masked();
	if (how == WRITE_FLASH)
		writeFlash();
	if (how == FEED)
		for (unsigned i = 0; i < 8; i++) {
			ets_delay_us(1000000);
			system_soft_wdt_feed();
		}
}

/* The last is FRC2 in steps of 4 ms: it counts 312.5 in a millisecond. */
static void tellClocks(void)
{
	uint32_t cycles;
	__asm__ volatile("rsr %0, ccount" : "=a"(cycles));
	LINE("clocks", millis(), system_get_time(), cycles, REGISTER(0x60000624) / 1250);
}

void setup(void)
{
	uint32_t word = 0x600DF00D;
	uint32_t kept;
	uint32_t how = chosen();
	system_rtc_mem_read(128, &kept, 4);
	LINE("start", how, kept, inDataRam, inInstructionRam);
	tellClocks();
	reachRtc();
	system_rtc_mem_write(128, &word, 4);
	inDataRam = inInstructionRam = 1;
	start(how);
	say("set up\n");
	if (how == ASK_TO_RESTART)
		delay(60);
	if (how == ASK_TO_RESTART)
		system_restart();
}

void loop(void)
{
	delay(10);
}
