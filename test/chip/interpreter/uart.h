/*
 * UART0 (ESP8266 Technical Reference, "UART"): a FIFO of 128 bytes, its interrupts, and the lines
 * that the image prints.
 */
#ifndef UART_H
#define UART_H

#include <stdbool.h>
#include <stdint.h>

uint32_t uartLoad(uint32_t offset);
void uartStore(uint32_t offset, uint32_t value);
void uartReset(void);

/* The register of pin swaps. */
uint32_t uartSwapped(void);
void uartSwap(uint32_t value);

/* GPIO of the meter's wire: 13 is heard after the swap, 3 without it. */
void uartWire(unsigned pin);

/* A byte that is printed by the image, or by the ROM in its name. */
void uartPrint(uint8_t byte);

uint64_t uartNextMoment(void);
void uartAdvance(uint64_t now);

typedef struct {
	uint64_t bytes, heard, fifoOverflow;
} UartCounts;

UartCounts uartCounts(void);

#endif
