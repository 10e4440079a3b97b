#include "gpio.h"

#include <string.h>

#define PINS 0xFFFFu
#define BUTTON (1u << 14)

enum {
	OUT = 0x00,
	OUT_SET = 0x04,
	OUT_CLEAR = 0x08,
	ENABLE = 0x0C,
	ENABLE_SET = 0x10,
	ENABLE_CLEAR = 0x14,
	IN = 0x18,
};

static uint32_t out, enabled;
static uint32_t others[64];
static bool buttonDown; /* a finger survives a reset */

/* A pin that does not drive is pulled up, but for the button. */
static uint32_t levels(void)
{
	uint32_t idle = PINS & ~(buttonDown ? BUTTON : 0);
	return (out & enabled) | (idle & ~enabled);
}

uint32_t gpioLoad(uint32_t offset)
{
	switch (offset) {
	case OUT:
		return out;
	case ENABLE:
		return enabled;
	case IN:
		return levels() & PINS;
	}
	return others[offset / 4 % 64];
}

void gpioStore(uint32_t offset, uint32_t value)
{
	switch (offset) {
	case OUT:
		out = value;
		break;
	case OUT_SET:
		out |= value;
		break;
	case OUT_CLEAR:
		out &= ~value;
		break;
	case ENABLE:
		enabled = value;
		break;
	case ENABLE_SET:
		enabled |= value;
		break;
	case ENABLE_CLEAR:
		enabled &= ~value;
		break;
	default:
		others[offset / 4 % 64] = value;
	}
}

void gpioReset(void)
{
	out = 0;
	enabled = 0;
	memset(others, 0, sizeof(others));
}

void gpioButton(bool down)
{
	buttonDown = down;
}
