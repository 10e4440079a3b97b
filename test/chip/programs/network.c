/*
 * In the place of lwip, just enough of it to talk over the interpreter's link: asks for names,
 * opens a connection to the port that --reason names, and answers one visitor on port 80. Lines
 * tell what arrives. A server that says "reset!" is reset, one that says "wait!" finds the window
 * closed, and there is no memory for the first long packet.
 */
#include "program.h"

typedef struct pbuf {
	struct pbuf *next;
	uint8_t *payload;
	uint16_t total, length;
} pbuf;

typedef struct netif netif;
typedef int (*Output)(netif *interface, pbuf *packet, void *to);
struct netif {
	uint32_t words[5];
	Output output;
	uint32_t rest[10];
};

bool wifi_station_connect(void);
uint8_t wifi_station_get_connect_status(void);

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { IP = 20, TCP = 20, UDP = 8, OWN_PORT = 5000, CONNECTED = 5, LONG = 500 };

typedef struct {
	uint16_t own, other;
	uint32_t sent, expected;
	bool open, full;
} Peer;

static netif *station;
static Peer server = {.own = OWN_PORT, .sent = 1000};
static Peer visitor = {.sent = 77000};
static uint8_t in[1600], out[600];
static pbuf inBuffer, outBuffer;
static uint32_t badSums;

void lwip_init(void)
{
}

netif *netif_add(netif *interface, void *address, void *mask, void *gateway, void *state,
	int (*start)(netif *), void *input)
{
	(void)address, (void)mask, (void)gateway, (void)state, (void)input;
	start(interface);
	return interface;
}

void netif_set_default(netif *interface)
{
	station = interface;
}

void netif_set_up(netif *interface)
{
	LINE("interface-up", interface == station);
}

void netif_set_down(netif *interface)
{
	LINE("interface-down", interface == station);
}

pbuf *pbuf_alloc(int layer, uint16_t bytes, int type)
{
	static bool refused;
	(void)layer, (void)type;
	if (bytes > LONG && !refused) {
		refused = true;
		return NULL;
	}
	inBuffer = (pbuf){NULL, in, bytes, bytes};
	return &inBuffer;
}

static uint32_t read16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static uint32_t read32(const uint8_t *at)
{
	return read16(at) << 16 | read16(at + 2);
}

static void write16(uint8_t *at, uint32_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void write32(uint8_t *at, uint32_t value)
{
	write16(at, value >> 16);
	write16(at + 2, value);
}

static uint32_t sum(const uint8_t *at, unsigned bytes, uint32_t start)
{
	for (unsigned i = 0; i < bytes; i++)
		start += i & 1 ? at[i] : at[i] << 8;
	while (start >> 16)
		start = (start & 0xFFFF) + (start >> 16);
	return start;
}

static void clear(unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		out[i] = 0;
}

static void sendIp(unsigned total, unsigned protocol, uint32_t to)
{
	out[0] = 0x45;
	write16(out + 2, total);
	out[9] = protocol;
	write32(out + 12, 0x0A000002);
	write32(out + 16, to);
	outBuffer = (pbuf){NULL, out, total, total};
	station->output(station, &outBuffer, NULL);
}

static void sendTcp(Peer *peer, unsigned flags, const char *text)
{
	unsigned bytes = 0;
	clear(IP + TCP);
	for (; text && text[bytes]; bytes++)
		out[IP + TCP + bytes] = text[bytes];
	write16(out + IP, peer->own);
	write16(out + IP + 2, peer->other);
	write32(out + IP + 4, peer->sent);
	write32(out + IP + 8, peer->expected);
	out[IP + 12] = 5 << 4;
	out[IP + 13] = flags;
	write16(out + IP + 14, peer->full ? 0 : 2000);
	peer->sent += bytes + (flags & (SYN | FIN) ? 1 : 0);
	sendIp(IP + TCP + bytes, 6, 0x0A000001);
}

static void ask(const char *labels, uint32_t to, unsigned fromPort, unsigned toPort)
{
	unsigned at = IP + UDP + 12;
	clear(at);
	out[IP + UDP + 1] = 42; /* id */
	out[IP + UDP + 5] = 1;
	for (; *labels; labels++)
		out[at++] = *labels < '0' ? *labels - ' ' : *labels; /* '%' is a length of 5 */
	out[at++] = 0;
	write32(out + at, 0x00010001);
	at += 4;
	write16(out + IP, fromPort);
	write16(out + IP + 2, toPort);
	write16(out + IP + 4, at - IP);
	sendIp(at, 17, to);
}

static void sayText(const char *word, const uint8_t *text, unsigned bytes)
{
	say(word);
	sayByte(' ');
	while (bytes--)
		sayByte(*text++);
	sayByte('\n');
}

static void hear(Peer *peer, unsigned flags, uint32_t sequence, const uint8_t *text, unsigned bytes)
{
	const char *word = peer == &server ? "server" : "visitor";
	if (flags & RST) {
		sayText(word, (const uint8_t *)"reset", 5);
		return;
	}
	if (flags & SYN) {
		peer->expected = sequence + 1;
		peer->open = true;
		if (flags & ACK)
			sendTcp(peer, PSH | ACK, "hello from the image");
		else
			sendTcp(peer, SYN | ACK, NULL);
		return;
	}
	if (sequence != peer->expected || peer->full) {
		sendTcp(peer, ACK, NULL);
		return;
	}
	peer->expected += bytes + (flags & FIN ? 1 : 0);
	if (bytes)
		sayText(word, text, bytes);
	if (bytes > 5 && text[5] == '!') {
		sendTcp(peer, RST | ACK, NULL);
		return;
	}
	peer->full = bytes > 4 && text[4] == '!';
	if (flags & FIN)
		sayText(word, (const uint8_t *)"ended", 5);
	if (bytes && peer == &visitor)
		sendTcp(peer, PSH | ACK, "answer");
	else if (bytes)
		sendTcp(peer, ACK, NULL);
	if (((flags & FIN) || (bytes && peer == &visitor)) && peer->open) {
		peer->open = false;
		sendTcp(peer, FIN | ACK, NULL);
	}
}

void ip_input(pbuf *packet, netif *interface)
{
	const uint8_t *at = packet->payload;
	unsigned bytes = packet->total - IP;
	const uint8_t *head = at + IP;
	uint32_t pseudo = sum(at + 12, 8, at[9] + bytes);
	if (interface != station || sum(at, IP, 0) != 0xFFFF || sum(head, bytes, pseudo) != 0xFFFF)
		LINE("bad-packet", ++badSums);
	if (at[9] == 17) {
		LINE("name", read16(head), read16(head + 2), read32(at + 16), read16(head + UDP),
			read16(head + bytes - 16), read32(head + bytes - 4));
		return;
	}
	Peer *peer = read16(head + 2) == 80 ? &visitor : &server;
	unsigned length = (head[12] >> 4) * 4;
	peer->own = read16(head + 2);
	peer->other = read16(head);
	hear(peer, head[13], read32(head + 4), head + length, bytes - length);
}

/* As long as a name may be: 255 bytes. */
static const char *longName(void)
{
	static char labels[255];
	for (unsigned at = 0; at < 254; at++)
		labels[at] = at % 16 ? 'n' : '/'; /* a length of 15 */
	labels[240] = '-'; /* 13 */
	return labels;
}

void setup(void)
{
	wifi_station_connect();
}

void loop(void)
{
	static bool asked;
	delay(10);
	if (asked || wifi_station_get_connect_status() != CONNECTED)
		return;
	asked = true;
	ask("$time'example", 0x0A000001, OWN_PORT, 53);
	ask("&broker%local", 0xE00000FB, OWN_PORT, 5353);
	ask("&broker%local", 0xE00000FB, 5353, 5353);
	ask("%other#com", 0xE00000FB, 5353, 5353);
	ask(longName(), 0x0A000001, OWN_PORT, 53);
	server.other = chosen();
	sendTcp(&server, SYN, NULL);
}
