/*
 * exchange_private - what the files of the exchange share, and nobody else sees.
 *
 *	exchange.c         connections, offering, the turns
 *	exchange_copy.c    the next copy: rendered, signed
 *	exchange_record.c  claims and outcomes: one transaction a turn
 */
#ifndef DELIVERY_EXCHANGE_PRIVATE_H
#define DELIVERY_EXCHANGE_PRIVATE_H

#include "delivery/breaker.h"
#include "delivery/exchange.h"
#include "delivery/signer.h"
#include "io/db_flush.h"

#define SLOTS 2 /* of a lane: the message under way, and the one after it */

/* Octets of a message that has a lane to itself, and whose buffer is not kept: with
 * heavy attachments those under way are what a sender's memory is made of. */
#define HEAVY (1u << 20)

/* The way of one copy through a lane. */
enum phase {
	SLOT_FREE,
	SLOT_OFFERED, /* its envelope is on the way; the row knows nothing of it */
	SLOT_ASKS,    /* 354 is here: it wants to be claimed in this turn */
	SLOT_CLAIMED, /* the row says sending */
	SLOT_DONE     /* decided: it wants to be recorded in this turn */
};

/* A row of the ledger and its message, ready to be offered. */
struct outgoing {
	enum copy_kind kind;
	int64_t id;
	int attempts;
	int64_t since, date; /* as of the row */
	bool eai;
	struct pieces message;
	char to[ENVELOPE_SIZE], from[ENVELOPE_SIZE], envid[IDS_TEXT_SIZE];
};

struct slot {
	enum phase phase;
	struct outgoing copy;
	struct smtp_result result;
	struct outcome outcome;     /* of SLOT_DONE; borrows from result */
	enum delivery_state became; /* with it */
	bool won;                   /* the claim of this turn */
};

struct lane {
	struct smtp_conn *conn; /* NULL: not open */
	struct slot slots[SLOTS];
	int places;                 /* messages that may be offered now */
	bool quitting;              /* nothing more is offered on this connection */
	bool decided;               /* some copy was decided on it */
	bool untried;               /* the relay sent one back as it was */
	struct smtp_result refusal; /* of that one; reply.code 0: none */
	int64_t open_at;            /* monotonic ms: not before */
};

/*
 * Copies that are rendered, and are being signed by other threads, before a lane has
 * room for them.  A ring, in the order of work.
 */
struct ahead {
	struct signer *signer; /* NULL: who renders a copy signs it */
	struct ahead_copy {
		struct outgoing copy;
		struct signer_job job;
		size_t bytes; /* as it was rendered */
	} * copies;
	size_t size, first, n;
	size_t bytes; /* of all */
	bool dry;     /* work has no more in this pass */
};

struct loop {
	struct exchange *x;
	struct work *work;
	struct smtp_loop *smtp;
	struct db_flush *flush;
	struct ahead ahead;
	struct lane *lanes;
	int nlanes;
	bool empty;    /* the pass is over */
	bool untried;  /* something of this pass must be met again */
	bool stopping; /* offer nothing more */
	int failures;  /* connections in a row that came to nothing */
	int64_t paused_checked;
	int ledger_tries; /* turns in a row that could not be recorded */
	struct breaker breaker;
	struct err fatal; /* why it stops, for the caller */
};

/* To be released in every case; threads are started where signing is slow. */
void exchange_ahead_init(struct loop *l);
void exchange_ahead_release(struct loop *l);

/*
 * Exchange out for the next copy, rendered and signed.  1: there is one; 0: the pass
 * is over, or the run has to stop; -1: nobody's copy can be made.  Those that
 * cannot be made, through no fault of the others, fail on the way.
 */
int exchange_next(struct loop *l, struct outgoing *out, struct err *e);

/* Render copies that exchange_next will give then, until there are n.  0 or -1, as
 * there. */
int exchange_fill(struct loop *l, size_t n, struct err *e);

/* Nothing more goes over this lane.  One that is not open yet is not waited for. */
void exchange_leave(struct lane *lane);

/*
 * Write what this turn brought, in one transaction: outcomes of decided copies,
 * claims of those that have their 354.  1: written, to be flushed and settled; 0:
 * there was nothing; -1: nothing is written and every slot is as it was.
 */
int exchange_record(struct loop *l, struct err *e);

/* What was recorded is on the disk: the claimed copies may pass their dot, and the
 * run learns from the outcomes. */
void exchange_settle(struct loop *l);

/* The disk refused, before exchange_settle: no claimed copy may go.  What becomes of
 * them is recorded as that of others, in a later turn. */
void exchange_take_back(struct loop *l);

#endif
