/* The three-register group QRST: Xtensa ISA Reference Manual, 7.3 (opcode maps). */
#include "decode-fields.h"

static Instruction jumpsAndStates(const Fields *f)
{
	unsigned n = f->t & 3;
	switch (f->r) {
	case 0: /* SNM0 */
		if (f->t >> 2 == 2 && n == 0)
			return (Instruction){JUMP_REGISTER, 0, 0, 0, 0}; /* RET */
		if (f->t >> 2 == 2 && n == 2)
			return make(f, JUMP_REGISTER, 0);
		if (f->t >> 2 == 3 && n == 0)
			return make(f, CALL_REGISTER, 0);
		return f->t == 0 && f->s == 0 ? make(f, CRASH, 0) : unknown(f); /* ILL */
	case 2: /* SYNC: one core, in order */
		return make(f, NOTHING, 0);
	case 4: /* BREAK */
	case 5: /* SYSCALL */
		return make(f, CRASH, 0);
	case 6:
		return make(f, RAISE_LEVEL, 0); /* RSIL */
	case 7:
		return make(f, NOTHING, 0); /* WAITI: only the system waits so, and it is not interpreted */
	}
	return unknown(f);
}

static Instruction shiftAmounts(const Fields *f)
{
	switch (f->r) {
	case 0:
		return make(f, SHIFT_BY_RIGHT, 0);
	case 1:
		return make(f, SHIFT_BY_LEFT, 0);
	case 2:
		return make(f, SHIFT_BY_BYTES, 0);
	case 3:
		return make(f, SHIFT_BY_BYTES_BIG, 0);
	case 4:
		return make(f, SHIFT_BY_CONSTANT, f->s | (f->t & 1) << 4);
	case 14:
		return make(f, COUNT_SIGNS, 0);
	case 15:
		return make(f, COUNT_ZEROS, 0);
	}
	return unknown(f);
}

static Instruction arithmetic(const Fields *f)
{
	static const Operation operations[16] = {
		[1] = AND, [2] = OR, [3] = XOR,
		[8] = ADD, [9] = ADD_DOUBLE, [10] = ADD_FOURFOLD, [11] = ADD_EIGHTFOLD,
		[12] = SUBTRACT, [13] = SUBTRACT_DOUBLE, [14] = SUBTRACT_FOURFOLD, [15] = SUBTRACT_EIGHTFOLD,
	};
	if (f->op2 == 0)
		return jumpsAndStates(f);
	if (f->op2 == 4)
		return shiftAmounts(f);
	if (f->op2 == 6 && f->s < 2)
		return make(f, f->s ? ABSOLUTE : NEGATE, 0);
	if (f->op2 == 12 && f->r == 1)
		return make(f, SUBTRACT_STACK, 0);
	return operations[f->op2] ? make(f, operations[f->op2], 0) : unknown(f);
}

static Instruction shifts(const Fields *f)
{
	switch (f->op2) {
	case 0:
	case 1: {
		unsigned left = 32 - (f->t | (f->op2 & 1) << 4);
		return left == 32 ? unknown(f) : make(f, SHIFT_LEFT_CONSTANT, left);
	}
	case 2:
	case 3:
		return make(f, SHIFT_RIGHT_SIGNED_CONSTANT, f->s | (f->op2 & 1) << 4);
	case 4:
		return make(f, SHIFT_RIGHT_CONSTANT, f->s);
	case 6:
		return make(f, EXCHANGE_SPECIAL, f->word >> 8 & 255);
	case 8:
		return make(f, SHIFT_PAIR, 0);
	case 9:
		return make(f, SHIFT_RIGHT, 0);
	case 10:
		return make(f, SHIFT_LEFT, 0);
	case 11:
		return make(f, SHIFT_RIGHT_SIGNED, 0);
	case 12:
		return make(f, MULTIPLY_16, 0);
	case 13:
		return make(f, MULTIPLY_16_SIGNED, 0);
	}
	return unknown(f);
}

static Instruction specials(const Fields *f)
{
	switch (f->op2) {
	case 0:
		return make(f, READ_SPECIAL, f->word >> 8 & 255);
	case 1:
		return make(f, WRITE_SPECIAL, f->word >> 8 & 255);
	case 8:
		return make(f, MOVE_IF_ZERO, 0);
	case 9:
		return make(f, MOVE_IF_NOT_ZERO, 0);
	case 10:
		return make(f, MOVE_IF_NEGATIVE, 0);
	case 11:
		return make(f, MOVE_IF_NOT_NEGATIVE, 0);
	}
	return unknown(f);
}

Instruction decodeThreeRegisters(const Fields *f)
{
	switch (f->op1) {
	case 0:
		return arithmetic(f);
	case 1:
		return shifts(f);
	case 2:
		return f->op2 == 8 ? make(f, MULTIPLY, 0) : unknown(f);
	case 3:
		return specials(f);
	case 4:
	case 5: {
		Instruction extract = make(f, EXTRACT, (int32_t)((1ull << (f->op2 + 1)) - 1));
		extract.s = f->s | (f->op1 & 1) << 4;
		return extract;
	}
	}
	return unknown(f);
}
