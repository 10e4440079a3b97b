/*
 * The firmware's board: the surviving record, the button, the light, the console; a restart of its
 * own.
 */
#include "xs.h"

void xs_board_reset_reason(xsMachine *the);
void xs_board_free_heap(xsMachine *the);
void xs_board_mac(xsMachine *the);
void xs_board_recall(xsMachine *the);
void xs_board_remember(xsMachine *the);
void xs_board_light(xsMachine *the);
void xs_board_button(xsMachine *the);
void xs_board_sleep_between_beacons(xsMachine *the);
void xs_board_print(xsMachine *the);
void xs_board_restart(xsMachine *the);

#define DIVIDER REGISTER(0x60000014)
/* Before anybody sets another, the ROM prints at 115,200 Bd of a 40 MHz crystal; the board has one of 26 MHz. */
#define ROM_BAUD 74880

static uint32_t record[4];

static void print(const char *text)
{
	DIVIDER = 80000000 / ROM_BAUD;
	argumentText(0, text);
	call(xs_board_print);
	LINE("divider", DIVIDER);
}

void setup(void)
{
	argumentBytes(0, record, sizeof(record));
	call(xs_board_recall);
	LINE("recall", call(xs_board_reset_reason), record[0], record[1], record[2], record[3]);
	argumentBytes(0, record, 8);
	call(xs_board_recall);
	LINE("short", thrown != NULL);
	for (unsigned i = 0; i < 4; i++)
		record[i] = 0x01020304 * (i + 1);
	argumentBytes(0, record, sizeof(record));
	call(xs_board_remember);
	LINE("heap", call(xs_board_free_heap));
	call(xs_board_mac);
	say("mac ");
	say(resultText());
	sayByte('\n');
	print("hello");
	call(xs_board_sleep_between_beacons);
}

void loop(void)
{
	static int32_t before = -1;
	static unsigned turn;
	static bool asked;
	int32_t pressed = call(xs_board_button);
	if (pressed != before)
		LINE("button", pressed);
	before = pressed;
	argumentInteger(0, turn & 1);
	call(xs_board_light);
	if (turn < 2)
		LINE("light", REGISTER(0x60000318) >> 2 & 1);
	turn++;
	/* Once: asking again makes the SDK wait anew. */
	if (!asked && call(xs_board_reset_reason) == 6)
		asked = !call(xs_board_restart);
	delay(50);
}
