/*
 * blocking - what block and unblock share: each argument in turn, with progress,
 * and a failure of one does not hold up the others.
 */
#ifndef CLI_BLOCKING_H
#define CLI_BLOCKING_H

#include "cli/cmd.h"
#include "delivery/block.h"

struct blocking {
	int (*work)(struct db *db, const struct block *b, struct arena *a,
	    struct block_result *out, struct err *e);
	void (*tell)(struct ctx *c, const struct block_result *r);
	const char *source;
	const char *doing; /* "contacts blocked" */
	const char *done;  /* "blocked": "1 of 2 not blocked" */
};

int blocking_run(
    const struct blocking *k, struct ctx *c, const struct args *a, struct err *e);

#endif
