#define _GNU_SOURCE
#include "tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "connection.h"
#include "events.h"
#include "interfaces.h"
#include "peripherals.h"

/* The host's sockets are looked at this often. */
#define LOOK_NS (2 * NS_PER_MS)
#define IMAGE_PORT 80
#define FIRST_GUEST_PORT 40000
#define CONNECT_MS 2000

static Connection *connections;
static int listener = -1;
static uint16_t guestPort = FIRST_GUEST_PORT;
static unsigned guests;
static uint64_t lookAt;

static struct sockaddr_in loopback(unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

void tcpReset(void)
{
	while (connections) {
		Connection *c = connections;
		connections = c->next;
		connectionDrop(c);
		free(c);
	}
	guests = 0;
	lookAt = 0;
}

void tcpListen(unsigned port)
{
	struct sockaddr_in address = loopback(port);
	int yes = 1;
	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 16)) {
		perror("--listen");
		exit(64);
	}
}

static Connection *add(void)
{
	Connection *c = calloc(1, sizeof(Connection));
	c->socket = -1;
	c->next = connections;
	connections = c;
	c->sent = c->acknowledged = peripheralsRandom();
	return c;
}

static Connection *find(const Segment *segment)
{
	for (Connection *c = connections; c; c = c->next) {
		bool ports = c->imagePort == segment->fromPort && c->peerPort == segment->toPort;
		if (c->state != CLOSED && ports && c->peerAddress == segment->to)
			return c;
	}
	return NULL;
}

static int connectHost(unsigned port)
{
	struct sockaddr_in address = loopback(port);
	int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (!connect(s, (struct sockaddr *)&address, sizeof(address)))
		return s;
	struct pollfd waiting = {s, POLLOUT, 0};
	int error = errno == EINPROGRESS ? 0 : errno;
	socklen_t size = sizeof(error);
	if (!error && poll(&waiting, 1, CONNECT_MS) == 1)
		getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &size);
	else
		error = ETIMEDOUT;
	if (!error)
		return s;
	close(s);
	return -1;
}

static void openFromImage(const Segment *segment)
{
	Connection *c = add();
	c->imageAddress = segment->from;
	c->peerAddress = segment->to;
	c->imagePort = segment->fromPort;
	c->peerPort = segment->toPort;
	c->expected = segment->sequence + 1;
	c->window = segment->window;
	c->socket = connectHost(segment->toPort);
	eventSayNumber(c->socket < 0 ? "tcp-refused" : "tcp-open", "port", segment->toPort);
	if (c->socket < 0) {
		connectionSend(c, TCP_RST | TCP_ACK, NULL, 0, 0);
		c->state = CLOSED;
		return;
	}
	c->state = OPENED_BY_IMAGE;
	connectionSend(c, TCP_SYN | TCP_ACK, NULL, 0, c->sent);
	c->sent++;
}

static void answerGuest(Connection *c, const Segment *segment)
{
	c->expected = segment->sequence + 1;
	c->acknowledged = c->sent = segment->acknowledged;
	c->window = segment->window;
	c->state = ESTABLISHED;
	c->attempts = 0;
	connectionSend(c, TCP_ACK, NULL, 0, c->sent);
}

/* Nobody knows this connection: it was of an earlier start, or is over (RFC 793, 3.4). */
static void refuse(const Segment *segment)
{
	if (segment->flags & TCP_RST || !segment->bytes)
		return;
	packetsSendSegment(&(Segment){
		.from = segment->to,
		.to = segment->from,
		.fromPort = segment->toPort,
		.toPort = segment->fromPort,
		.sequence = segment->acknowledged,
		.flags = TCP_RST,
	});
}

void tcpReceive(const uint8_t *packet, unsigned bytes)
{
	Segment segment;
	if (!packetsReadSegment(packet, bytes, &segment))
		return;
	Connection *c = find(&segment);
	unsigned opening = segment.flags & (TCP_SYN | TCP_ACK);
	if (opening == TCP_SYN) {
		if (c && c->expected == segment.sequence + 1)
			return; /* the same once more: the answer is on its way */
		if (c)
			connectionDrop(c);
		openFromImage(&segment);
	}
	else if (!c)
		refuse(&segment);
	else if (c->state == OPENED_BY_HOST && opening == (TCP_SYN | TCP_ACK))
		answerGuest(c, &segment);
	else
		connectionTake(c, &segment);
}

static void acceptGuests(void)
{
	if (listener < 0 || !interfacesUp())
		return;
	int s = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (s < 0)
		return;
	Connection *c = add();
	c->socket = s;
	c->imageAddress = interfaceOwn.up ? OWN_ADDRESS : STATION_ADDRESS;
	c->peerAddress = interfaceOwn.up ? GUEST_ADDRESS : GATEWAY_ADDRESS;
	c->imagePort = IMAGE_PORT;
	c->peerPort = guestPort++;
	if (guestPort < FIRST_GUEST_PORT)
		guestPort = FIRST_GUEST_PORT;
	c->state = OPENED_BY_HOST;
	guests++;
	eventSayNumber("visitor", "port", c->peerPort);
	connectionSend(c, TCP_SYN, NULL, 0, c->sent);
	c->sent++;
}

static void forgetClosed(void)
{
	for (Connection **place = &connections; *place;) {
		Connection *c = *place;
		if (c->state == CLOSED) {
			*place = c->next;
			free(c);
		}
		else
			place = &c->next;
	}
}

uint64_t tcpNextMoment(void)
{
	return connections || listener >= 0 ? lookAt : NEVER;
}

void tcpAdvance(uint64_t now)
{
	if (now < lookAt)
		return;
	lookAt = now + LOOK_NS;
	acceptGuests();
	for (Connection *c = connections; c; c = c->next)
		connectionAdvance(c, now);
	forgetClosed();
}

unsigned tcpGuests(void)
{
	return guests;
}
