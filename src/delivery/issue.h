/*
 * issue - an issue as the database keeps it: its lists, its state and its sums.  Its
 * files are in issue_files.h; what is written in them is src/issue's business.
 *
 * Owns the tables issue, issue_list and link.
 */
#ifndef DELIVERY_ISSUE_H
#define DELIVERY_ISSUE_H

#include "delivery/track.h"
#include "io/db.h"
#include "issue/source.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

#define ISSUE_SOURCE_MAX (4u << 20) /* octets of the file */

/* The states of a delivery, and how many are in each. */
enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_SENDING,
	DELIVERY_SENT,
	DELIVERY_DEFERRED,
	DELIVERY_FAILED,
	DELIVERY_UNCERTAIN,
	DELIVERY_SKIPPED,
	DELIVERY_STATES
};

extern const char *const delivery_state_names[DELIVERY_STATES];

struct issue {
	int64_t id;
	const char *name, *file, *subject, *state;
	const char *from;           /* the sender it was queued under */
	const char *subject_option; /* send --subject; "": the issue's own */
	const char *where;          /* send --where; "": everybody of its lists */
	struct track track;
	unsigned char hash[SOURCE_HASH_SIZE]; /* of its files */
	int64_t revision; /* of its content: a replacement is the next one */
	int64_t audience, count[DELIVERY_STATES];
	int64_t created, started, finished; /* UTC seconds, 0: not */
	int64_t departs, not_after;         /* of a scheduled one, 0: not */
};

struct issue_list {
	int64_t id;
	const char *name;
};

/* Their ids as a JSON array, for :lists of a statement. */
const char *issue_list_json(const struct issue_list *lists, int n, struct arena *a);

/* By name, case ignored.  1: found; 0: there is none; -1: failed. */
int issue_find(
    struct db *db, const char *name, struct arena *a, struct issue *out, struct err *e);

/* By name, or by the file that it is named after; ERR_NOTFOUND names near ones. */
int issue_get(
    struct db *db, const char *name, struct arena *a, struct issue *out, struct err *e);

/* Read its state and sums again. */
int issue_refresh(struct db *db, struct arena *a, struct issue *issue, struct err *e);

/* All of them, oldest first, or only those with work left. */
int issue_each(struct db *db, bool open_only, struct arena *a,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e);

/* Scheduled ones whose time has come, and those that are departing, the earliest
 * first. */
int issue_each_departing(struct db *db, int64_t now, struct arena *a,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e);

/* Change when it departs; held ones are scheduled again. */
int issue_move(
    struct db *db, int64_t id, int64_t departs, int64_t not_after, struct err *e);

/* One that waits or is departing does not depart by itself: a person decides.  Any
 * other stays as it is. */
int issue_hold(struct db *db, int64_t id, struct err *e);

/* Its lists, in *lists (of the arena), the first one named first; returns their number
 * or -1. */
int issue_lists(
    struct db *db, int64_t id, struct arena *a, struct issue_list **lists, struct err *e);

/* The same of the lists whose members do not get it: send --exclude. */
int issue_excluded(
    struct db *db, int64_t id, struct arena *a, struct issue_list **lists, struct err *e);

/* The name that a file's issue has: without folder and extension. */
const char *issue_name_of_file(const char *path, struct arena *a);

/*
 * Its state changes, and the copies keep theirs.  These take effect within a second
 * on a run in progress.  Fail with ERR_CONFLICT when the issue's state forbids it.
 * A held issue is resumed by depart_issue, the copies of a cancelled one are
 * skipped by bulk_cancel.
 */
int issue_pause(struct db *db, const struct issue *issue, struct err *e);
int issue_resume(struct db *db, const struct issue *issue, struct err *e);
int issue_cancel(struct db *db, const struct issue *issue, struct err *e);

/*
 * In the caller's transaction, in which copies became queued again: a finished one
 * is sent again, others stay as they are.  ERR_CONFLICT when it is cancelled.
 */
int issue_reopen(struct db *db, const struct issue *issue, struct err *e);

/*
 * Held, unless it is scheduled, so that its copies can be removed; a removal, in
 * the caller's transaction, is taken off its sums.  ERR_CONFLICT when a copy has
 * left, ERR_TEMP (issue_changed) when it is not held any more.
 */
int issue_withdraw(struct db *db, const struct issue *issue, struct err *e);
int issue_uncount(struct db *db, const struct issue *issue, enum delivery_state state,
    int64_t n, struct err *e);
int issue_changed(const struct issue *issue, struct err *e);

/*
 * Call it finished when nothing is queued, sending or deferred, after checking
 * that the sums are those of the rows (ERR_IO when not).  1: it is finished now,
 * 0: work is left.
 */
int issue_finish(struct db *db, int64_t id, int64_t now, struct err *e);

/* Why copies failed, were skipped or are uncertain: the 20 most frequent causes. */
struct issue_reason {
	int64_t copies;
	const char *state, *reason; /* reason "": none */
	int64_t code;               /* of the relay's reply, 0: none */
	const char *status;         /* enhanced code, "": none */
	const char *reply;          /* what was said of one of them, "": nothing */
};
int issue_reasons(struct db *db, int64_t id,
    int (*fn)(void *arg, const struct issue_reason *r, struct err *e), void *arg,
    struct err *e);

/* When the first deferred delivery is due; 0: none is. */
int issue_next_due(struct db *db, int64_t id, int64_t *due, struct err *e);

#endif
