/*
 * breaker - is it us?  Watches the answers to RCPT; when too many refusals look
 * alike, the run stops before a relay's mistake (a block list, "relaying
 * denied") is written against hundreds of people.  Pure.
 *
 * Trips when at least 10 of the last 50 answers are refusals for good, they are
 * at least 20 % of them, and they share one reply text (addresses left out) or
 * come from three domains.
 */
#ifndef DELIVERY_BREAKER_H
#define DELIVERY_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_WINDOW 50
#define BREAKER_REFUSALS 10
#define BREAKER_PERCENT 20
#define BREAKER_DOMAINS 3

struct breaker_answer {
	bool refused;
	uint64_t text, domain; /* hashes; 0 when not refused */
};

/* { 0 } has seen nothing. */
struct breaker {
	struct breaker_answer last[BREAKER_WINDOW];
	uint64_t seen;
};

/* RCPT for address was accepted, or refused for good with this text. */
void breaker_accepted(struct breaker *b);
void breaker_refused(struct breaker *b, const char *address, const char *text);

bool breaker_is_tripped(const struct breaker *b);

#endif
