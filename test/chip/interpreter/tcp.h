/*
 * The peer of the image's TCP: each connection is one with a socket of 127.0.0.1 at the same port.
 * RFC 793, no options.
 */
#ifndef TCP_H
#define TCP_H

#include <stdint.h>

/* Closes all sockets: the chip has restarted, its connections are gone. */
void tcpReset(void);

/* The host's port that leads to the image's port 80. */
void tcpListen(unsigned port);

void tcpReceive(const uint8_t *packet, unsigned bytes);
uint64_t tcpNextMoment(void);
void tcpAdvance(uint64_t now);

/* Connections from the host since the last reset. */
unsigned tcpGuests(void);

#endif
