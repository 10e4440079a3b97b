/*
 * Functions of the ROM that copy, compare and measure memory (libc) and divide or calculate with
 * doubles (libgcc).
 */
#ifndef ROM_H
#define ROM_H

void romAdd(void);
void arithmeticAdd(void);

#endif
