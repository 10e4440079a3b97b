#define _GNU_SOURCE
#include "connection.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chip.h"
#include "clock.h"
#include "events.h"

#define MOST_SEGMENT 1460u
#define RETRY_NS (1000 * NS_PER_MS)
/* Then the peer gives up, as a host's kernel does after minutes. */
#define MOST_ATTEMPTS 60

void connectionSend(Connection *c, unsigned flags, const uint8_t *data, unsigned bytes,
	uint32_t sequence)
{
	packetsSendSegment(&(Segment){
		.from = c->peerAddress,
		.to = c->imageAddress,
		.fromPort = c->peerPort,
		.toPort = c->imagePort,
		.sequence = sequence,
		.acknowledged = c->expected,
		.flags = flags,
		.window = BUFFER_BYTES - c->toHostBytes,
		.data = data,
		.bytes = bytes,
	});
	/* What the image has to acknowledge; an acknowledgement of ours waits for nothing. */
	if (bytes || flags & (TCP_SYN | TCP_FIN))
		c->lastSendAt = clockNow();
}

void connectionDrop(Connection *c)
{
	if (c->socket >= 0)
		close(c->socket);
	c->socket = -1;
	c->state = CLOSED;
}

/* The image has reset it: the host hears a reset, too, and no end of the stream. */
static void reset(Connection *c)
{
	struct linger none = {.l_onoff = 1, .l_linger = 0};
	if (c->socket >= 0)
		setsockopt(c->socket, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	connectionDrop(c);
}

static void tellClose(const Connection *c, const char *by)
{
	eventBegin("tcp-close");
	eventText("by", by);
	eventNumber("port", c->peerPort);
	eventEnd();
}

/* Bytes, and the end of the stream counts one. */
static unsigned inFlight(const Connection *c)
{
	return c->sent - c->acknowledged;
}

static void takeAcknowledgement(Connection *c, const Segment *segment)
{
	int32_t more = (int32_t)(segment->acknowledged - c->acknowledged);
	c->window = segment->window;
	if (!c->window)
		c->attempts = 0; /* it answers, only its application does not read (RFC 1122, 4.2.2.17) */
	/* After a retry `sent` lies behind what the image may have got already. */
	unsigned most = c->toImageBytes + (c->hostEnded ? 1 : 0) + (c->state == OPENED_BY_IMAGE ? 1 : 0);
	if (more <= 0 || (unsigned)more > most)
		return;
	c->attempts = 0;
	c->lastSendAt = clockNow(); /* the rest has its time from here (RFC 6298, 5.3) */
	c->acknowledged = segment->acknowledged;
	if ((int32_t)(c->sent - c->acknowledged) < 0)
		c->sent = c->acknowledged;
	if (c->state == OPENED_BY_IMAGE) {
		c->state = ESTABLISHED;
		more--;
	}
	unsigned bytes = (unsigned)more < c->toImageBytes ? (unsigned)more : c->toImageBytes;
	if (bytes < (unsigned)more)
		c->endAcknowledged = true;
	memmove(c->toImage, c->toImage + bytes, c->toImageBytes - bytes);
	c->toImageBytes -= bytes;
}

static void writeHost(Connection *c)
{
	if (c->socket < 0)
		return;
	if (c->toHostBytes) {
		bool full = c->toHostBytes > BUFFER_BYTES - MOST_SEGMENT;
		ssize_t bytes = send(c->socket, c->toHost, c->toHostBytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (bytes > 0) {
			memmove(c->toHost, c->toHost + bytes, c->toHostBytes - bytes);
			c->toHostBytes -= bytes;
			if (full)
				connectionSend(c, TCP_ACK, NULL, 0, c->sent); /* the window is open again */
		}
		else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
			c->toHostBytes = 0; /* nobody hears: reading tells the rest */
		}
	}
	if (c->imageEnded && !c->endPassed && !c->toHostBytes) {
		shutdown(c->socket, SHUT_WR);
		c->endPassed = true;
	}
}

/* In order only: what comes too early is sent again. */
static void takeData(Connection *c, const Segment *segment)
{
	uint32_t known = c->expected - segment->sequence;
	bool ends = segment->flags & TCP_FIN;
	if (known <= segment->bytes) {
		unsigned bytes = segment->bytes - known;
		unsigned room = BUFFER_BYTES - c->toHostBytes;
		if (bytes <= room && !c->imageEnded) {
			memcpy(c->toHost + c->toHostBytes, segment->data + known, bytes);
			c->toHostBytes += bytes;
			c->expected += bytes;
			if (ends) {
				c->expected++;
				c->imageEnded = true;
				tellClose(c, "image");
			}
			writeHost(c);
		}
	}
	connectionSend(c, TCP_ACK, NULL, 0, c->sent);
}

void connectionTake(Connection *c, const Segment *segment)
{
	if (segment->flags & TCP_RST) {
		writeHost(c); /* what came in order before was received */
		eventSayNumber("tcp-reset", "port", c->peerPort);
		reset(c);
		return;
	}
	if (segment->flags & TCP_ACK)
		takeAcknowledgement(c, segment);
	if (segment->bytes || (segment->flags & TCP_FIN))
		takeData(c, segment);
}

static void readHost(Connection *c)
{
	unsigned room = BUFFER_BYTES - c->toImageBytes;
	if (c->socket < 0 || c->hostEnded || room < MOST_SEGMENT)
		return;
	ssize_t bytes = recv(c->socket, c->toImage + c->toImageBytes, MOST_SEGMENT, MSG_DONTWAIT);
	if (bytes > 0) {
		c->toImageBytes += bytes;
		return;
	}
	if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	tellClose(c, "host");
	c->hostEnded = true;
	if (bytes < 0) {
		connectionSend(c, TCP_RST | TCP_ACK, NULL, 0, c->sent);
		connectionDrop(c);
	}
}

/*
 * One segment a time: about what a weak radio gets through in the two milliseconds between two
 * looks.
 */
static void sendImage(Connection *c)
{
	unsigned flight = inFlight(c);
	if (flight < c->toImageBytes && flight < c->window) {
		unsigned bytes = c->toImageBytes - flight;
		if (bytes > MOST_SEGMENT)
			bytes = MOST_SEGMENT;
		if (bytes > c->window - flight)
			bytes = c->window - flight;
		connectionSend(c, TCP_PSH | TCP_ACK, c->toImage + flight, bytes, c->sent);
		c->sent += bytes;
	}
	else if (c->hostEnded && !c->endAcknowledged && flight == c->toImageBytes) {
		connectionSend(c, TCP_FIN | TCP_ACK, NULL, 0, c->sent);
		c->sent++;
	}
}

/* What stays without an answer is sent again from the start; into a closed window, one byte. */
static void retry(Connection *c, uint64_t now)
{
	bool waits = inFlight(c) || c->toImageBytes || c->state != ESTABLISHED;
	if (!waits || now < c->lastSendAt + RETRY_NS)
		return;
	if (++c->attempts > MOST_ATTEMPTS) {
		connectionDrop(c);
		return;
	}
	if (c->state == OPENED_BY_IMAGE)
		connectionSend(c, TCP_SYN | TCP_ACK, NULL, 0, c->acknowledged);
	else if (c->state == OPENED_BY_HOST)
		connectionSend(c, TCP_SYN, NULL, 0, c->acknowledged);
	else if (!c->window && c->toImageBytes)
		connectionSend(c, TCP_PSH | TCP_ACK, c->toImage, 1, c->acknowledged);
	else
		c->sent = c->acknowledged;
	c->lastSendAt = now;
}

void connectionAdvance(Connection *c, uint64_t now)
{
	if (c->state == CLOSED)
		return;
	if (c->state == ESTABLISHED) {
		readHost(c);
		writeHost(c);
	}
	if (c->state == ESTABLISHED)
		sendImage(c);
	if (c->state != CLOSED)
		retry(c, now);
	if (c->endAcknowledged && c->endPassed)
		connectionDrop(c);
}
