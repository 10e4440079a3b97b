/* What src/io/esp/sdk mends: which sockets are aborted beside being closed, and when interrupts are kept out. */
#include "program.h"

#include "Arduino.h"
#include "lwip/tcp.h"
#include "builtinCommon.h"
#include "modLwipSafe.h"

static unsigned closed, aborted;

signed char tcp_close(struct tcp_pcb *pcb)
{
	closed++;
	/* lwip frees these: whoever looks again sees another's memory. */
	if (pcb->state == CLOSED || pcb->state == LISTEN || pcb->state == SYN_SENT)
		pcb->state = ESTABLISHED;
	return 0;
}

void tcp_abort(struct tcp_pcb *pcb)
{
	(void)pcb;
	aborted++;
}

static void end(enum tcp_state state)
{
	struct tcp_pcb pcb = {state};
	closed = aborted = 0;
	tcp_close_safe(&pcb);
	LINE("ended", state, closed, aborted);
}

/* A socket whose connection is gone. */
static void endNone(void)
{
	struct tcp_pcb *volatile none = NULL;
	closed = aborted = 0;
	tcp_close_safe(none);
	LINE("none", closed, aborted);
}

static uint32_t level(void)
{
	uint32_t state;
	__asm__ volatile("rsr %0, ps" : "=a"(state));
	return state & 15;
}

void setup(void)
{
	end(CLOSED);
	end(LISTEN);
	end(SYN_SENT);
	end(ESTABLISHED);
	endNone();
	builtinCriticalSectionBegin();
	uint32_t inside = level();
	builtinCriticalSectionEnd();
	LINE("level", inside, level());
}

void loop(void)
{
	delay(1000);
}
