#define _GNU_SOURCE
#include "link.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "cpu.h"
#include "image.h"
#include "interfaces.h"
#include "memory.h"
#include "names.h"
#include "packets.h"
#include "stand-ins.h"
#include "tcp.h"

#define LATENCY_NS (4 * NS_PER_MS)
/*
 * user_start of the SDK's libmain arms an os_timer for lwip's timers; lwip alone wants
 * TCP_TMR_INTERVAL.
 */
#define CHECK_TIMEOUTS_NS (25 * NS_PER_MS)
#define TCP_TIMER_NS (250 * NS_PER_MS)

/* lwip 1.4 as Espressif changed it: struct pbuf, enum pbuf_layer and pbuf_type. */
enum { PBUF_NEXT = 0, PBUF_PAYLOAD = 4, PBUF_TOTAL = 8, PBUF_LENGTH = 10 };
#define PBUF_RAW 3
#define PBUF_POOL 3

typedef struct Packet {
	struct Packet *next;
	uint64_t at;
	unsigned bytes;
	uint8_t data[MOST_PACKET_BYTES];
} Packet;

static Packet *packets;
static bool cut;
static bool stack; /* the image has lwip */
static uint64_t timersAt;
static struct {
	uint32_t checkTimeouts, tcpTimer, allocate, input;
} lwip;
static LinkCounts counts;

static void forgetPackets(void)
{
	while (packets) {
		Packet *packet = packets;
		packets = packet->next;
		free(packet);
	}
}

void linkReset(void)
{
	forgetPackets();
	tcpReset();
	interfacesReset();
	stack = false;
}

void linkStart(void)
{
	stack = imageSymbol("lwip_init") && imageSymbol("netif_add");
	if (!stack)
		return;
	lwip.checkTimeouts = imageSymbol("sys_check_timeouts");
	lwip.tcpTimer = imageSymbol("tcp_tmr");
	lwip.allocate = imageSymbol("pbuf_alloc");
	lwip.input = imageSymbol("ip_input");
	cpuCall(imageSymbol("lwip_init"), 0, NULL);
	interfaceAdd(&interfaceStation);
	interfaceMakeDefault(&interfaceStation);
	timersAt = clockNow();
}

void linkStation(bool up)
{
	if (!stack)
		return;
	interfaceSet(&interfaceStation, up);
	if (!up)
		forgetPackets();
}

void linkAccessPoint(bool up)
{
	if (!stack || up == interfaceOwn.up)
		return;
	interfaceSet(&interfaceOwn, up);
	if (!interfaceStation.up || !up)
		interfaceMakeDefault(up ? &interfaceOwn : &interfaceStation);
}

void linkCut(bool now)
{
	cut = now;
}

void linkSend(const uint8_t *data, unsigned bytes)
{
	if (cut || bytes > MOST_PACKET_BYTES)
		return;
	Packet *packet = calloc(1, sizeof(Packet));
	Packet **place = &packets;
	packet->at = clockNow() + LATENCY_NS;
	packet->bytes = bytes;
	memcpy(packet->data, data, bytes);
	while (*place)
		place = &(*place)->next;
	*place = packet;
}

static const uint8_t *payloadOf(uint32_t piece, uint32_t length)
{
	return memoryFrom(memoryLoad32(piece + PBUF_PAYLOAD), length, "packet nowhere");
}

/* netif->output(netif, pbuf, address): what the image sends. */
static void output(void)
{
	uint8_t data[MOST_PACKET_BYTES];
	unsigned bytes = 0;
	const Interface *interface = interfaceOf(argument(0));
	for (uint32_t piece = argument(1); piece; piece = memoryLoad32(piece + PBUF_NEXT)) {
		uint32_t length = memoryLoadOther(piece + PBUF_LENGTH, 2);
		if (bytes + length > sizeof(data))
			break;
		if (length)
			memcpy(data + bytes, payloadOf(piece, length), length);
		bytes += length;
	}
	giveBack(0);
	if (cut || !interface->up)
		return;
	counts.packets++;
	counts.bytes += bytes;
	if (packetsProtocol(data, bytes) == PROTOCOL_TCP)
		tcpReceive(data, bytes);
	else if (packetsProtocol(data, bytes) == PROTOCOL_UDP)
		namesReceive(data, bytes);
}

static void deliver(const Packet *packet)
{
	uint32_t to = packetsDestination(packet->data);
	const Interface *interface = to == OWN_ADDRESS ? &interfaceOwn : &interfaceStation;
	if (cut || !interface->up)
		return;
	uint32_t buffer = CALL_IMAGE(lwip.allocate, PBUF_RAW, packet->bytes, PBUF_POOL);
	if (!buffer) {
		counts.noMemory++;
		return;
	}
	unsigned done = 0;
	uint32_t piece = buffer;
	for (; piece && done < packet->bytes; piece = memoryLoad32(piece + PBUF_NEXT)) {
		uint32_t length = memoryLoadOther(piece + PBUF_LENGTH, 2);
		uint32_t payload = memoryLoad32(piece + PBUF_PAYLOAD);
		memcpy(memoryTo(payload, length, "packet nowhere"), packet->data + done, length);
		done += length;
	}
	counts.delivered++;
	CALL_IMAGE(lwip.input, buffer, interface->netif);
}

static void runTimers(uint64_t now)
{
	if (now < timersAt)
		return;
	timersAt = now + (lwip.checkTimeouts ? CHECK_TIMEOUTS_NS : TCP_TIMER_NS);
	cpuCall(lwip.checkTimeouts ? lwip.checkTimeouts : lwip.tcpTimer, 0, NULL);
}

uint64_t linkNextMoment(void)
{
	if (!stack)
		return NEVER;
	uint64_t next = interfacesUp() ? tcpNextMoment() : NEVER;
	if (packets && packets->at < next)
		next = packets->at;
	return timersAt < next ? timersAt : next;
}

void linkAdvance(uint64_t now)
{
	if (!stack)
		return;
	runTimers(now);
	if (interfacesUp())
		tcpAdvance(now);
	while (packets && packets->at <= clockNow()) {
		Packet *packet = packets;
		packets = packet->next;
		deliver(packet);
		free(packet);
	}
}

unsigned linkGuests(void)
{
	return interfaceOwn.up ? tcpGuests() : 0;
}

const LinkCounts *linkCounts(void)
{
	return &counts;
}

void linkAdd(void)
{
	interfacesAdd();
	standInsAddAt(INTERFACE_OUTPUT, output);
}
