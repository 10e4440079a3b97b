/* IPv4, TCP and UDP headers: RFC 791, 793, 768. */
#ifndef PACKETS_H
#define PACKETS_H

#include <stdint.h>

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

typedef struct {
	uint32_t from, to;
	uint16_t fromPort, toPort;
	uint32_t sequence, acknowledged;
	unsigned flags;
	unsigned window;
	const uint8_t *data;
	unsigned bytes;
} Segment;

typedef struct {
	uint32_t from, to;
	uint16_t fromPort, toPort;
	const uint8_t *data;
	unsigned bytes;
} Datagram;

/* 0 when it is no whole IPv4 packet. */
unsigned packetsProtocol(const uint8_t *packet, unsigned bytes);
uint32_t packetsDestination(const uint8_t *packet);

/* False when the lengths do not fit. */
int packetsReadSegment(const uint8_t *packet, unsigned bytes, Segment *segment);
int packetsReadDatagram(const uint8_t *packet, unsigned bytes, Datagram *datagram);

/* Into the link, with checksums. */
void packetsSendSegment(const Segment *segment);
void packetsSendDatagram(const Datagram *datagram);

#endif
