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
void xs_board_print(xsMachine *the);
void xs_board_restart(xsMachine *the);

static uint32_t record[4];

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
	argumentText(0, "hello");
	call(xs_board_print);
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
