/*
 * Everything but the three-register group: Xtensa ISA Reference Manual, chapter 7 (opcode maps) and
 * 6 (each instruction).
 */
#include "decode.h"

#include <string.h>

#include "decode-fields.h"
#include "memory.h"

Instruction decodeTable[CODE_MARGIN + CODE_BYTES + CODE_MARGIN];

/* The lowest `bits` of the value, as a signed number. */
static int32_t signedBits(uint32_t value, unsigned bits)
{
	return (int32_t)(value << (32 - bits)) >> (32 - bits);
}

/* The manual counts a branch's target from four bytes after its start, the hot loop from three. */
static int32_t target(int32_t offset)
{
	return offset + 1;
}

static Instruction literal(const Fields *f)
{
	uint32_t from = ((f->address + 3) & ~3u) + (((f->word >> 8) | 0xFFFF0000u) << 2);
	bool flash = f->address >= MAPPED_FLASH_BASE && from >= MAPPED_FLASH_BASE;
	const uint8_t *at = memoryPlain(from, 4);
	int32_t value;

	if (!flash || !at)
		return make(f, LOAD_LITERAL, (int32_t)from);
	/*
	 * A literal beside its code in flash never changes while the code does not: decodeForget() follows
	 * writes.
	 */
	memcpy(&value, at, 4);
	return make(f, CONSTANT, value);
}

static Instruction loadsAndStores(const Fields *f)
{
	int32_t offset = f->word >> 16 & 255;
	switch (f->r) {
	case 0:
		return make(f, LOAD_8, offset);
	case 1:
		return make(f, LOAD_16, offset * 2);
	case 2:
		return make(f, LOAD_32, offset * 4);
	case 4:
		return make(f, STORE_8, offset);
	case 5:
		return make(f, STORE_16, offset * 2);
	case 6:
		return make(f, STORE_32, offset * 4);
	case 7: /* of the cache, which is not modelled */
		return make(f, NOTHING, 0);
	case 9:
		return make(f, LOAD_16_SIGNED, offset * 2);
	case 10:
		return make(f, CONSTANT, signedBits(f->s << 8 | offset, 12));
	case 12:
		return make(f, f->t == 1 ? ADD_CONSTANT_STACK : ADD_CONSTANT, signedBits(offset, 8));
	case 13:
		return make(f, f->t == 1 ? ADD_CONSTANT_STACK : ADD_CONSTANT, signedBits(offset, 8) * 256);
	}
	return unknown(f);
}

static Instruction call(const Fields *f)
{
	int32_t offset = signedBits(f->word >> 6, 18) * 4;
	if (f->t & 3)
		return unknown(f); /* windowed calls: the lx106 has no windows */
	return make(f, CALL, (int32_t)(f->address & ~3u) + offset + 4 - (int32_t)(f->address + 3));
}

/* Formats CALL, BRI12 and BRI8 of opcode 6: J, BccZ, BccI. */
static Instruction jumpsAndTests(const Fields *f)
{
	static const Operation withZero[4] = {IF_ZERO, IF_NOT_ZERO, IF_NEGATIVE, IF_NOT_NEGATIVE};
	static const Operation withConstant[4] = {
		IF_EQUAL_CONSTANT, IF_NOT_EQUAL_CONSTANT, IF_LESS_CONSTANT, IF_NOT_LESS_CONSTANT,
	};
	unsigned n = f->t & 3;
	unsigned m = f->t >> 2;

	if (n == 0)
		return make(f, JUMP, target(signedBits(f->word >> 6, 18)));
	if (n == 1)
		return make(f, withZero[m], target(signedBits(f->word >> 12, 12)));
	if (n == 2)
		return make(f, withConstant[m], target(signedBits(f->word >> 16, 8)));
	if (m < 2)
		return unknown(f); /* ENTRY, Boolean registers, loops: the lx106 has none */
	Operation operation = m == 2 ? IF_BELOW_CONSTANT : IF_NOT_BELOW_CONSTANT;
	return make(f, operation, target(signedBits(f->word >> 16, 8)));
}

static Instruction branches(const Fields *f)
{
	static const Operation operations[16] = {
		IF_NONE, IF_EQUAL, IF_LESS, IF_BELOW,
		IF_ALL, IF_BIT_CLEAR, IF_CONSTANT_BIT_CLEAR, IF_CONSTANT_BIT_CLEAR,
		IF_ANY, IF_NOT_EQUAL, IF_NOT_LESS, IF_NOT_BELOW,
		IF_NOT_ALL, IF_BIT_SET, IF_CONSTANT_BIT_SET, IF_CONSTANT_BIT_SET,
	};
	Instruction branch = make(f, operations[f->r], target(signedBits(f->word >> 16, 8)));
	if (branch.operation == IF_CONSTANT_BIT_CLEAR || branch.operation == IF_CONSTANT_BIT_SET)
		branch.t = f->t | (f->r & 1) << 4;
	return branch;
}

/* MOVI.N, BEQZ.N, BNEZ.N */
static Instruction narrowConstants(const Fields *f)
{
	if (!(f->t & 8)) {
		int32_t value = f->r | (f->t & 7) << 4;
		return make(f, CONSTANT_NARROW, value >= 96 ? value - 128 : value);
	}
	return make(f, f->t & 4 ? IF_NOT_ZERO_NARROW : IF_ZERO_NARROW, target(f->r | (f->t & 3) << 4));
}

static Instruction narrowOthers(const Fields *f)
{
	if (f->r == 0)
		return make(f, MOVE_NARROW, 0);
	if (f->r != 15)
		return unknown(f);
	switch (f->t) {
	case 0:
		return make(f, RETURN_NARROW, 0);
	case 2: /* BREAK.N */
	case 6: /* ILL.N */
		return make(f, CRASH, 0);
	case 3:
		return make(f, NOTHING_NARROW, 0);
	}
	return unknown(f);
}

static Instruction decodeFields(const Fields *f)
{
	switch (f->op0) {
	case 0:
		return decodeThreeRegisters(f);
	case 1:
		return literal(f);
	case 2:
		return loadsAndStores(f);
	case 5:
		return call(f);
	case 6:
		return jumpsAndTests(f);
	case 7:
		return branches(f);
	case 8:
		return make(f, LOAD_32_NARROW, f->r * 4);
	case 9:
		return make(f, STORE_32_NARROW, f->r * 4);
	case 10:
		return make(f, ADD_NARROW, 0);
	case 11: /* ADDI.N: 0 stands for -1 */
		return make(f, ADD_CONSTANT_NARROW, f->t ? (int32_t)f->t : -1);
	case 12:
		return narrowConstants(f);
	case 13:
		return narrowOthers(f);
	}
	return unknown(f);
}

Instruction decodePlainly(uint32_t address)
{
	const uint8_t *at = memoryPlain(address, 3);
	if (!at)
		at = memoryPlain(address, 2);
	if (!at)
		return (Instruction){UNKNOWN, 0, 0, 0, 0};
	uint32_t word = at[0] | at[1] << 8;
	if ((word & 15) < 8)
		word |= (uint32_t)at[2] << 16;
	Fields fields = {
		.word = word,
		.address = address,
		.op0 = word & 15,
		.t = word >> 4 & 15,
		.s = word >> 8 & 15,
		.r = word >> 12 & 15,
		.op1 = word >> 16 & 15,
		.op2 = word >> 20 & 15,
	};
	return decodeFields(&fields);
}

void decodeForget(uint32_t address, uint32_t bytes)
{
	Instruction *first = decodePlace(address - 2); /* a longer instruction may begin before */
	memset(first, 0, (bytes + 2) * sizeof(Instruction));
}
