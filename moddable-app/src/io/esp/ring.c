#include "ring.h"

uint32_t ringRead(Ring *ring, uint8_t *to, uint32_t size)
{
	uint32_t available = ring->written - ring->read;
	uint32_t count = size < available ? size : available;
	uint32_t from = ring->read & (RING_BYTES - 1);
	uint32_t untilWrap = RING_BYTES - from;
	uint32_t first = count < untilWrap ? count : untilWrap;

	__builtin_memcpy(to, ring->bytes + from, first);
	__builtin_memcpy(to + first, ring->bytes, count - first);
	__asm__ volatile("" ::: "memory"); /* the bytes are copied before the producer may reuse their places */
	ring->read += count;
	return count;
}
