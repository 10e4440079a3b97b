/* The sixteen pins (ESP8266 Technical Reference, "GPIO"). The button is on GPIO14, to ground. */
#ifndef GPIO_H
#define GPIO_H

#include <stdbool.h>
#include <stdint.h>

uint32_t gpioLoad(uint32_t offset);
void gpioStore(uint32_t offset, uint32_t value);
void gpioReset(void);
void gpioButton(bool down);

#endif
