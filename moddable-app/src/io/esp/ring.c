#include "ring.h"

volatile uint32_t ringWords[RING_BYTES / 4] __attribute__((section(".iram.text")));

uint32_t ringRead(Ring *ring, uint8_t *to, uint32_t size)
{
	uint32_t from = ring->read;
	uint32_t available = ring->written - from;
	uint32_t count = size < available ? size : available;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = (from + i) & (RING_BYTES - 1);
		to[i] = ringWords[at / 4] >> at % 4 * 8;
	}
	__asm__ volatile("" ::: "memory"); /* the bytes are copied before the producer may reuse their places */
	ring->read = from + count;
	return count;
}
