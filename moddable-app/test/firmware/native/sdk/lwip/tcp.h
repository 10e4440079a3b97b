/* lwip 1.4: the connection as far as src/io/esp/sdk looks at it. */
#ifndef LWIP_TCP_H
#define LWIP_TCP_H
enum tcp_state { CLOSED = 0, LISTEN = 1, SYN_SENT = 2, ESTABLISHED = 4 };
struct tcp_pcb {
	enum tcp_state state;
};
signed char tcp_close(struct tcp_pcb *pcb);
void tcp_abort(struct tcp_pcb *pcb);
#endif
