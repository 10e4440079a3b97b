/* The watchdog, and what a restart leaves. */
#include "program.h"

bool system_rtc_mem_read(uint8_t block, void *to, uint16_t bytes);
bool system_rtc_mem_write(uint8_t block, const void *from, uint16_t bytes);

enum { HANG = 100, HANG_WITHOUT_SOFT = 101, ASK_TO_RESTART = 102, FEED = 103 };

static uint32_t inDataRam;
static uint32_t inInstructionRam DATA_IN_RAM = 0xAAAA5555;

static void start(uint32_t how)
{
	if (how == HANG_WITHOUT_SOFT)
		system_soft_wdt_stop();
	if (how == HANG || how == HANG_WITHOUT_SOFT)
		for (;;)
			;
	if (how == ASK_TO_RESTART)
		system_restart();
	if (how == FEED)
		for (unsigned i = 0; i < 8; i++) {
			ets_delay_us(1000000);
			system_soft_wdt_feed();
		}
}

void setup(void)
{
	uint32_t word = 0x600DF00D;
	uint32_t kept;
	uint32_t how = chosen();
	system_rtc_mem_read(128, &kept, 4);
	LINE("start", how, kept, inDataRam, inInstructionRam);
	LINE("system-block", system_rtc_mem_write(10, &word, 4), system_rtc_mem_write(191, &word, 8));
	system_rtc_mem_write(128, &word, 4);
	inDataRam = inInstructionRam = 1;
	start(how);
	say("set up\n");
}

void loop(void)
{
	delay(10);
}
