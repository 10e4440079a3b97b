/* Standard output: a JSON object a line, `{"ms":12345,"event":"name",…}`, flushed at its end. */
#ifndef EVENTS_H
#define EVENTS_H

#include <stdint.h>

void eventBegin(const char *name);
void eventEnd(void);

/* In a list the key is NULL. Text is the image's: whatever bytes it has become valid JSON. */
void eventText(const char *key, const char *text);
void eventTextOf(const char *key, const char *text, unsigned most);
void eventNumber(const char *key, uint64_t value);
void eventReal(const char *key, double value);
void eventFlag(const char *key, int value);
void eventGroup(const char *key);
void eventGroupEnd(void);
void eventList(const char *key);
void eventListEnd(void);

/* An event that has one text, or nothing. */
void eventSay(const char *name);
void eventSayText(const char *name, const char *key, const char *text);
void eventSayNumber(const char *name, const char *key, uint64_t value);

/* Writes 0x… to the text (at least 11 bytes) and returns it. */
const char *eventHex(char *text, uint32_t value);

#endif
