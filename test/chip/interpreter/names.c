#include "names.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "events.h"
#include "interfaces.h"
#include "packets.h"

#define DNS_PORT 53
#define MDNS_PORT 5353
#define HEAD 12
#define MOST_NAME 255 /* on the wire: RFC 1035, 2.3.4 */
#define QUESTION_TAIL 4 /* type, class */
#define TYPE_ADDRESS 1
#define LIFE_SECONDS 120
#define MOST_ANSWER 512 /* RFC 1035, 2.3.4 */

typedef struct {
	char text[MOST_NAME];
	unsigned wireBytes; /* of the name as it stands in the question */
	unsigned type;
} Question;

/* A question's name is never compressed: nothing stands before it. */
static bool readQuestion(const Datagram *datagram, Question *question)
{
	unsigned at = HEAD;
	unsigned length = 0;
	if (datagram->bytes < HEAD + 1 + QUESTION_TAIL || datagram->data[2] & 0x80 || !datagram->data[5])
		return false;
	while (at < datagram->bytes && datagram->data[at]) {
		unsigned label = datagram->data[at];
		if (label > 63 || at + label >= datagram->bytes || at + label + 2 - HEAD > MOST_NAME)
			return false;
		if (length)
			question->text[length++] = '.';
		memcpy(question->text + length, datagram->data + at + 1, label);
		length += label;
		at += label + 1;
	}
	question->text[length] = 0;
	question->wireBytes = at + 1 - HEAD;
	if (at + 1 + QUESTION_TAIL > datagram->bytes)
		return false;
	question->type = datagram->data[at + 1] << 8 | datagram->data[at + 2];
	return true;
}

/*
 * The top bit of the class: in an answer, whoever has another in store forgets it; asked, answer me
 * only.
 */
#define CLASS_FLAG 0x80

static const uint8_t answerTail[] = {
	0, TYPE_ADDRESS, 0, 1, 0, 0, 0, LIFE_SECONDS, 0, 4,
	GATEWAY_ADDRESS >> 24, GATEWAY_ADDRESS >> 16 & 255,
	GATEWAY_ADDRESS >> 8 & 255, GATEWAY_ADDRESS & 255,
};

static const uint8_t questionsName[] = {0xC0, HEAD}; /* a pointer: RFC 1035, 4.1.4 */

static unsigned writeRecord(uint8_t *to, const uint8_t *name, unsigned nameBytes)
{
	memcpy(to, name, nameBytes);
	memcpy(to + nameBytes, answerTail, sizeof(answerTail));
	return nameBytes + sizeof(answerTail);
}

/*
 * DNS, and mDNS to one who asks from a port of its own (RFC 6762, 6.7): the question comes back
 * with the answer.
 */
static void answerAsker(const Datagram *asked, const Question *question)
{
	uint8_t data[MOST_ANSWER] = {0};
	unsigned bytes = HEAD + question->wireBytes + QUESTION_TAIL;
	memcpy(data, asked->data, bytes);
	memset(data + 2, 0, HEAD - 2);
	data[2] = asked->toPort == MDNS_PORT ? 0x84 : 0x81;
	data[3] = asked->toPort == MDNS_PORT ? 0 : 0x80;
	data[5] = 1;
	data[7] = 1;
	bytes += writeRecord(data + bytes, questionsName, sizeof(questionsName));
	packetsSendDatagram(&(Datagram){
		.from = asked->toPort == MDNS_PORT ? GATEWAY_ADDRESS : asked->to,
		.to = asked->from,
		.fromPort = asked->toPort,
		.toPort = asked->fromPort,
		.data = data,
		.bytes = bytes,
	});
}

/* To everybody, or to the asker alone when it says so (RFC 6762, 5.4). */
static void answerGroup(const Datagram *asked, const Question *question)
{
	uint8_t data[MOST_ANSWER] = {0};
	bool alone = asked->data[HEAD + question->wireBytes + 2] & CLASS_FLAG;
	data[2] = 0x84;
	data[7] = 1;
	unsigned bytes = writeRecord(data + HEAD, asked->data + HEAD, question->wireBytes);
	data[HEAD + question->wireBytes + 2] |= CLASS_FLAG;
	packetsSendDatagram(&(Datagram){
		.from = GATEWAY_ADDRESS,
		.to = alone ? asked->from : asked->to,
		.fromPort = MDNS_PORT,
		.toPort = MDNS_PORT,
		.data = data,
		.bytes = HEAD + bytes,
	});
}

static bool isLocal(const char *name)
{
	size_t length = strlen(name);
	return length > 6 && !strcasecmp(name + length - 6, ".local");
}

void namesReceive(const uint8_t *packet, unsigned bytes)
{
	Datagram datagram;
	Question question;
	if (!packetsReadDatagram(packet, bytes, &datagram))
		return;
	bool multicast = datagram.toPort == MDNS_PORT;
	if (!multicast && datagram.toPort != DNS_PORT)
		return;
	if (!readQuestion(&datagram, &question) || question.type != TYPE_ADDRESS)
		return;
	eventSayText(multicast ? "mdns" : "dns", "name", question.text);
	if (multicast && !isLocal(question.text))
		return;
	if (multicast && datagram.fromPort == MDNS_PORT)
		answerGroup(&datagram, &question);
	else
		answerAsker(&datagram, &question);
}
