/* The linked image: its sections, its symbols. */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ends the process with a message when the file is not an ELF for the lx106. */
void imageOpen(const char *path);

/* Lays the flash segment over the flash chip. */
void imageWriteFlash(void);

/* Data RAM and instruction RAM as the boot loader leaves them. */
void imageLoadRam(void);

/* Address of a symbol, 0 when the image has none of that name. */
uint32_t imageSymbol(const char *name);

/* Its size, 0 when unknown. */
uint32_t imageSymbolBytes(const char *name);

/* `function+offset`, or the address in hexadecimal. Valid until the eighth call after this one. */
const char *imageNameOf(uint32_t address);

/* Name of the function at or before the address, NULL when there is none near. */
const char *imageFunctionOf(uint32_t address);

bool imageIsCode(uint32_t address);

#endif
