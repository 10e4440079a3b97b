/*
 * What the application sets before the radio does anything: mode, names, passwords, its own access
 * point.
 */
#ifndef RADIO_SETUP_H
#define RADIO_SETUP_H

void radioSetupReset(void);
void radioSetupAdd(void);

/* wifi_get_opmode: bits. */
enum { RADIO_STATION = 1, RADIO_ACCESS_POINT = 2 };
unsigned radioSetupMode(void);

/* The network to join: up to 32 bytes, ended by 0 when shorter. */
const char *radioSetupName(void);

#endif
