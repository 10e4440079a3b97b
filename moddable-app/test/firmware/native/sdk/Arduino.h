/* Digital pins of the Arduino core 2.3.0. */
#ifndef ARDUINO_H
#define ARDUINO_H
#include <stdint.h>
#define LOW 0x0
#define HIGH 0x1
#define OUTPUT 0x01
#define INPUT_PULLUP 0x02
void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
#define xt_rsil(level) (__extension__({ uint32_t state; __asm__ __volatile__("rsil %0," #level : "=a"(state)); state; }))
#define interrupts() xt_rsil(0)
#define noInterrupts() xt_rsil(15)
void delayMicroseconds(unsigned int microseconds);
#endif
