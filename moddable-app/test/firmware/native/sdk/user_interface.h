/* The NonOS SDK 1.5 (user_interface.h and the headers it includes), as far as the native modules use it. */
#ifndef USER_INTERFACE_H
#define USER_INTERFACE_H
#include <stdbool.h>
#include <stdint.h>

struct rst_info {
	uint32_t reason;
};
struct rst_info *system_get_rst_info(void);
void system_restart(void);
uint32_t system_get_free_heap_size(void);
bool system_rtc_mem_read(uint8_t block, void *to, uint16_t size);
bool system_rtc_mem_write(uint8_t block, const void *from, uint16_t size);

typedef enum { NONE_SLEEP_T = 0, LIGHT_SLEEP_T, MODEM_SLEEP_T } sleep_type_t;
bool wifi_set_sleep_type(sleep_type_t type);

#define STATION_IF 0x00
#define SOFTAP_MODE 0x02
typedef enum { AUTH_OPEN = 0, AUTH_WEP, AUTH_WPA_PSK, AUTH_WPA2_PSK } AUTH_MODE;
enum dhcp_status { DHCP_STOPPED, DHCP_STARTED };
struct softap_config {
	uint8_t ssid[32];
	uint8_t password[64];
	uint8_t ssid_len;
	uint8_t channel;
	AUTH_MODE authmode;
	uint8_t ssid_hidden;
	uint8_t max_connection;
	uint16_t beacon_interval;
};
bool wifi_get_macaddr(uint8_t interface, uint8_t *mac);
bool wifi_set_opmode_current(uint8_t mode);
bool wifi_softap_set_config_current(struct softap_config *config);
enum dhcp_status wifi_softap_dhcps_status(void);
bool wifi_softap_dhcps_start(void);
uint8_t wifi_softap_get_station_num(void);
#endif
