/*
 * enqueue - an issue is fixed, then departs.
 *
 * Fixed: its source, lists, conditions and links are stored.  Departing: the audience of
 * that moment is taken, one delivery with a token of its own for each person.
 * Without a time to depart both are one transaction.
 */
#ifndef DELIVERY_ENQUEUE_H
#define DELIVERY_ENQUEUE_H

#include "delivery/issue.h"
#include "delivery/recipients.h"
#include "io/crash.h"
#include "io/random.h"
#include "issue/html.h"

struct enqueue {
	const char *name, *file;
	struct span source;
	const char *subject;        /* as the author wrote it */
	const char *from;           /* the sender, for all copies of it */
	const char *subject_option; /* send --subject; NULL: none */
	struct recipients to;
	const struct html *html; /* for its links */
	struct random *random;
	struct crash *crash;
	int64_t now;
	int64_t departs, not_after; /* UTC seconds; 0: departs at once */
	int64_t replaces;           /* an issue none of whose copies has left; 0: none */
};

/*
 * In a transaction of its own.  1: done.  0: another process made an issue of
 * this name since the caller looked: nothing has changed, look again.  Fails with
 * ERR_DATA when nobody would get it now, with ERR_CONFLICT when a copy of the
 * replaced issue has left; then nothing has changed either.
 */
int enqueue_issue(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e);

/* The same in the caller's transaction. */
int enqueue_rows(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e);

/*
 * A scheduled or held issue departs, in a transaction of its own.  1: it is being
 * sent now; 0: it was not waiting any more; -1, with ERR_DATA when nobody would
 * get it.
 */
int enqueue_depart(struct db *db, int64_t issue, struct random *random,
    struct crash *crash, int64_t now, struct err *e);

#endif
