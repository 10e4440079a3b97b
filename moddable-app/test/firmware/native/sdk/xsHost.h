/* The SDK's names for the C library and its attributes for code and constants on the ESP8266. */
#ifndef XSHOST_H
#define XSHOST_H
#include <stddef.h>
#include <stdint.h>

#define ICACHE_RAM_ATTR __attribute__((section(".iram.text")))
#define ICACHE_RODATA_ATTR __attribute__((aligned(4))) __attribute__((section(".irom.text")))

void *calloc(size_t count, size_t size);
void free(void *data);
#define c_calloc calloc
#define c_free free
#define c_memcpy __builtin_memcpy
#define c_memset __builtin_memset
#define c_strlen __builtin_strlen

uint8_t espRead8(const void *address);
void modLog_transmit(const char *message);
#endif
