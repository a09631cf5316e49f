/* depart - an issue departs.  See depart.h. */
#include "delivery/depart.h"

#include "delivery/bulk.h"

struct departure {
	struct db *db;
	int64_t issue;
	struct random *random;
	struct recipients to;
	int64_t began;   /* the moment whose audience it is, UTC seconds */
	int64_t reached; /* the last contact that was looked at */
};

static int
nobody(const struct recipients *to, struct err *e)
{
	if (to->where[0] != '\0' || to->nwithout > 0)
		return err_set(e, ERR_DATA,
		    "nobody would get this issue: nobody is left of its lists; nlctl "
		    "audience --explain EMAIL, with the same conditions, says why");
	return err_set(e, ERR_DATA,
	    "nobody would get this issue: nobody is subscribed; nlctl import or "
	    "nlctl subscribe adds some");
}

int
depart_check(struct db *db, const struct recipients *to, int64_t now, struct err *e)
{
	int64_t one;
	int n = recipients_next(db, to, now, 0, &one, 1, e);

	return n == 0 ? nobody(to, e) : n < 0 ? -1 : 0;
}

int
depart_begin(struct db *db, int64_t issue, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_DEPART);

	bind_int(st, ":issue", issue);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

/* How far is it?  1; 0: it is not departing (any more); -1. */
static int
look(struct departure *d, struct err *e)
{
	struct stmt *st = db_stmt(d->db, SQL_ISSUE_REACHED);
	int rc;

	bind_int(st, ":issue", d->issue);
	rc = stmt_step(st, e);
	if (rc > 0) {
		d->reached = col_int(st, 0);
		d->began = col_int(st, 1);
	}
	stmt_reset(st);
	return rc;
}

/* A delivery for each of them who has none yet; *added says how many that were. */
static int
add_deliveries(
    struct departure *d, const int64_t *contacts, int n, int64_t *added, struct err *e)
{
	unsigned char tokens[BULK_ROWS][UUID_SIZE];
	struct db_value values[BULK_ROWS * 2];
	struct db_rows rows = { .values = values, .width = 2, .n = (size_t)n };
	struct stmt *st = db_stmt(d->db, SQL_DELIVERY_ADD_ROWS);
	int i;

	for (i = 0; i < n; i++) {
		random_uuid(d->random, tokens[i]);
		values[2 * i] =
		    (struct db_value){ .type = DB_INT, .number = contacts[i] };
		values[2 * i + 1] = (struct db_value){
			.type = DB_BLOB, .text = (char *)tokens[i], .number = UUID_SIZE
		};
	}
	bind_int(st, ":issue", d->issue);
	bind_rows(st, ":rows", &rows);
	if (stmt_run(st, e) < 0)
		return -1;
	*added = db_changes(d->db);
	return 0;
}

/* 1: so far it is; 0: another process was quicker, or it is not departing any
 * more; -1. */
static int
set_reached(struct departure *d, int64_t reached, int64_t added, struct err *e)
{
	struct stmt *st = db_stmt(d->db, SQL_ISSUE_REACH);

	bind_int(st, ":issue", d->issue);
	bind_int(st, ":from", d->reached);
	bind_int(st, ":reached", reached);
	bind_int(st, ":n", added);
	return stmt_run(st, e) < 0 ? -1 : db_changes(d->db) > 0;
}

/* It is being sent from now on.  1: nobody would get it, so it is held; 0; -1. */
static int
end(struct departure *d, struct err *e)
{
	struct stmt *st = db_stmt(d->db, SQL_ISSUE_DEPARTED);
	int rc;

	bind_int(st, ":issue", d->issue);
	rc = stmt_step(st, e);
	if (rc > 0)
		rc = col_int(st, 0) == 0;
	stmt_reset(st);
	return rc;
}

/* One transaction: these people, and the end after the last of all. */
static int
take(struct departure *d, const int64_t *contacts, int n, struct err *e)
{
	int64_t added;
	bool last = n < BULK_ROWS;
	int rc = -1;

	if (db_begin(d->db, e) < 0)
		return -1;
	if (add_deliveries(d, contacts, n, &added, e) < 0)
		goto out;
	rc = set_reached(d, n > 0 ? contacts[n - 1] : d->reached, added, e);
	if (rc <= 0)
		goto out;
	rc = last ? end(d, e) : 0;
	if (rc >= 0 && db_commit(d->db, e) < 0)
		rc = -1;
	if (rc > 0)
		rc = nobody(&d->to, e);
out:
	db_rollback(d->db);
	return rc;
}

int
depart_go_on(struct db *db, int64_t issue, struct random *random, struct crash *crash,
    struct err *e)
{
	struct departure d = { .db = db, .issue = issue, .random = random };
	int64_t contacts[BULK_ROWS];
	struct arena a = { 0 };
	int n, rc;

	rc = recipients_of_issue(&d.to, db, issue, &a, e);
	/* Who is next is read without the lock: a condition may take its time. */
	while (rc == 0 && (rc = look(&d, e)) > 0) {
		n = recipients_next(
		    db, &d.to, d.began, d.reached, contacts, BULK_ROWS, e);
		crash_step(crash);
		rc = n < 0 ? -1 : take(&d, contacts, n, e);
		crash_step(crash);
		bulk_yield();
	}
	arena_release(&a);
	return rc;
}

int
depart_issue(struct db *db, int64_t issue, struct random *random, struct crash *crash,
    int64_t now, struct err *e)
{
	struct issue now_is = { .id = issue };
	struct recipients to;
	struct arena a = { 0 };
	int rc = -1;

	if (issue_refresh(db, &a, &now_is, e) < 0 ||
	    recipients_of_issue(&to, db, issue, &a, e) < 0)
		goto out;
	if (str_eq(now_is.state, "scheduled") || str_eq(now_is.state, "held")) {
		if (depart_check(db, &to, now, e) < 0 ||
		    depart_begin(db, issue, now, e) < 0)
			goto out;
		crash_step(crash);
	}
	rc = depart_go_on(db, issue, random, crash, e);
out:
	arena_release(&a);
	return rc;
}
