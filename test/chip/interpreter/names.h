/*
 * Names that the image asks: DNS (RFC 1035) on port 53 and mDNS (RFC 6762) on 5353. Each is
 * 10.0.0.1.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stdint.h>

/* A UDP packet of the image; what is no question about an address goes nowhere. */
void namesReceive(const uint8_t *packet, unsigned bytes);

#endif
