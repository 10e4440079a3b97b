/* What the public XS header does not show of a machine. */
#include <stddef.h>

/* Writes `{"name":…}` with the counters since the last probe and starts them over; see machine.c. */
extern void machine_probe(void* machine, const char* name);
/* Bytes of stack, slots, chunks and keys that the machine may hold. */
extern void machine_limit(void* machine, size_t limit);
extern int machine_aborted(void* machine);
extern int machine_exception(void* machine);
/* Makes a shared machine what the linker makes of the preloaded heap: in flash, its buffers read-only. */
extern void machine_freeze(void* machine);
