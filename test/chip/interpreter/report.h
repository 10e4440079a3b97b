#ifndef REPORT_H
#define REPORT_H

/* The event `report` with this name: all counts since the first power-up. */
void reportTell(const char *name);

#endif
