/* Special registers (RSR, WSR, XSR): Xtensa ISA Reference Manual, chapter 5. */
#ifndef SPECIAL_H
#define SPECIAL_H

#include "clock.h"

#define SPECIAL_SHIFT_AMOUNT 3
#define SPECIAL_STATE 230
#define SPECIAL_CYCLES 234
#define CYCLES_PER_US 80

static inline uint32_t specialRead(uint32_t number)
{
	switch (number) {
	case SPECIAL_SHIFT_AMOUNT:
		return chip.shiftAmount;
	case SPECIAL_STATE:
		return chip.state;
	case SPECIAL_CYCLES:
		return (uint32_t)(clockSinceStart() * CYCLES_PER_US / 1000);
	}
	return chip.special[number & 255];
}

static inline void specialWrite(uint32_t number, uint32_t value)
{
	switch (number) {
	case SPECIAL_SHIFT_AMOUNT:
		chip.shiftAmount = value & 63;
		break;
	case SPECIAL_STATE:
		chip.state = value;
		clockCheckSoon(); /* an interrupt may have been waiting for the lower level */
		break;
	default:
		chip.special[number & 255] = value;
	}
}

#endif
