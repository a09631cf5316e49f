/*
 * ledger - what happened to each copy, durably.  ARCHITECTURE.md, "The ledger",
 * is the law here.
 *
 * Owns the tables delivery and notice.  A copy is claimed (queued → sending)
 * only when the relay has said 354 for it, and recorded when its fate is known;
 * claims and records of one turn of the event loop are one transaction, which
 * the caller opens and commits.
 */
#ifndef DELIVERY_LEDGER_H
#define DELIVERY_LEDGER_H

#include "delivery/issue.h"
#include "delivery/verdict.h"
#include "io/db.h"
#include "io/random.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A copy is of an issue (a delivery), or alone (a notice). */
enum copy_kind { COPY_DELIVERY, COPY_NOTICE };

/* One row to be sent.  Strings belong to the arena it was read into. */
struct due {
	enum copy_kind kind;
	int64_t id;
	unsigned char token[UUID_SIZE];
	int64_t due; /* UTC seconds */
	int attempts;
	int64_t first_attempt; /* UTC seconds, 0: none */
	int64_t since;         /* from when its expiry counts, 0: from now */
	int64_t date;          /* of its message, as for all its tries; 0: now */
	const char *gone;      /* "": still wanted; else the reason to skip it */
	int64_t contact;
	const char *sender;        /* the address in its From, "": the setting's */
	const char *address, *key; /* as shown; as the relay is told */
	bool eai;                  /* key has a non-ASCII local part */
	const char *fields;        /* JSON object */
	struct span message;       /* of a notice: ready bytes */
};

/* A place in an issue's queue, so that a pass meets each row once. */
struct ledger_cursor {
	enum delivery_state state; /* QUEUED first, then DEFERRED */
	int64_t due, after;
};

/*
 * Up to max rows of the issue that are due, after the cursor, which moves on.
 * Returns their number, 0 at the end of the pass, -1 on failure.
 */
int ledger_next(struct db *db, int64_t issue, int64_t now, struct ledger_cursor *at,
    struct arena *a, struct due *out, int max, struct err *e);

/* The same for notices; *after is the id of the last one seen, 0 at first. */
int ledger_next_notices(struct db *db, int64_t now, int64_t *after, struct arena *a,
    struct due *out, int max, struct err *e);

/* Is anything of the issue, or any notice, to be sent by now?  1, 0 or -1. */
int ledger_due(struct db *db, int64_t issue, int64_t now, struct err *e);
int ledger_notices_due(struct db *db, int64_t now, struct err *e);

/* A copy that is about to leave.  A notice has neither revision nor reader. */
struct claim {
	enum copy_kind kind;
	int64_t id;
	int64_t revision; /* of the issue, as it was compiled */
	const char *to;   /* the address (its key) that the relay was told */
	const char *relay;
	int64_t date; /* of the message: the first one stays */
};

/*
 * queued or deferred → sending, if the issue is neither paused nor cancelled nor
 * replaced since it was compiled, and the person still wants it, at this address.
 * 1: claimed; 0: not ours to send; -1.
 */
int ledger_claim(struct db *db, const struct claim *c, int64_t now, struct err *e);

/* What became of a copy. */
struct outcome {
	struct verdict verdict;
	int64_t due;  /* for FATE_DEFERRED */
	bool expired; /* FATE_DEFERRED past its expiry: it fails */
	const char *relay;
	const struct smtp_reply *reply; /* code 0: text alone counts */
	const char *text;
};

/*
 * FATE_UNTRIED takes a claim back: the row is queued, no attempt counted.  One
 * that would be tried again is skipped when its issue was cancelled meanwhile.
 * Returns the state that the row has now, or -1.
 */
int ledger_record(struct db *db, enum copy_kind kind, int64_t id, const struct outcome *o,
    int64_t now, struct err *e);

/* A row whose message cannot be made (text says why): it fails, the others go on. */
int ledger_unfit(struct db *db, enum copy_kind kind, int64_t id, const char *text,
    int64_t now, struct err *e);

/* A delivery that is not wanted any more: why is "unsubscribed",
 * "paused" or "suppressed". */
int ledger_skip(
    struct db *db, int64_t delivery, const char *why, int64_t now, struct err *e);

/*
 * Rows left in sending by a process that ended become uncertain; *n says how
 * many.  Only for the holder of the sender lock.
 */
int ledger_recover(struct db *db, int64_t now, int64_t *n, struct err *e);

#endif
