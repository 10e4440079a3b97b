/* The registers: 0x60000000 and 0x3FF00000 (ESP8266 Technical Reference, "Peripherals"). */
#ifndef PERIPHERALS_H
#define PERIPHERALS_H

#include <stdbool.h>
#include <stdint.h>

bool peripheralsHave(uint32_t address);
uint32_t peripheralsLoad(uint32_t address);
void peripheralsStore(uint32_t address, uint32_t value);
void peripheralsReset(void);

/* The random generator of the chip; the same numbers in each run. */
uint32_t peripheralsRandom(void);

#endif
