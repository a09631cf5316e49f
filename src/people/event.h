/*
 * event - what happened, to whom, when, from where.  Append-only, but that the undo
 * of an import takes its events with it.
 *
 * Reads and writes the table event.  Kinds are one word: imported, subscribed,
 * pending, confirmed, expired, returned, left, paused, resumed, changed, bounced, complained,
 * blocked, unblocked, forgotten, renamed, merged; of an issue and no contact: mended, a
 * link of it.
 * Details name fields, never their values; that of confirmed is the consent, that of
 * left says what the subscription was, that of mended where the link led and leads.
 */
#ifndef PEOPLE_EVENT_H
#define PEOPLE_EVENT_H

#include "io/db.h"
#include "util/err.h"

#include <stdint.h>

struct event {
	int64_t at; /* UTC seconds */
	const char *kind;
	int64_t contact, list, issue; /* 0: none */
	const char *source;           /* "" when unknown */
	const char *detail;           /* JSON, or NULL */
};

/* In the transaction of whatever caused it. */
int event_add(struct db *db, const struct event *ev, struct err *e);

/*
 * That an import added a contact is stored only when something else happens with that
 * event: it is to go to another contact, to be cleared, or to outlive its import.
 * Until then it is read all the same, from the row of the import.
 */
int event_store(struct db *db, int64_t contact, struct err *e);

/*
 * Keep the n numbers behind the greatest one for events that are not stored: those that
 * come have greater ones.  A row at the end of them does it, until event_release; then
 * the last one that is in use must be stored.
 */
int event_reserve(struct db *db, int64_t n, int64_t *first, struct err *e);
int event_release(struct db *db, int64_t first, int64_t n, struct err *e);

/* The greatest number; 0: there is none. */
int event_last(struct db *db, int64_t *out, struct err *e);

/* One person's, the newest first; names are "" where there is none. */
struct event_row {
	int64_t at;
	const char *kind, *list, *issue, *source, *detail;
};
int event_each(struct db *db, int64_t contact,
    int (*each)(void *arg, const struct event_row *row, struct err *e), void *arg,
    struct err *e);

#endif
