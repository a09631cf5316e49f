/*
 * network - addresses of the internet, and the networks they are in.  Pure.
 *
 * An IPv4 address and its form within IPv6 (::ffff:192.0.2.7) are the same.
 */
#ifndef UTIL_NETWORK_H
#define UTIL_NETWORK_H

#include "util/str.h"

#include <stdbool.h>

#define NETWORK_TEXT_SIZE 64

struct network {
	unsigned char octets[16]; /* IPv4: ::ffff:0:0/96; those behind bits are 0 */
	unsigned bits;            /* 128 for an address */
};

/* "192.0.2.7", "192.0.2.0/24", "2001:db8::1", "[::1]", "2001:db8::/32"; false: none of
 * these, or bits are set behind the network's. */
bool network_read(struct network *out, struct span text);

bool network_has(const struct network *n, const struct network *other);

/* Of this machine alone: 127.0.0.0/8, ::1. */
bool network_is_loopback(const struct network *n);

/* The network of that many bits that n is in: of ipv4 for IPv4, else of ipv6. */
void network_widen(struct network *n, unsigned ipv4, unsigned ipv6);

/* "192.0.2.0/24"; an address without its bits. */
void network_write(const struct network *n, char out[NETWORK_TEXT_SIZE]);

#endif
