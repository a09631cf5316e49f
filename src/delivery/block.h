/*
 * block - nobody writes to this address, or to this domain, any more; and back.
 *
 * The suppression itself is people/suppression's; here it is one transaction with
 * what still waits to be sent to those people: it is skipped.
 */
#ifndef DELIVERY_BLOCK_H
#define DELIVERY_BLOCK_H

#include "io/db.h"
#include "people/suppression.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct block {
	const char *text;   /* an address, "@DOMAIN" or "@*.DOMAIN", as typed */
	const char *source; /* a word of where this comes from */
	int64_t now;
	/* After each step of a pattern that means many; NULL: nobody looks. */
	void (*progress)(void *arg, int64_t done);
	void *progress_arg;
};

struct block_result {
	const char *what; /* the address or pattern in its one spelling */
	bool is_pattern;
	bool changed;                /* it was not so before */
	enum suppression_reason was; /* what unblock lifted */
	const char *still;           /* a pattern that means the address too; "": none */
	int64_t contacts;            /* that this means: 1 or 0 for an address */
	int64_t skipped;             /* copies that waited */
};

/*
 * Block.  An address in a transaction of its own.  A pattern first, so that
 * nobody new comes in, then its contacts in short transactions: interrupted, the
 * same command goes on.  Again is no error.
 *
 * Fails with ERR_DATA: this is no address and no domain.  Strings of the result
 * belong to a.
 */
int block_add(struct db *db, const struct block *b, struct arena *a,
    struct block_result *out, struct err *e);

/*
 * Lift whatever suppresses an address, or a pattern.  Where nothing did,
 * out->changed is false.  Fails with ERR_DATA as above, or with ERR_CONFLICT when
 * an address is blocked by a pattern alone: it says by which.
 */
int block_lift(struct db *db, const struct block *b, struct arena *a,
    struct block_result *out, struct err *e);

#endif
