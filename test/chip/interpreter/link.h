/*
 * The bridge between the image's lwip and the host: its interfaces (interfaces.c),
 * packets on their way, and behind them a peer that leads TCP to sockets of the host (tcp.c) and
 * answers names (names.c).
 */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stdint.h>

#define MOST_PACKET_BYTES 1600

void linkAdd(void); /* the stand-ins */
void linkReset(void);
void linkStart(void); /* lwip_init and the station's interface, when the image has lwip */

void linkStation(bool up);
void linkAccessPoint(bool up);

/* The script: packets vanish, nobody is told. */
void linkCut(bool cut);

/* An IP packet for the image; it arrives after the latency of the air. */
void linkSend(const uint8_t *packet, unsigned bytes);

uint64_t linkNextMoment(void);
void linkAdvance(uint64_t now);

/* Connections from the host to the image as an access point, since its start. */
unsigned linkGuests(void);

typedef struct {
	uint64_t packets, bytes, delivered, noMemory;
} LinkCounts;

const LinkCounts *linkCounts(void);

#endif
