/*
 * The application's stack where the Arduino core has it (struct cont: eight words, the stack, two
 * words).
 */
#include "program.h"

uint32_t g_cont[8 + 1024 + 2];
