/* The UART ring on the host: order, wrap of the index and of the 32-bit positions, overflow, and a producer beside a consumer. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ring.h"

#define EXPECT(CONDITION) \
	do { \
		if (!(CONDITION)) { \
			fprintf(stderr, "ring-test.c:%d: %s does not hold\n", __LINE__, #CONDITION); \
			exit(1); \
		} \
	} while (0)

static Ring ring;

/* Starts empty with both positions just before they wrap: a board reaches that after 372 GB, or by this line. */
static void startAt(uint32_t position)
{
	memset(&ring, 0, sizeof(ring));
	ring.written = ring.read = position;
}

static void pushSequence(uint32_t from, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		ringPush(&ring, (uint8_t)((from + i) * 31 + 7));
}

static void expectSequence(const uint8_t *bytes, uint32_t from, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		EXPECT(bytes[i] == (uint8_t)((from + i) * 31 + 7));
}

static void readsBackInOrderAcrossEveryWrap(void)
{
	uint8_t out[RING_BYTES];
	for (uint32_t start = 0; start < RING_BYTES; start += 61) {
		startAt(0xFFFFF800u + start);
		pushSequence(0, 3000);
		EXPECT(ringRead(&ring, out, 256) == 256);
		expectSequence(out, 0, 256);
		EXPECT(ringRead(&ring, out, sizeof(out)) == 3000 - 256);
		expectSequence(out, 256, 3000 - 256);
		EXPECT(ringRead(&ring, out, sizeof(out)) == 0);
		EXPECT(ring.overflow == 0);
	}
}

static void keepsTheOldestWhenFullAndCountsTheRest(void)
{
	uint8_t out[RING_BYTES];
	startAt(0xFFFFFFF0u);
	pushSequence(0, RING_BYTES + 100);
	EXPECT(ring.overflow == 100);
	EXPECT(ringRead(&ring, out, sizeof(out)) == RING_BYTES);
	expectSequence(out, 0, RING_BYTES);
	pushSequence(0, 10);
	EXPECT(ring.overflow == 100);
	EXPECT(ringRead(&ring, out, 4) == 4);
	EXPECT(ringRead(&ring, out + 4, 100) == 6);
	expectSequence(out, 0, 10);
}

#define STREAM_BYTES 4000000u

static void *produce(void *unused)
{
	for (uint32_t i = 0; i < STREAM_BYTES; i++) {
		while (ring.written - ring.read == RING_BYTES)
			;
		pushSequence(i, 1);
	}
	return unused;
}

static void losesNothingBetweenTwoThreads(void)
{
	uint8_t out[256];
	uint32_t seen = 0;
	pthread_t producer;
	startAt(0xFFF00000u);
	EXPECT(pthread_create(&producer, NULL, produce, NULL) == 0);
	while (seen < STREAM_BYTES) {
		uint32_t count = ringRead(&ring, out, 1 + seen % sizeof(out));
		expectSequence(out, seen, count);
		seen += count;
	}
	EXPECT(pthread_join(producer, NULL) == 0);
	EXPECT(ring.overflow == 0);
}

int main(void)
{
	readsBackInOrderAcrossEveryWrap();
	keepsTheOldestWhenFullAndCountsTheRest();
	losesNothingBetweenTwoThreads();
	return 0;
}
