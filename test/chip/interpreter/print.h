/* The image's own printf: of the ROM, of the SDK, and the texts of XS errors. */
#ifndef PRINT_H
#define PRINT_H

#include <stdint.h>

/* Where the arguments after the format are: number 5 is a7, 6 the first on the stack. */
typedef struct {
	unsigned number;
} PrintArguments;

/* %d %i %u %x %c %s %p %%, with width and flags read over. */
void printFormat(char *to, unsigned bytes, uint32_t format, PrintArguments arguments);

/* system_set_os_print */
void printSystem(uint32_t on);

void printAdd(void); /* the stand-ins */

#endif
