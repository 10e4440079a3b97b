/* The SDK's wifi_* functions, as far as an application sees them: 802.11 itself is not here. */
#ifndef RADIO_H
#define RADIO_H

#include <stdbool.h>
#include <stdint.h>

void radioReset(void);
void radioAdd(void); /* the stand-ins */
uint64_t radioNextMoment(void);
void radioAdvance(uint64_t now);

/* The script: the access point goes and comes; it refuses the password, or takes it again. */
void radioLose(bool lost);
void radioRefuse(bool refuses);

/* wifi_station_disconnect, which stops the station, too. */
void radioLeave(void);

/* The station has an address. */
bool radioHasAddress(void);

#endif
