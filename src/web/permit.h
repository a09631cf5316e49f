/*
 * permit - what a page may do for a while: undo what its own POST did.
 *
 * A permit is signed with a key of this database and bound to the token of the page's
 * address.  It says nothing of whether anybody has that token.
 */
#ifndef WEB_PERMIT_H
#define WEB_PERMIT_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

#define PERMIT_SECONDS 3600

/* One for this token, in a; NULL on failure.  The key may have to be made: with a
 * database to write. */
const char *permit_write(
    struct db *db, const char *token, int64_t now, struct arena *a, struct err *e);

/* 1: it is ours, of this token, and its time is not over; 0: it is not; -1. */
int permit_check(struct db *db, const char *permit, const char *token, int64_t now,
    struct arena *a, struct err *e);

#endif
