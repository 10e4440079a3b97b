/* A run from the first power-up to its end: starts, restarts in the same process, the way out. */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	double seconds;
	uint32_t reserve;
	uint32_t mostRestarts;
	uint32_t reason;
} RunOptions;

_Noreturn void runImage(const RunOptions *options);

/* rst_info.reason of the SDK's user_interface.h. */
enum {
	REASON_POWER = 0,
	REASON_WATCHDOG = 1,
	REASON_EXCEPTION = 2,
	REASON_SOFT_WATCHDOG = 3,
	REASON_RESTART = 4,
	REASON_EXTERNAL = 6,
};

/*
 * The chip starts again; `from` is the place in the image; `planned`: by system_restart, not by an
 * abort.
 */
_Noreturn void runRestart(uint32_t reason, uint32_t from, bool planned);

/* The script's resets; power takes the RTC memory along. */
_Noreturn void runReset(unsigned reason);
_Noreturn void runPowerCut(void);

/* Report, flash file, `end`, exit. */
_Noreturn void runFinish(int status);

/* The last moment of the run, and what happens then. */
uint64_t runEndsAt(void);
void runEnd(void);

/* rst_info.reason of this start. */
uint32_t runReason(void);

uint64_t runRestarts(void);
uint64_t runLongestTurnNs(void);

#endif
