/*
 * In front of the SDK's header of that name. There a closed socket is aborted as well, because lwip keeps what is closed for
 * minutes; but one that listens or connects is freed by `tcp_close`, and the abort writes into memory that is another's by now.
 */
#ifndef OKOSMERO_MOD_LWIP_SAFE
#define OKOSMERO_MOD_LWIP_SAFE

#include_next "modLwipSafe.h"

#ifndef tcp_close_safe
#error "the SDK closes its sockets otherwise now: see whether it is right there"
#endif
#undef tcp_close_safe
#define tcp_close_safe(pcb) \
	do { \
		struct tcp_pcb *closing = (pcb); \
		if (!closing) \
			break; \
		int freed = CLOSED == closing->state || LISTEN == closing->state || SYN_SENT == closing->state; \
		tcp_close(closing); \
		if (!freed) \
			tcp_abort(closing); \
	} while (0)

#endif
