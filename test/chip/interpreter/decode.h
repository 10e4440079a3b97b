/* Instructions taken apart once and kept for each address, so that the hot loop only executes. */
#ifndef DECODE_H
#define DECODE_H

#include "chip.h"

typedef enum {
	UNDECODED,
	STAND_IN,
	LEAVE,
	UNKNOWN,
	CRASH,
	NOTHING,
	ADD,
	ADD_DOUBLE,
	ADD_FOURFOLD,
	ADD_EIGHTFOLD,
	SUBTRACT,
	SUBTRACT_DOUBLE,
	SUBTRACT_FOURFOLD,
	SUBTRACT_EIGHTFOLD,
	SUBTRACT_STACK,
	AND,
	OR,
	XOR,
	NEGATE,
	ABSOLUTE,
	ADD_CONSTANT,
	ADD_CONSTANT_STACK,
	CONSTANT,
	MULTIPLY,
	MULTIPLY_16,
	MULTIPLY_16_SIGNED,
	COUNT_ZEROS,
	COUNT_SIGNS,
	SHIFT_BY_RIGHT,
	SHIFT_BY_LEFT,
	SHIFT_BY_BYTES,
	SHIFT_BY_BYTES_BIG,
	SHIFT_BY_CONSTANT,
	SHIFT_LEFT_CONSTANT,
	SHIFT_RIGHT_CONSTANT,
	SHIFT_RIGHT_SIGNED_CONSTANT,
	SHIFT_LEFT,
	SHIFT_RIGHT,
	SHIFT_RIGHT_SIGNED,
	SHIFT_PAIR,
	EXTRACT,
	MOVE_IF_ZERO,
	MOVE_IF_NOT_ZERO,
	MOVE_IF_NEGATIVE,
	MOVE_IF_NOT_NEGATIVE,
	READ_SPECIAL,
	WRITE_SPECIAL,
	EXCHANGE_SPECIAL,
	RAISE_LEVEL,
	LOAD_LITERAL,
	LOAD_8,
	LOAD_16,
	LOAD_16_SIGNED,
	LOAD_32,
	STORE_8,
	STORE_16,
	STORE_32,
	JUMP,
	JUMP_REGISTER,
	CALL,
	CALL_REGISTER,
	IF_ZERO,
	IF_NOT_ZERO,
	IF_NEGATIVE,
	IF_NOT_NEGATIVE,
	IF_EQUAL_CONSTANT,
	IF_NOT_EQUAL_CONSTANT,
	IF_LESS_CONSTANT,
	IF_NOT_LESS_CONSTANT,
	IF_BELOW_CONSTANT,
	IF_NOT_BELOW_CONSTANT,
	IF_NONE,
	IF_ANY,
	IF_ALL,
	IF_NOT_ALL,
	IF_EQUAL,
	IF_NOT_EQUAL,
	IF_LESS,
	IF_NOT_LESS,
	IF_BELOW,
	IF_NOT_BELOW,
	IF_BIT_CLEAR,
	IF_BIT_SET,
	IF_CONSTANT_BIT_CLEAR,
	IF_CONSTANT_BIT_SET,
	/* The two-byte forms. */
	ADD_NARROW,
	ADD_CONSTANT_NARROW,
	CONSTANT_NARROW,
	MOVE_NARROW,
	LOAD_32_NARROW,
	STORE_32_NARROW,
	IF_ZERO_NARROW,
	IF_NOT_ZERO_NARROW,
	RETURN_NARROW,
	NOTHING_NARROW,
	OPERATIONS
} Operation;

typedef struct {
	uint8_t operation;
	uint8_t r;
	uint8_t s;
	uint8_t t;
	/*
	 * A constant; an address; of a branch, how far behind the place three bytes after this instruction
	 * its target lies.
	 */
	int32_t value;
} Instruction;

/*
 * ROM, instruction RAM and mapped flash stand in one table, an entry a byte: instructions have no
 * alignment.
 */
#define CODE_BASE ROM_BASE
#define CODE_BYTES (MAPPED_FLASH_BASE + MAPPED_FLASH_BYTES - CODE_BASE)

/* A branch at the edge leaves the table by this much at the most (18 bits signed, words: CALL0). */
#define CODE_MARGIN 0x80008u

extern Instruction decodeTable[CODE_MARGIN + CODE_BYTES + CODE_MARGIN];

static inline Instruction *decodePlace(uint32_t address)
{
	return decodeTable + CODE_MARGIN + (address - CODE_BASE);
}

static inline uint32_t decodeAddress(const Instruction *place)
{
	return CODE_BASE + (uint32_t)(place - decodeTable) - CODE_MARGIN;
}

/* What stands at the address, whether or not a stand-in is put over it. */
Instruction decodePlainly(uint32_t address);

/* The bytes there have changed. */
void decodeForget(uint32_t address, uint32_t bytes);

#endif
