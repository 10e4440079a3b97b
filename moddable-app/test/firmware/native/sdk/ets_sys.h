/* Interrupts of the UART in the NonOS SDK. */
#ifndef ETS_SYS_H
#define ETS_SYS_H
void ets_isr_mask(unsigned int mask);
void ets_isr_unmask(unsigned int mask);
void ets_isr_attach(int interrupt, void (*handler)(void *), void *refcon);
#define ETS_UART_INUM 5
#define ETS_UART_INTR_ATTACH(HANDLER, REFCON) ets_isr_attach(ETS_UART_INUM, (HANDLER), (void *)(REFCON))
#define ETS_UART_INTR_ENABLE() ets_isr_unmask(1 << ETS_UART_INUM)
#define ETS_UART_INTR_DISABLE() ets_isr_mask(1 << ETS_UART_INUM)
#endif
