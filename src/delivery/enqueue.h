/*
 * enqueue - an issue is fixed: its files, lists, conditions and links are stored, in
 * one transaction.  Without a time to depart it departs at once (depart.h).
 */
#ifndef DELIVERY_ENQUEUE_H
#define DELIVERY_ENQUEUE_H

#include "delivery/archive.h"
#include "delivery/issue.h"
#include "delivery/recipients.h"
#include "io/crash.h"
#include "io/random.h"
#include "issue/manuscript.h"

struct enqueue {
	const char *name, *file;
	const struct source *source;
	const char *subject;        /* as the author wrote it */
	const char *from;           /* the sender, for all copies of it */
	const char *subject_option; /* send --subject; NULL: none */
	struct recipients to;
	struct track track;
	const struct manuscript *manuscript; /* for its links */
	struct archive_entry archive;        /* what its archive says of it */
	struct random *random;
	struct crash *crash;
	int64_t now;
	int64_t departs, not_after; /* UTC seconds; 0: departs at once */
	int64_t replaces;           /* an issue none of whose copies has left; 0: none */
};

/*
 * 1: done.  0: another process made an issue of this name since the caller looked:
 * nothing has changed, look again.  Fails with ERR_DATA when nobody would get it
 * now, with ERR_CONFLICT when a copy of the replaced issue has left; then nothing
 * has changed either.  After a crash, or ERR_TEMP, the issue is there as it was, or
 * held (what was to be replaced), or departing: the same command goes on.
 */
int enqueue_issue(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e);

#endif
