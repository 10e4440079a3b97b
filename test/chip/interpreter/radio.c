#define _GNU_SOURCE
#include "radio.h"

#include <string.h>

#include "clock.h"
#include "cpu.h"
#include "events.h"
#include "interfaces.h"
#include "link.h"
#include "memory.h"
#include "radio-setup.h"
#include "stand-ins.h"

#define ASSOCIATION_NS (1500 * NS_PER_MS)
#define ADDRESS_NS (2500 * NS_PER_MS)
#define FAILURE_NS (3000 * NS_PER_MS)

/* station_status_t of the SDK's user_interface.h. */
enum { IDLE = 0, CONNECTING = 1, WRONG_PASSWORD = 2, NOT_FOUND = 3, GOT_ADDRESS = 5 };
/* Its events, and the reasons of a disconnection. */
enum { EVENT_CONNECTED = 0, EVENT_DISCONNECTED = 1, EVENT_GOT_ADDRESS = 3 };
enum { LEFT = 8, HANDSHAKE_TIMEOUT = 15, BEACONS_LOST = 200, NO_ACCESS_POINT = 201 };

/* System_Event_t: the number, then what the kind of event tells. */
#define EVENT LENT_BASE
#define EVENT_BYTES 64
#define EVENT_INFO 4
#define SSID_BYTES 32
#define DISCONNECT_REASON (EVENT_INFO + SSID_BYTES + 1 + 6)

static uint32_t handler;
static unsigned status;
static bool wanted; /* the application has asked for the network and not left it */
static uint64_t associateAt, addressAt, failAt, leaveAt;
static bool lost, refuses; /* of the world: they survive a restart */
static bool wasLost;

void radioReset(void)
{
	handler = 0;
	status = IDLE;
	wanted = false;
	associateAt = addressAt = failAt = leaveAt = NEVER;
	wasLost = lost;
	radioSetupReset();
}

bool radioHasAddress(void)
{
	return status == GOT_ADDRESS;
}

void radioLose(bool now)
{
	lost = now;
}

void radioRefuse(bool now)
{
	refuses = now;
}

static void tell(unsigned event, unsigned reason)
{
	uint8_t *at = memoryPlain(EVENT, EVENT_BYTES);
	unsigned length = (unsigned)strnlen(radioSetupName(), SSID_BYTES);
	memset(at, 0, EVENT_BYTES);
	at[0] = event;
	if (event == EVENT_GOT_ADDRESS)
		interfaceTell(&interfaceStation, at + EVENT_INFO);
	else {
		memcpy(at + EVENT_INFO, radioSetupName(), length);
		at[EVENT_INFO + SSID_BYTES] = length;
	}
	if (event == EVENT_DISCONNECTED)
		at[DISCONNECT_REASON] = reason;
	CALL_IMAGE(handler, EVENT);
}

/*
 * From here the chip tries until it succeeds or the application leaves: the SDK connects again by
 * itself.
 */
static void attempt(uint64_t now)
{
	associateAt = addressAt = failAt = NEVER;
	if (lost || refuses) {
		failAt = now + FAILURE_NS;
		return;
	}
	associateAt = now + ASSOCIATION_NS;
	addressAt = now + ADDRESS_NS;
}

static void goDown(const char *cause)
{
	if (status == GOT_ADDRESS)
		linkStation(false);
	eventSayText("wifi-down", "cause", cause);
}

static void fail(uint64_t now)
{
	status = lost ? NOT_FOUND : WRONG_PASSWORD;
	goDown(lost ? "no access point" : "password refused");
	attempt(now);
	tell(EVENT_DISCONNECTED, lost ? NO_ACCESS_POINT : HANDSHAKE_TIMEOUT);
}

static void changeOfWorld(uint64_t now)
{
	if (lost == wasLost)
		return;
	wasLost = lost;
	if (!wanted)
		return;
	if (!lost) {
		attempt(now);
		return;
	}
	if (status == GOT_ADDRESS || status == CONNECTING) {
		goDown("lost");
		status = CONNECTING;
		attempt(now);
		tell(EVENT_DISCONNECTED, BEACONS_LOST);
	}
}

uint64_t radioNextMoment(void)
{
	uint64_t next = associateAt;
	uint64_t others[] = {addressAt, failAt, leaveAt, lost == wasLost ? NEVER : 0};
	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i] < next)
			next = others[i];
	return next;
}

void radioAdvance(uint64_t now)
{
	changeOfWorld(now);
	if (now >= leaveAt) {
		leaveAt = NEVER;
		tell(EVENT_DISCONNECTED, LEFT);
	}
	if (now >= failAt)
		fail(now);
	if (now >= associateAt) {
		associateAt = NEVER;
		tell(EVENT_CONNECTED, 0);
	}
	if (now >= addressAt) {
		addressAt = NEVER;
		status = GOT_ADDRESS;
		linkStation(true);
		eventSay("wifi-up");
		tell(EVENT_GOT_ADDRESS, 0);
	}
}

static void setHandler(void)
{
	handler = argument(0);
}

static void connect(void)
{
	eventBegin("wifi-join");
	eventTextOf("ssid", radioSetupName(), SSID_BYTES);
	eventEnd();
	if (status == GOT_ADDRESS)
		linkStation(false);
	wanted = true;
	wasLost = lost;
	leaveAt = NEVER;
	status = CONNECTING;
	attempt(clockNow());
	giveBack(1);
}

void radioLeave(void)
{
	if (wanted)
		leaveAt = clockNow();
	if (status == GOT_ADDRESS)
		goDown("left");
	wanted = false;
	status = IDLE;
	associateAt = addressAt = failAt = NEVER;
}

static void disconnect(void)
{
	radioLeave();
	giveBack(1);
}

static void connectStatus(void)
{
	giveBack(status);
}

static void strength(void)
{
	giveBack(status == GOT_ADDRESS ? (uint32_t)-61 : 31); /* 31: the SDK's word for none */
}

static void yes(void)
{
	giveBack(1);
}

void radioAdd(void)
{
	static const Named list[] = {
		{"wifi_set_event_handler_cb", setHandler},
		{"wifi_station_connect", connect},
		{"wifi_station_disconnect", disconnect},
		{"wifi_station_get_connect_status", connectStatus},
		{"wifi_station_get_rssi", strength},
		{"wifi_station_set_auto_connect", yes},
		{"wifi_station_set_reconnect_policy", yes},
		{"wifi_station_dhcpc_start", yes},
		{"wifi_station_dhcpc_stop", yes},
		{NULL, NULL},
	};
	standInsAdd(list);
	radioSetupAdd();
}
