/*
 * recipients - whom an issue goes to: the active members of its lists who may be
 * mailed, less the active members of others, as far as they meet a condition.
 *
 * One statement decides it for all that ask: a departure, a count, an outbox, an
 * explanation.  Only reads.
 */
#ifndef DELIVERY_RECIPIENTS_H
#define DELIVERY_RECIPIENTS_H

#include "delivery/issue.h"
#include "people/audience.h"

struct recipients {
	struct issue_list *lists;
	int nlists;
	struct issue_list *without; /* less the active members of these */
	int nwithout;
	const char *where; /* an audience expression; "": none */
};

/* As they are stored with an issue; in arena a. */
int recipients_of_issue(
    struct recipients *out, struct db *db, int64_t issue, struct arena *a, struct err *e);

/* The same lists, in whatever order, and the same words? */
bool recipients_equal(const struct recipients *a, const struct recipients *b);

/* Is the condition one?  Fails as audience_compile, and so do all below. */
int recipients_check(
    struct db *db, const struct recipients *r, int64_t now, struct err *e);

int recipients_count(
    struct db *db, const struct recipients *r, int64_t now, int64_t *n, struct err *e);

/* Is this contact one of them? */
int recipients_has(struct db *db, const struct recipients *r, int64_t contact,
    int64_t now, bool *out, struct err *e);

/* Each once, whatever the number of lists, in the order of their coming.  Strings
 * live until each returns. */
struct recipient {
	int64_t contact;
	const char *address, *key;
	bool eai;
	const char *fields; /* JSON object */
	const char *language;
};
int recipients_each(struct db *db, const struct recipients *r, int64_t now,
    int (*each)(void *arg, const struct recipient *one, struct err *e), void *arg,
    struct err *e);

/* Up to max of them after this contact (0: from the first); returns their number. */
int recipients_next(struct db *db, const struct recipients *r, int64_t now, int64_t after,
    int64_t *contacts, int max, struct err *e);

/* How a contact stands with each of n lists. */
struct recipient_state {
	const char *list;
	const char *state;    /* of the subscription; "": there is none */
	int64_t since;        /* UTC seconds */
	int64_t paused_until; /* UTC seconds; 0: not */
};
int recipients_states(struct db *db, const struct issue_list *lists, int n,
    int64_t contact,
    int (*each)(void *arg, const struct recipient_state *s, struct err *e), void *arg,
    struct err *e);

/* What the condition says of a contact, see audience_explain; nothing without one. */
int recipients_explain(struct db *db, const struct recipients *r, int64_t contact,
    int64_t now,
    int (*each)(void *arg, const struct audience_answer *answer, struct err *e),
    void *arg, struct err *e);

#endif
