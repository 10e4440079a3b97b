/*
 * What the meter prints: records `u32 atMs, u32 length, bytes`, little-endian, atMs since the first
 * power-up.
 */
#ifndef TAPE_H
#define TAPE_H

#include <stdint.h>

/* 115,200 Bd, 8N1: ten bits a byte. */
#define BYTE_NS 86806u
#define METER_BAUD 115200u

void tapeOpen(const char *path);

/* When the last bit of the next byte has been sent; NEVER at the end. */
uint64_t tapeNextAt(void);

/* That byte; the tape goes on. */
uint8_t tapeTake(void);

#endif
