/*
 * breaker - is it us?  Watches what becomes of copies; when too many that fail
 * look alike, the run stops before a relay's mistake (a block list, "relaying
 * denied") or the issue's own (words that read like spam, a subject too long)
 * is written against hundreds of people.  Pure.
 *
 * Trips when at least 10 of the last 50 copies failed for good, they are at
 * least 20 % of them, and they share one text (addresses left out) or are for
 * three domains.
 */
#ifndef DELIVERY_BREAKER_H
#define DELIVERY_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_WINDOW 50
#define BREAKER_REFUSALS 10
#define BREAKER_PERCENT 20
#define BREAKER_DOMAINS 3

struct breaker_copy {
	bool failed;
	uint64_t text, domain; /* hashes; 0 when not failed */
};

/* { 0 } has seen nothing. */
struct breaker {
	struct breaker_copy last[BREAKER_WINDOW];
	uint64_t seen;
};

/* A copy was taken or is tried again later; or the one for this address failed
 * for good, and the text says why. */
void breaker_passed(struct breaker *b);
void breaker_failed(struct breaker *b, const char *address, const char *text);

bool breaker_is_tripped(const struct breaker *b);

#endif
