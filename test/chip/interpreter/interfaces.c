#include "interfaces.h"

#include <stddef.h>

#include "cpu.h"
#include "image.h"
#include "memory.h"
#include "stand-ins.h"

/* struct netif of lwip 1.4 as Espressif changed it. */
enum { NETIF_OUTPUT = 20, NETIF_MTU = 48, NETIF_FLAGS = 57 };
#define FLAGS 0x92 /* broadcast, link, IGMP */
#define MTU 1500
#define NETIF_BYTES 128
#define NET_MASK 0xFFFFFF00u

#define ADDRESSES (LENT_BASE + 0x300)

Interface interfaceStation = {
	.netif = LENT_BASE + 0x200,
	.address = STATION_ADDRESS,
	.gateway = GATEWAY_ADDRESS,
};
Interface interfaceOwn = {
	.netif = LENT_BASE + 0x280,
	.address = OWN_ADDRESS,
	.gateway = OWN_ADDRESS,
};

void interfacesReset(void)
{
	interfaceStation.added = interfaceStation.up = false;
	interfaceOwn.added = interfaceOwn.up = false;
}

static uint32_t networkOrder(uint32_t value)
{
	return __builtin_bswap32(value);
}

void interfaceTell(const Interface *interface, uint8_t *to)
{
	uint32_t words[3] = {
		networkOrder(interface->address),
		networkOrder(NET_MASK),
		networkOrder(interface->gateway),
	};
	memcpy(to, words, sizeof(words));
}

void interfaceAdd(Interface *interface)
{
	memset(memoryPlain(interface->netif, NETIF_BYTES), 0, NETIF_BYTES);
	interfaceTell(interface, memoryPlain(ADDRESSES, 12));
	CALL_IMAGE(imageSymbol("netif_add"), interface->netif, ADDRESSES, ADDRESSES + 4, ADDRESSES + 8, 0,
		INTERFACE_START, imageSymbol("ip_input"));
	interface->added = true;
}

void interfaceSet(Interface *interface, bool up)
{
	if (interface->up == up)
		return;
	if (!interface->added)
		interfaceAdd(interface);
	interface->up = up;
	CALL_IMAGE(imageSymbol(up ? "netif_set_up" : "netif_set_down"), interface->netif);
}

void interfaceMakeDefault(const Interface *interface)
{
	CALL_IMAGE(imageSymbol("netif_set_default"), interface->netif);
}

const Interface *interfaceOf(uint32_t netif)
{
	return netif == interfaceOwn.netif ? &interfaceOwn : &interfaceStation;
}

bool interfacesUp(void)
{
	return interfaceStation.up || interfaceOwn.up;
}

/* netif_add calls it for what only the driver knows. */
static void start(void)
{
	uint32_t netif = argument(0);
	uint8_t *at = memoryTo(netif, NETIF_BYTES, "interface nowhere");
	memoryStore32(netif + NETIF_OUTPUT, INTERFACE_OUTPUT);
	at[NETIF_MTU] = MTU & 255;
	at[NETIF_MTU + 1] = MTU >> 8;
	at[NETIF_FLAGS] = FLAGS;
	giveBack(0);
}

/* eagle_lwip_getif(0: station, 1: access point) */
static void getInterface(void)
{
	const Interface *interface = argument(0) ? &interfaceOwn : &interfaceStation;
	giveBack(interface->added ? interface->netif : 0);
}

void interfacesAdd(void)
{
	static const Named list[] = {
		{"eagle_lwip_getif", getInterface},
		{NULL, NULL},
	};
	standInsAdd(list);
	standInsAddAt(INTERFACE_START, start);
}
