/*
 * Watches the image's allocator: which words of data RAM belong to blocks that were given back, how
 * much is left. The allocator itself runs as it is (umm_malloc of the Arduino core, or any with
 * these names).
 */
#ifndef HEAP_GUARD_H
#define HEAP_GUARD_H

#include <stdint.h>

void heapGuardAdd(void); /* the observers */
void heapGuardReset(void);

/* The heap is ready, nothing is allocated yet. */
void heapGuardStart(void);

/* A word of a freed block was read or written; a trap, unless the allocator did it. */
void heapGuardTouched(uint32_t address);

/* Bytes; 0 in an image without a heap. */
uint32_t heapGuardFree(void);
uint32_t heapGuardAtStart(void);
uint32_t heapGuardLowest(void); /* of all starts */

/* Allocations that got nothing, of all starts. */
uint64_t heapGuardFailed(void);

#endif
