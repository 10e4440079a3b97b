/*
 * The fields of an instruction word, named as in the formats of the Xtensa ISA Reference Manual,
 * 7.1.
 */
#ifndef DECODE_FIELDS_H
#define DECODE_FIELDS_H

#include "decode.h"

typedef struct {
	uint32_t word;
	uint32_t address;
	unsigned op0, op1, op2, r, s, t;
} Fields;

static inline Instruction make(const Fields *f, Operation operation, int32_t value)
{
	return (Instruction){operation, f->r, f->s, f->t, value};
}

static inline Instruction unknown(const Fields *f)
{
	return make(f, UNKNOWN, 0);
}

Instruction decodeThreeRegisters(const Fields *f);

#endif
