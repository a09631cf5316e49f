/*
 * history - what one person was sent, and what became of it.  Only reads.
 */
#ifndef DELIVERY_HISTORY_H
#define DELIVERY_HISTORY_H

#include "io/db.h"
#include "util/err.h"

#include <stdint.h>

/* Strings live until each returns; "" where there is nothing. */
struct history_row {
	const char *issue, *state, *reason;
	int64_t changed;      /* UTC seconds; 0: nothing has happened yet */
	const char *queue_id; /* of the relay that took it */
	const char *reply;
};

/* The newest first.  each returns 0, or -1 to stop with its own error. */
int history_each(struct db *db, int64_t contact,
    int (*each)(void *arg, const struct history_row *row, struct err *e), void *arg,
    struct err *e);

#endif
