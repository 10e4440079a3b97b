/* Registers of the ESP8266 as the Arduino core 2.3.0 names them: the addresses and bits that the native modules use. */
#ifndef ESP8266_PERI_H
#define ESP8266_PERI_H
#include <stdint.h>

#define ESP8266_REG(ADDRESS) *((volatile uint32_t *)(0x60000000 + (ADDRESS)))
#define ESP8266_DREG(ADDRESS) *((volatile uint32_t *)(0x3FF00000 + (ADDRESS)))
#define ESP8266_CLOCK 80000000UL

#define USF(U) ESP8266_REG(0x000 + (0xF00 * (U & 1)))
#define USIS(U) ESP8266_REG(0x008 + (0xF00 * (U & 1)))
#define USIE(U) ESP8266_REG(0x00C + (0xF00 * (U & 1)))
#define USIC(U) ESP8266_REG(0x010 + (0xF00 * (U & 1)))
#define USD(U) ESP8266_REG(0x014 + (0xF00 * (U & 1)))
#define USS(U) ESP8266_REG(0x01C + (0xF00 * (U & 1)))
#define USC0(U) ESP8266_REG(0x020 + (0xF00 * (U & 1)))
#define USC1(U) ESP8266_REG(0x024 + (0xF00 * (U & 1)))
#define UITO 8
#define UIOF 4
#define UIFR 3
#define UIFF 0
#define USRXC 0
#define UCRXI 19
#define UCRXRST 17
#define UCTOE 31
#define UCTOT 24
#define UCFFT 0

#define IOSWAP ESP8266_DREG(0x28)
#define IOSWAPU0 2
#define GPEC ESP8266_REG(0x314)
#define GPC(PIN) ESP8266_REG(0x328 + ((PIN & 0xF) * 4))
#define GPCI 7
extern uint8_t esp8266_gpioToFn[16];
#define GPF(PIN) ESP8266_REG(0x800 + esp8266_gpioToFn[(PIN & 0xF)])
#define GPFFS(FUNCTION) (((((FUNCTION) & 4) != 0) << 8) | ((((FUNCTION) & 2) != 0) << 5) | ((((FUNCTION) & 1) != 0) << 4))
#define GPFPU 7
#endif
