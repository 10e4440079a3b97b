/*
 * Joins a network and tells what the radio says; an os_timer counts meanwhile. --reason 1: asks for
 * a restart in between.
 */
#include "program.h"

typedef struct {
	uint32_t event;
	uint8_t info[60];
} Event;

bool wifi_set_opmode_current(uint8_t mode);
bool wifi_station_set_config_current(void *config);
bool wifi_station_connect(void);
uint8_t wifi_station_get_connect_status(void);
void wifi_set_event_handler_cb(void (*handler)(Event *event));
bool wifi_set_sleep_type(uint32_t type);
void ets_timer_setfn(void *timer, void (*run)(void *), void *refcon);
void ets_timer_arm_new(void *timer, uint32_t time, bool repeats, bool milliseconds);

#define REASON (32 + 1 + 6)

static uint32_t timer[8];
static volatile uint32_t ticks;
static struct {
	char name[32];
	char password[64];
	uint32_t rest[4];
} station = {"home", "secret", {0}};

static void hear(Event *event)
{
	LINE("event", event->event, event->event == 1 ? event->info[REASON] : 0,
		wifi_station_get_connect_status());
}

static void tick(void *refcon)
{
	ticks += (uint32_t)(uintptr_t)refcon;
}

void setup(void)
{
	wifi_set_opmode_current(1);
	wifi_set_sleep_type(2);
	wifi_station_set_config_current(&station);
	wifi_set_event_handler_cb(hear);
	wifi_station_connect();
	ets_timer_setfn(timer, tick, (void *)2);
	ets_timer_arm_new(timer, 100, true, true);
}

void loop(void)
{
	static unsigned turn;
	delay(1000);
	if (chosen() == 1 && ++turn == 4)
		system_restart();
	LINE("ticks", ticks);
}
