/*
 * Single producer, single consumer ring of bytes: the interrupt pushes, the main loop reads. Positions count up for ever
 * and wrap with the 32-bit integer, so full and empty need no spare byte. Plain C without the SDK: a host test compiles it.
 */
#ifndef OKOSMERO_RING_H
#define OKOSMERO_RING_H

#include <stdint.h>

/* One whole telegram and more: 4 KB is 355 ms of line time at 115200 Bd, a telegram comes every 10 s. A power of two. */
#define RING_BYTES 4096u

typedef struct {
	volatile uint32_t written; /* changed by the producer only */
	volatile uint32_t read;    /* changed by the consumer only */
	volatile uint32_t overflow; /* bytes that found the ring full; the telegram they belonged to fails its checksum */
} Ring;

/*
 * The bytes of the one ring, four to a word. They stand in the instruction RAM, which has room and takes whole words only:
 * the data RAM is short, and Wi-Fi lives in it.
 */
extern volatile uint32_t ringWords[RING_BYTES / 4];

/* Always inlined: the caller is an interrupt in IRAM, which may not call into the flash. */
static inline __attribute__((always_inline)) void ringPush(Ring *ring, uint8_t byte)
{
	uint32_t written = ring->written;
	if (written - ring->read >= RING_BYTES) {
		ring->overflow++;
		return;
	}
	uint32_t at = written & (RING_BYTES - 1);
	uint32_t shift = at % 4 * 8;
	ringWords[at / 4] = (ringWords[at / 4] & ~(0xFFu << shift)) | (uint32_t)byte << shift;
	ring->written = written + 1; /* after the byte: both are volatile */
}

/* Moves at most `size` bytes to `to` and returns how many. */
uint32_t ringRead(Ring *ring, uint8_t *to, uint32_t size);

#endif
