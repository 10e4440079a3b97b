/* What happens to the board from outside: lines `<atMs> <verb> [words]`, in order of time. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdint.h>

void scriptOpen(const char *path);
uint64_t scriptNextMoment(void);
void scriptAdvance(uint64_t now);

#endif
