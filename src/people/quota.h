/*
 * quota - how often somebody may do something in a while.
 *
 * Kept in the database, so that it holds for every process that asks (a page may be a
 * process of its own), by a keyed hash, so that nobody reads there who asked.  Owns the
 * table quota.
 */
#ifndef PEOPLE_QUOTA_H
#define PEOPLE_QUOTA_H

#include "io/db.h"
#include "util/err.h"

#include <stdint.h>

struct quota {
	const char *what; /* a word */
	const char *who;  /* "": all together */
	int64_t max;      /* times */
	int64_t seconds;  /* from the first time on */
};

/* Once more: 1, it is counted; 0, it is used up, and nothing has changed; -1.  In a
 * transaction of the caller. */
int quota_take(struct db *db, const struct quota *q, int64_t now, struct err *e);

/* How often it was taken in the while that runs.  The key may have to be made: with a
 * database to write. */
int quota_used(
    struct db *db, const struct quota *q, int64_t now, int64_t *out, struct err *e);

/* Rows whose time is over go away: a bounded number, in a transaction of its own. */
int quota_sweep(struct db *db, int64_t now, struct err *e);

#endif
