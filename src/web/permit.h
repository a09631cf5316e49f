/*
 * permit - what a page may do for a while: undo what its own POST did.
 *
 * A stamp (stamp.h) that is bound to the token of the page's address.  It says nothing
 * of whether anybody has that token.
 */
#ifndef WEB_PERMIT_H
#define WEB_PERMIT_H

#include "web/visit.h"

#define PERMIT_SECONDS 3600

/* One for this token, in answer to a POST. */
int permit_write(
    const char **out, const struct visit *v, const char *token, struct err *e);

/* 1: it is ours, of this token, and its time is not over; 0: it is not; -1. */
int permit_check(
    const struct visit *v, const char *permit, const char *token, struct err *e);

#endif
