/*
 * The two network interfaces that the SDK gives lwip: the station, and the board as an access
 * point.
 */
#ifndef INTERFACES_H
#define INTERFACES_H

#include <stdbool.h>
#include <stdint.h>

/* Addresses as numbers: 10.0.0.2 is 0x0A000002. */
#define STATION_ADDRESS 0x0A000002u
#define GATEWAY_ADDRESS 0x0A000001u
#define OWN_ADDRESS 0xC0A80401u   /* as an access point: 192.168.4.1 */
#define GUEST_ADDRESS 0xC0A80402u /* who visits it */

typedef struct {
	uint32_t netif; /* address of the image's structure */
	uint32_t address, gateway;
	bool added, up;
} Interface;

extern Interface interfaceStation, interfaceOwn;

void interfacesAdd(void); /* the stand-ins */
void interfacesReset(void);

/* netif_add; lwip is initialised. */
void interfaceAdd(Interface *interface);

/* netif_set_up, netif_set_down */
void interfaceSet(Interface *interface, bool up);
void interfaceMakeDefault(const Interface *interface);

/* The one that the image means by this structure. */
const Interface *interfaceOf(uint32_t netif);
bool interfacesUp(void);

/* struct ip_info: address, mask, gateway in network order. */
void interfaceTell(const Interface *interface, uint8_t *to);

#endif
