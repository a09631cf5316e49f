/*
 * exchange - the event loop of sending: copies go out over several connections
 * to one relay, and what becomes of each is recorded.
 *
 * Knows connections, claims and records; not where copies come from (work.h),
 * nor what an answer means (verdict.h).  One turn: read the answers, record
 * outcomes and claims in one transaction, render the next while the disk takes it,
 * let the claimed ones pass their dot, offer the next.
 */
#ifndef DELIVERY_EXCHANGE_H
#define DELIVERY_EXCHANGE_H

#include "delivery/ledger.h"
#include "delivery/relay.h"
#include "delivery/signing.h"
#include "delivery/work.h"
#include "io/clock.h"
#include "io/crash.h"
#include "io/random.h"
#include "io/stop.h"
#include "util/err.h"

/* What one run did, in copies. */
struct tally {
	int64_t
	    count[DELIVERY_STATES]; /* of SENT, DEFERRED, FAILED, UNCERTAIN, SKIPPED */
};

struct exchange {
	struct db *db;
	const struct relay *relay;
	const struct signing *signing; /* of the deliveries; notices are signed */
	const struct clock *clock;
	struct random *random;
	struct crash *crash;
	struct stop *stop;
	bool resend;  /* uncertain = resend: what nobody can decide is tried again */
	bool tripped; /* out: so many copies failed alike that the issue must wait */
	struct tally tally;
	void (*progress)(void *arg, const struct tally *tally); /* NULL: none */
	void *progress_arg;
};

/*
 * Send what w holds until it is empty, a stop is asked for, or our side is at
 * fault (ERR_REFUSED: the relay will never take it; ERR_TEMP: later; ERR_IO:
 * the ledger cannot be written).  Whatever happened is in the ledger then;
 * x->tally counts it.
 */
int exchange_run(struct exchange *x, struct work *w, struct err *e);

#endif
