/*
 * The hot loop: one switch over instructions that are decoded already. `at` stands three bytes
 * after the instruction, where the next one begins unless this one is narrow or jumps. Meaning of
 * each: Xtensa ISA Reference Manual, chapter 6.
 */
#include "execute.h"

#include <stdlib.h>

#include "clock.h"
#include "decode.h"
#include "memory.h"
#include "special.h"
#include "stand-ins.h"
#include "trap.h"

#define LIKELY(CONDITION) __builtin_expect(!!(CONDITION), 1)

/*
 * Operands of BEQI and its kind, and of BLTUI and BGEUI: manual, table 3-17 and 3-18 (B4CONST,
 * B4CONSTU).
 */
static const int32_t signedConstants[16] = {
	-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256,
};
static const uint32_t unsignedConstants[16] = {
	32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256,
};

static inline const Instruction *place(uint32_t address)
{
	if (!LIKELY(address - CODE_BASE < CODE_BYTES))
		trapAndEnd("jump to nowhere", address);
	return decodePlace(address);
}

/* The general case of a load; `after` tells a trap where it is. */
static inline uint32_t load(uint32_t address, unsigned bytes, const Instruction *after)
{
	uint32_t value = 0;
	if (!LIKELY(memoryIsSimple(address, bytes))) {
		chip.pc = decodeAddress(after) - 3;
		return memoryLoadOther(address, bytes);
	}
	memcpy(&value, chip.dataRam + (address - DATA_RAM_BASE), bytes);
	return value;
}

static inline void store(uint32_t address, uint32_t value, unsigned bytes, const Instruction *after)
{
	if (!LIKELY(memoryIsSimple(address, bytes))) {
		chip.pc = decodeAddress(after) - 3;
		memoryStoreOther(address, value, bytes);
		return;
	}
	memcpy(chip.dataRam + (address - DATA_RAM_BASE), &value, bytes);
}

/* The first time at a place: a stand-in, or what stands in memory there. */
static void decode(uint32_t address)
{
	Instruction *entry = decodePlace(address);
	int standIn = standInAt(address);

	if (address == RETURN_TO_HOST)
		*entry = (Instruction){LEAVE, 0, 0, 0, 0};
	else if (standIn >= 0)
		*entry = (Instruction){STAND_IN, 0, 0, 0, standIn};
	else if (address - ROM_BASE < ROM_BYTES)
		trapAndEnd("call into ROM without stand-in", address);
	else
		*entry = decodePlainly(address);
}

static void stackMoved(const Instruction *after)
{
	chip.pc = decodeAddress(after) - 3;
	cpuStackGrew();
}

static int32_t leadingSigns(int32_t value)
{
	uint32_t bits = value < 0 ? ~(uint32_t)value : (uint32_t)value;
	return bits ? __builtin_clz(bits) - 1 : 31;
}

void execute(void)
{
	uint32_t *const a = chip.a;
	const Instruction *at = place(chip.pc);
	const Instruction *i;

	for (;;) {
		if (!LIKELY(chip.instructions < chip.checkAt)) {
			chip.pc = decodeAddress(at);
			clockCheck();
		}
		chip.instructions++;
		i = at;
		at += 3;
again:
		switch ((Operation)i->operation) {
		case UNDECODED:
			chip.pc = decodeAddress(i);
			decode(chip.pc);
			goto again;
		case STAND_IN: {
			const StandIn *standIn = standInNumber(i->value);
			chip.instructions--; /* what it takes is its own matter */
			chip.pc = decodeAddress(at) - 3;
			standIn->run();
			if (standIn->observes) {
				chip.instructions++;
				i = &standIn->original;
				goto again;
			}
			at = place(a[0]);
			break;
		}
		case LEAVE:
			chip.instructions--;
			return;
		case UNKNOWN:
			chip.pc = decodeAddress(at) - 3;
			trapAndEnd("unknown instruction", chip.pc);
		case CRASH:
			chip.pc = decodeAddress(at) - 3;
			trapAndCrash("exception");
		case NOTHING:
			break;

		case ADD:
			a[i->r] = a[i->s] + a[i->t];
			break;
		case ADD_DOUBLE:
			a[i->r] = (a[i->s] << 1) + a[i->t];
			break;
		case ADD_FOURFOLD:
			a[i->r] = (a[i->s] << 2) + a[i->t];
			break;
		case ADD_EIGHTFOLD:
			a[i->r] = (a[i->s] << 3) + a[i->t];
			break;
		case SUBTRACT:
			a[i->r] = a[i->s] - a[i->t];
			break;
		case SUBTRACT_DOUBLE:
			a[i->r] = (a[i->s] << 1) - a[i->t];
			break;
		case SUBTRACT_FOURFOLD:
			a[i->r] = (a[i->s] << 2) - a[i->t];
			break;
		case SUBTRACT_EIGHTFOLD:
			a[i->r] = (a[i->s] << 3) - a[i->t];
			break;
		case SUBTRACT_STACK:
			a[1] = a[i->s] - a[i->t];
			if (a[1] < chip.lowestStack)
				stackMoved(at);
			break;
		case AND:
			a[i->r] = a[i->s] & a[i->t];
			break;
		case OR:
			a[i->r] = a[i->s] | a[i->t];
			break;
		case XOR:
			a[i->r] = a[i->s] ^ a[i->t];
			break;
		case NEGATE:
			a[i->r] = -a[i->t];
			break;
		case ABSOLUTE:
			a[i->r] = (int32_t)a[i->t] < 0 ? -a[i->t] : a[i->t];
			break;
		case ADD_CONSTANT:
			a[i->t] = a[i->s] + i->value;
			break;
		case ADD_CONSTANT_STACK:
			a[1] = a[i->s] + i->value;
			if (!LIKELY(a[1] >= chip.lowestStack))
				stackMoved(at);
			break;
		case CONSTANT:
			a[i->t] = i->value;
			break;
		case MULTIPLY:
			a[i->r] = a[i->s] * a[i->t];
			break;
		case MULTIPLY_16:
			a[i->r] = (a[i->s] & 0xFFFF) * (a[i->t] & 0xFFFF);
			break;
		case MULTIPLY_16_SIGNED:
			a[i->r] = (int32_t)(int16_t)a[i->s] * (int16_t)a[i->t];
			break;
		case COUNT_ZEROS:
			a[i->t] = a[i->s] ? __builtin_clz(a[i->s]) : 32;
			break;
		case COUNT_SIGNS:
			a[i->t] = leadingSigns(a[i->s]);
			break;

		case SHIFT_BY_RIGHT:
			chip.shiftAmount = a[i->s] & 31;
			break;
		case SHIFT_BY_LEFT:
			chip.shiftAmount = 32 - (a[i->s] & 31);
			break;
		case SHIFT_BY_BYTES:
			chip.shiftAmount = (a[i->s] & 3) * 8;
			break;
		case SHIFT_BY_BYTES_BIG:
			chip.shiftAmount = 32 - (a[i->s] & 3) * 8;
			break;
		case SHIFT_BY_CONSTANT:
			chip.shiftAmount = i->value;
			break;
		case SHIFT_LEFT_CONSTANT:
			a[i->r] = a[i->s] << i->value;
			break;
		case SHIFT_RIGHT_CONSTANT:
			a[i->r] = a[i->t] >> i->value;
			break;
		case SHIFT_RIGHT_SIGNED_CONSTANT:
			a[i->r] = (int32_t)a[i->t] >> i->value;
			break;
		case SHIFT_LEFT:
			a[i->r] = (uint64_t)a[i->s] << 32 >> chip.shiftAmount;
			break;
		case SHIFT_RIGHT:
			a[i->r] = (uint64_t)a[i->t] >> chip.shiftAmount;
			break;
		case SHIFT_RIGHT_SIGNED:
			a[i->r] = (int64_t)(int32_t)a[i->t] >> chip.shiftAmount;
			break;
		case SHIFT_PAIR:
			a[i->r] = ((uint64_t)a[i->s] << 32 | a[i->t]) >> chip.shiftAmount;
			break;
		case EXTRACT:
			a[i->r] = a[i->t] >> i->s & i->value;
			break;

		case MOVE_IF_ZERO:
			if (!a[i->t])
				a[i->r] = a[i->s];
			break;
		case MOVE_IF_NOT_ZERO:
			if (a[i->t])
				a[i->r] = a[i->s];
			break;
		case MOVE_IF_NEGATIVE:
			if ((int32_t)a[i->t] < 0)
				a[i->r] = a[i->s];
			break;
		case MOVE_IF_NOT_NEGATIVE:
			if ((int32_t)a[i->t] >= 0)
				a[i->r] = a[i->s];
			break;

		case READ_SPECIAL:
			a[i->t] = specialRead(i->value);
			break;
		case WRITE_SPECIAL:
			specialWrite(i->value, a[i->t]);
			break;
		case EXCHANGE_SPECIAL: {
			uint32_t value = a[i->t];
			a[i->t] = specialRead(i->value);
			specialWrite(i->value, value);
			break;
		}
		case RAISE_LEVEL:
			a[i->t] = chip.state;
			specialWrite(SPECIAL_STATE, (chip.state & ~INTERRUPT_LEVEL) | i->s);
			break;

		case LOAD_LITERAL:
			a[i->t] = load(i->value, 4, at);
			break;
		case LOAD_8:
			a[i->t] = load(a[i->s] + i->value, 1, at);
			break;
		case LOAD_16:
			a[i->t] = load(a[i->s] + i->value, 2, at);
			break;
		case LOAD_16_SIGNED:
			a[i->t] = (int32_t)(int16_t)load(a[i->s] + i->value, 2, at);
			break;
		case LOAD_32:
			a[i->t] = load(a[i->s] + i->value, 4, at);
			break;
		case STORE_8:
			store(a[i->s] + i->value, a[i->t], 1, at);
			break;
		case STORE_16:
			store(a[i->s] + i->value, a[i->t], 2, at);
			break;
		case STORE_32:
			store(a[i->s] + i->value, a[i->t], 4, at);
			break;

		case JUMP:
			at += i->value;
			break;
		case JUMP_REGISTER:
			at = place(a[i->s]);
			break;
		case CALL:
			a[0] = decodeAddress(at);
			at += i->value;
			break;
		case CALL_REGISTER: {
			uint32_t target = a[i->s];
			a[0] = decodeAddress(at);
			chip.pc = a[0] - 3;
			at = place(target);
			break;
		}
		case IF_ZERO:
			if (!a[i->s])
				at += i->value;
			break;
		case IF_NOT_ZERO:
			if (a[i->s])
				at += i->value;
			break;
		case IF_NEGATIVE:
			if ((int32_t)a[i->s] < 0)
				at += i->value;
			break;
		case IF_NOT_NEGATIVE:
			if ((int32_t)a[i->s] >= 0)
				at += i->value;
			break;
		case IF_EQUAL_CONSTANT:
			if ((int32_t)a[i->s] == signedConstants[i->r])
				at += i->value;
			break;
		case IF_NOT_EQUAL_CONSTANT:
			if ((int32_t)a[i->s] != signedConstants[i->r])
				at += i->value;
			break;
		case IF_LESS_CONSTANT:
			if ((int32_t)a[i->s] < signedConstants[i->r])
				at += i->value;
			break;
		case IF_NOT_LESS_CONSTANT:
			if ((int32_t)a[i->s] >= signedConstants[i->r])
				at += i->value;
			break;
		case IF_BELOW_CONSTANT:
			if (a[i->s] < unsignedConstants[i->r])
				at += i->value;
			break;
		case IF_NOT_BELOW_CONSTANT:
			if (a[i->s] >= unsignedConstants[i->r])
				at += i->value;
			break;
		case IF_NONE:
			if (!(a[i->s] & a[i->t]))
				at += i->value;
			break;
		case IF_ANY:
			if (a[i->s] & a[i->t])
				at += i->value;
			break;
		case IF_ALL:
			if (!(~a[i->s] & a[i->t]))
				at += i->value;
			break;
		case IF_NOT_ALL:
			if (~a[i->s] & a[i->t])
				at += i->value;
			break;
		case IF_EQUAL:
			if (a[i->s] == a[i->t])
				at += i->value;
			break;
		case IF_NOT_EQUAL:
			if (a[i->s] != a[i->t])
				at += i->value;
			break;
		case IF_LESS:
			if ((int32_t)a[i->s] < (int32_t)a[i->t])
				at += i->value;
			break;
		case IF_NOT_LESS:
			if ((int32_t)a[i->s] >= (int32_t)a[i->t])
				at += i->value;
			break;
		case IF_BELOW:
			if (a[i->s] < a[i->t])
				at += i->value;
			break;
		case IF_NOT_BELOW:
			if (a[i->s] >= a[i->t])
				at += i->value;
			break;
		case IF_BIT_CLEAR:
			if (!(a[i->s] >> (a[i->t] & 31) & 1))
				at += i->value;
			break;
		case IF_BIT_SET:
			if (a[i->s] >> (a[i->t] & 31) & 1)
				at += i->value;
			break;
		case IF_CONSTANT_BIT_CLEAR:
			if (!(a[i->s] >> i->t & 1))
				at += i->value;
			break;
		case IF_CONSTANT_BIT_SET:
			if (a[i->s] >> i->t & 1)
				at += i->value;
			break;

		case ADD_NARROW:
			a[i->r] = a[i->s] + a[i->t];
			at--;
			break;
		case ADD_CONSTANT_NARROW:
			a[i->r] = a[i->s] + i->value;
			at--;
			break;
		case CONSTANT_NARROW:
			a[i->s] = i->value;
			at--;
			break;
		case MOVE_NARROW:
			a[i->t] = a[i->s];
			at--;
			break;
		case LOAD_32_NARROW:
			a[i->t] = load(a[i->s] + i->value, 4, at);
			at--;
			break;
		case STORE_32_NARROW:
			store(a[i->s] + i->value, a[i->t], 4, at);
			at--;
			break;
		case IF_ZERO_NARROW:
			at += a[i->s] ? -1 : i->value;
			break;
		case IF_NOT_ZERO_NARROW:
			at += a[i->s] ? i->value : -1;
			break;
		case RETURN_NARROW:
			at = place(a[0]);
			break;
		case NOTHING_NARROW:
			at--;
			break;
		case OPERATIONS:
			__builtin_unreachable();
		}
	}
}
