/*
 * leave - a person leaves: by the token of a copy every list that its issue was
 * sent to, by one of a former system every list, by name one list or all.
 *
 * Works any number of times and for ever, with the same answer each time.  What
 * still waits to be sent to them is skipped in the same transaction.
 */
#ifndef DELIVERY_LEAVE_H
#define DELIVERY_LEAVE_H

#include "io/db.h"
#include "io/random.h"
#include "people/subscription.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

struct leave_result {
	const char *address; /* "" when the person was forgotten since */
	const char *issue;   /* whose copy held the token; "": of a former system */
	const char *lists;   /* that they are off now, "; " between them */
};

/*
 * Fails with ERR_NOTFOUND for a token that was never given out; then nothing
 * has changed.  Strings belong to a.
 */
int leave_by_token(struct db *db, const unsigned char token[UUID_SIZE],
    const char *source, int64_t now, struct arena *a, struct leave_result *out,
    struct err *e);

/* The same by a token of a former system (people/token_alias), which may be any
 * text: off every list, since it does not tell which. */
int leave_by_alias(struct db *db, const char *alias, const char *source, int64_t now,
    struct arena *a, struct leave_result *out, struct err *e);

/* The same by contact and list; leave_within in a transaction of the caller. */
int leave_lists(struct db *db, const struct leave_request *r, struct err *e);
int leave_within(struct db *db, const struct leave_request *r, struct err *e);

/*
 * For a page that asks first: what the person of a token would leave.  token is one of
 * ours or of a former system, in any spelling.  Nobody's, and that of a person who has
 * left, look alike and take the same work: lists is 0.  Strings are in a.
 */
struct leave_offer {
	int64_t contact, issue; /* 0: nobody's; of a former system */
	const char *address, *language;
	const char **lists;
	size_t nlists;
	int64_t first_list; /* of these; 0 when there is none */
};
int leave_look(struct leave_offer *out, struct db *db, const char *token, struct arena *a,
    struct err *e);

/* Take it: as leave_by_token does.  reason: a word, NULL when none was given. */
struct leave_cause {
	const char *source, *reason;
	int64_t now;
};
int leave_accept(struct db *db, const struct leave_offer *o, const struct leave_cause *c,
    struct arena *a, struct err *e);

/*
 * Take back what the token of this offer did after that moment (UTC seconds): the
 * person is on those lists again, paused where they were, and gets what was skipped for
 * it of an issue that is still being sent.  *n is the number of lists, 0 when there was
 * nothing to undo.
 */
int leave_undo(struct db *db, const struct leave_offer *o, const struct leave_cause *c,
    int64_t after, int *n, struct err *e);

#endif
