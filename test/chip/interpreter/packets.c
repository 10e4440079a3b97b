#include "packets.h"

#include <string.h>

#include "link.h"

#define IP_HEAD 20
#define TCP_HEAD 20
#define UDP_HEAD 8
#define SEGMENT_OPTION 4
#define MOST_SEGMENT 1460
#define TIME_TO_LIVE 64

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static unsigned read16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static void write16(uint8_t *at, unsigned value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void write32(uint8_t *at, uint32_t value)
{
	write16(at, value >> 16);
	write16(at + 2, value & 0xFFFF);
}

static unsigned checksum(const uint8_t *at, unsigned bytes, uint32_t sum)
{
	for (unsigned i = 0; i + 1 < bytes; i += 2)
		sum += read16(at + i);
	if (bytes & 1)
		sum += at[bytes - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return ~sum & 0xFFFF;
}

static unsigned headBytes(const uint8_t *packet)
{
	return (packet[0] & 15) * 4;
}

unsigned packetsProtocol(const uint8_t *packet, unsigned bytes)
{
	if (bytes < IP_HEAD || packet[0] >> 4 != 4 || read16(packet + 2) > bytes)
		return 0;
	return packet[9];
}

uint32_t packetsDestination(const uint8_t *packet)
{
	return read32(packet + 16);
}

int packetsReadSegment(const uint8_t *packet, unsigned bytes, Segment *segment)
{
	unsigned ip = headBytes(packet);
	unsigned total = read16(packet + 2);
	if (total > bytes || total < ip + TCP_HEAD)
		return 0;
	const uint8_t *head = packet + ip;
	unsigned length = (head[12] >> 4) * 4;
	if (total < ip + length)
		return 0;
	*segment = (Segment){
		.from = read32(packet + 12),
		.to = read32(packet + 16),
		.fromPort = read16(head),
		.toPort = read16(head + 2),
		.sequence = read32(head + 4),
		.acknowledged = read32(head + 8),
		.flags = head[13],
		.window = read16(head + 14),
		.data = head + length,
		.bytes = total - ip - length,
	};
	return 1;
}

int packetsReadDatagram(const uint8_t *packet, unsigned bytes, Datagram *datagram)
{
	unsigned ip = headBytes(packet);
	unsigned total = read16(packet + 2);
	if (total > bytes || total < ip + UDP_HEAD)
		return 0;
	const uint8_t *head = packet + ip;
	*datagram = (Datagram){
		.from = read32(packet + 12),
		.to = read32(packet + 16),
		.fromPort = read16(head),
		.toPort = read16(head + 2),
		.data = head + UDP_HEAD,
		.bytes = total - ip - UDP_HEAD,
	};
	return 1;
}

static void writeIp(uint8_t *packet, unsigned total, unsigned protocol, uint32_t from, uint32_t to)
{
	memset(packet, 0, IP_HEAD);
	packet[0] = 0x45;
	write16(packet + 2, total);
	packet[8] = TIME_TO_LIVE;
	packet[9] = protocol;
	write32(packet + 12, from);
	write32(packet + 16, to);
	write16(packet + 10, checksum(packet, IP_HEAD, 0));
}

/* The sum of the pseudo header that TCP and UDP put before themselves. */
static uint32_t pseudo(uint32_t from, uint32_t to, unsigned protocol, unsigned bytes)
{
	return (from >> 16) + (from & 0xFFFF) + (to >> 16) + (to & 0xFFFF) + protocol + bytes;
}

void packetsSendSegment(const Segment *segment)
{
	uint8_t packet[MOST_PACKET_BYTES] = {0};
	unsigned option = segment->flags & TCP_SYN ? SEGMENT_OPTION : 0;
	unsigned length = TCP_HEAD + option + segment->bytes;
	uint8_t *head = packet + IP_HEAD;

	writeIp(packet, IP_HEAD + length, PROTOCOL_TCP, segment->from, segment->to);
	write16(head, segment->fromPort);
	write16(head + 2, segment->toPort);
	write32(head + 4, segment->sequence);
	write32(head + 8, segment->acknowledged);
	head[12] = (TCP_HEAD + option) / 4 << 4;
	head[13] = segment->flags;
	write16(head + 14, segment->window);
	if (option) {
		head[20] = 2;
		head[21] = SEGMENT_OPTION;
		write16(head + 22, MOST_SEGMENT);
	}
	if (segment->bytes)
		memcpy(head + TCP_HEAD + option, segment->data, segment->bytes);
	uint32_t sum = pseudo(segment->from, segment->to, PROTOCOL_TCP, length);
	write16(head + 16, checksum(head, length, sum));
	linkSend(packet, IP_HEAD + length);
}

void packetsSendDatagram(const Datagram *datagram)
{
	uint8_t packet[MOST_PACKET_BYTES] = {0};
	unsigned length = UDP_HEAD + datagram->bytes;
	uint8_t *head = packet + IP_HEAD;

	writeIp(packet, IP_HEAD + length, PROTOCOL_UDP, datagram->from, datagram->to);
	write16(head, datagram->fromPort);
	write16(head + 2, datagram->toPort);
	write16(head + 4, length);
	memcpy(head + UDP_HEAD, datagram->data, datagram->bytes);
	uint32_t sum = pseudo(datagram->from, datagram->to, PROTOCOL_UDP, length);
	write16(head + 6, checksum(head, length, sum));
	linkSend(packet, IP_HEAD + length);
}
