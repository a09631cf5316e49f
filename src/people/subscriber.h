/*
 * subscriber - the rows of `nlctl subscribers`: who is there.  Only reads.
 *
 * Rows are streamed: memory does not depend on their number.
 */
#ifndef PEOPLE_SUBSCRIBER_H
#define PEOPLE_SUBSCRIBER_H

#include "io/db.h"
#include "people/audience.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Strings live until each returns. */
struct subscriber {
	int64_t contact;
	const char *address, *key;
	bool eai;
	const char *fields; /* JSON object */
	const char *language;
	int64_t added;
	const char *list, *state;
	int64_t since;
	const char *source;
	const char *suppressed; /* "", or why */
	int64_t paused_until;   /* UTC seconds; 0, or past: not */
};

struct subscriber_filter {
	int64_t list;                 /* 0: all lists */
	bool mailable;                /* only who gets mail: active, neither suppressed */
	int64_t now;                  /* nor paused at that moment (UTC seconds) */
	const struct audience *where; /* NULL: no condition */
};

/* In the order of their coming (contact id).  each returns 0, or -1 to stop. */
int subscriber_each(struct db *db, const struct subscriber_filter *f,
    int (*each)(void *arg, const struct subscriber *s, struct err *e), void *arg,
    struct err *e);

int subscriber_count(
    struct db *db, const struct subscriber_filter *f, int64_t *out, struct err *e);

/* Is there one?  Where counting two million would take too long. */
int subscriber_any(
    struct db *db, const struct subscriber_filter *f, bool *out, struct err *e);

#endif
