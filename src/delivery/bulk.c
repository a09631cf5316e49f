/* bulk - one change to every copy of an issue in some state.  See bulk.h. */
#include "delivery/bulk.h"

#include <unistd.h>

#define YIELD_US 3000 /* others look every 1.5 ms whether the database is free */

struct bulk {
	struct db *db;
	const struct issue *issue;
	enum delivery_state state; /* of the copies */
	int64_t now;
	/* Change a row, if it is still in that state. */
	int (*row)(const struct bulk *b, int64_t delivery, struct err *e);
	/* At the end of each transaction, which changed n rows; NULL: nothing. */
	int (*end)(const struct bulk *b, int64_t n, struct err *e);
	int64_t total;
	/* The place in the queue; a row that comes into the state later is not met. */
	int64_t due, after;
};

void
bulk_yield(void)
{
	usleep(YIELD_US);
}

static int
read_chunk(struct bulk *b, int64_t ids[BULK_ROWS], struct err *e)
{
	struct stmt *st = db_stmt(b->db, SQL_DELIVERY_IN_STATE);
	int n = 0, rc;

	bind_int(st, ":issue", b->issue->id);
	bind_text(st, ":state", delivery_state_names[b->state]);
	bind_int(st, ":due", b->due);
	bind_int(st, ":after", b->after);
	bind_int(st, ":limit", BULK_ROWS);
	while ((rc = stmt_step(st, e)) > 0) {
		b->due = col_int(st, 0);
		b->after = ids[n++] = col_int(st, 1);
	}
	return rc < 0 ? -1 : n;
}

static int
change_chunk(struct bulk *b, const int64_t *ids, int n, struct err *e)
{
	int64_t changed = 0;
	int i, rc = -1;

	if (db_begin(b->db, e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (b->row(b, ids[i], e) < 0)
			goto out;
		changed += db_changes(b->db);
	}
	if (b->end != NULL && b->end(b, changed, e) < 0)
		goto out;
	rc = db_commit(b->db, e);
	if (rc == 0)
		b->total += changed;
out:
	db_rollback(b->db);
	return rc;
}

static int
change_all(struct bulk *b, enum delivery_state state, struct err *e)
{
	int64_t ids[BULK_ROWS];
	int n;

	b->state = state;
	b->due = b->after = 0;
	while ((n = read_chunk(b, ids, e)) > 0) {
		if (change_chunk(b, ids, n, e) < 0)
			return -1;
		bulk_yield();
	}
	return n;
}

/* Cancel. */

static int
skip_row(const struct bulk *b, int64_t delivery, struct err *e)
{
	struct stmt *st = db_stmt(b->db, SQL_DELIVERY_CANCEL);

	bind_int(st, ":id", delivery);
	bind_int(st, ":now", b->now);
	return stmt_run(st, e);
}

static int
skip_rest(struct db *db, const struct issue *issue, int64_t now, int64_t *skipped,
    struct err *e)
{
	struct bulk b = { .db = db, .issue = issue, .now = now, .row = skip_row };
	int rc = change_all(&b, DELIVERY_QUEUED, e);

	if (rc == 0)
		rc = change_all(&b, DELIVERY_DEFERRED, e);
	*skipped = b.total;
	return rc;
}

int
bulk_cancel(struct db *db, const struct issue *issue, int64_t now, int64_t *skipped,
    struct err *e)
{
	*skipped = 0;
	if (issue_cancel(db, issue, e) < 0)
		return -1;
	return skip_rest(db, issue, now, skipped, e);
}

int
bulk_cancel_rest(struct db *db, int64_t now, struct err *e)
{
	struct issue issue = { 0 };
	struct stmt *st;
	int64_t skipped;
	int rc;

	for (;;) {
		st = db_stmt(db, SQL_ISSUE_CANCELLING);
		bind_int(st, ":after", issue.id);
		rc = stmt_step(st, e);
		if (rc > 0)
			issue.id = col_int(st, 0);
		stmt_reset(st);
		if (rc <= 0 || skip_rest(db, &issue, now, &skipped, e) < 0)
			return rc == 0 ? 0 : -1;
	}
}

/* Retry. */

static int
queue_row(const struct bulk *b, int64_t delivery, struct err *e)
{
	struct stmt *st = db_stmt(b->db, SQL_DELIVERY_RETRY);

	bind_int(st, ":id", delivery);
	bind_text(st, ":state", delivery_state_names[b->state]);
	bind_int(st, ":now", b->now);
	return stmt_run(st, e);
}

static int
reopen(const struct bulk *b, int64_t n, struct err *e)
{
	(void)n;
	return issue_reopen(b->db, b->issue, e);
}

int
bulk_retry(struct db *db, const struct issue *issue, enum delivery_state from,
    int64_t now, int64_t *n, struct err *e)
{
	struct bulk b = {
		.db = db, .issue = issue, .now = now, .row = queue_row, .end = reopen
	};
	int rc = change_all(&b, from, e);

	*n = b.total;
	return rc;
}

/* Withdraw. */

static int
remove_row(const struct bulk *b, int64_t delivery, struct err *e)
{
	struct stmt *st = db_stmt(b->db, SQL_DELIVERY_REMOVE);

	bind_int(st, ":id", delivery);
	return stmt_run(st, e);
}

static int
uncount(const struct bulk *b, int64_t n, struct err *e)
{
	return issue_uncount(b->db, b->issue, b->state, n, e);
}

int
bulk_withdraw(struct db *db, const struct issue *issue, struct err *e)
{
	struct bulk b = { .db = db, .issue = issue, .row = remove_row, .end = uncount };

	if (issue_withdraw(db, issue, e) < 0 || change_all(&b, DELIVERY_QUEUED, e) < 0)
		return -1;
	return change_all(&b, DELIVERY_SKIPPED, e);
}
