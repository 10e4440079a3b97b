/* Calls the firmware's native functions from C: what XS would hand them as arguments. */
#ifndef XS_H
#define XS_H

#include "program.h"
#include "xsmc.h"

typedef void (*Native)(xsMachine *the);

/*
 * Each returns what the function left in its result; `thrown` is the message when it threw, else
 * NULL.
 */
extern const char *thrown;

void argumentInteger(int index, int32_t value);
void argumentText(int index, const char *text);
void argumentBytes(int index, void *bytes, uint32_t size);
int32_t call(Native native);
const char *resultText(void);

#endif
