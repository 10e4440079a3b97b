/*
 * One connection between the image and a socket of the host: bytes on their way in both directions.
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "packets.h"

#define BUFFER_BYTES 8192

typedef enum { CLOSED, OPENED_BY_IMAGE, OPENED_BY_HOST, ESTABLISHED } ConnectionState;

typedef struct Connection {
	struct Connection *next;
	ConnectionState state;
	int socket; /* -1: closed */
	uint32_t imageAddress, peerAddress;
	uint16_t imagePort, peerPort;

	/* Towards the image: bytes of the host that are not acknowledged yet. */
	uint8_t toImage[BUFFER_BYTES];
	unsigned toImageBytes;
	uint32_t acknowledged, sent;
	unsigned window;
	bool hostEnded, endAcknowledged;

	/* Towards the host: bytes of the image that the socket has not taken yet. */
	uint8_t toHost[BUFFER_BYTES];
	unsigned toHostBytes;
	uint32_t expected;
	bool imageEnded, endPassed;

	uint64_t lastSendAt;
	unsigned attempts;
} Connection;

/* Sends a segment to the image. */
void connectionSend(Connection *c, unsigned flags, const uint8_t *data, unsigned bytes,
	uint32_t sequence);

/* A segment of the image for an open connection. */
void connectionTake(Connection *c, const Segment *segment);

/* Moves what can move now between socket and image. */
void connectionAdvance(Connection *c, uint64_t now);

/* Ends it without a word to the image. */
void connectionDrop(Connection *c);

#endif
