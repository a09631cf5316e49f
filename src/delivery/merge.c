/* merge - one contact goes into another.  See merge.h. */
#include "delivery/merge.h"

/* How far a copy got: later words are further. */
static const char order[] = "skipped failed queued deferred uncertain sent";

/* One statement about both; the number of rows that changed, or -1. */
static int64_t
change(struct db *db, enum sql id, int64_t from, int64_t into, struct err *e)
{
	struct stmt *st = db_stmt(db, id);

	bind_int(st, ":from", from);
	if (into != 0)
		bind_int(st, ":into", into);
	return stmt_run(st, e) < 0 ? -1 : db_changes(db);
}

/* A copy whose fate another process is about to write must not change hands. */
static int
check_busy(struct db *db, const struct twins *t, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_MERGE_BUSY);
	int rc;

	bind_int(st, ":from", t->from.id);
	bind_int(st, ":into", t->into.id);
	rc = stmt_step(st, e);
	stmt_reset(st);
	if (rc > 0)
		return err_set(e, ERR_TEMP,
		    "a copy for one of the two is leaving: run the same command again");
	return rc;
}

/* Where from's copy of an issue got further, into's makes room for it. */
static int
exchange_copies(struct merge *m, struct db *db, struct err *e)
{
	int64_t from = m->twins.from.id, into = m->twins.into.id, spare;
	struct stmt *st;

	if (twins_spare(db, &spare, e) < 0)
		return -1;
	st = db_stmt(db, SQL_MERGE_YIELD);
	bind_int(st, ":from", from);
	bind_int(st, ":into", into);
	bind_int(st, ":spare", spare);
	bind_text(st, ":order", order);
	if (stmt_run(st, e) < 0)
		return -1;
	m->copies = change(db, SQL_MERGE_TAKE, from, into, e);
	if (m->copies < 0)
		return -1;
	st = db_stmt(db, SQL_MERGE_RETURN);
	bind_int(st, ":from", from);
	bind_int(st, ":spare", spare);
	if (stmt_run(st, e) < 0)
		return -1;
	return twins_drop_spare(db, spare, e);
}

/* The copies that stay behind say nothing about the person, and are not sent. */
static int
settle_doubles(struct merge *m, struct db *db, int64_t now, struct err *e)
{
	int64_t from = m->twins.from.id, into = m->twins.into.id;
	struct stmt *st = db_stmt(db, SQL_MERGE_SKIP);

	bind_int(st, ":from", from);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	m->skipped = db_changes(db);
	m->doubles = change(db, SQL_MERGE_STRIP, from, 0, e);
	if (m->doubles < 0 || change(db, SQL_MERGE_TAKE_CLICKS, from, into, e) < 0 ||
	    change(db, SQL_MERGE_TAKE_MAIL, from, into, e) < 0)
		return -1;
	return change(db, SQL_MERGE_TAKE_NOTICES, from, into, e) < 0 ? -1 : 0;
}

/* The person may have left what a copy that waits was for. */
static int
skip_unwanted(struct merge *m, struct db *db, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LEAVE_SKIP);

	bind_int(st, ":contact", m->twins.into.id);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

static int
unite(struct merge *m, struct db *db, const char *address, const char *into, int64_t now,
    struct arena *a, struct err *e)
{
	if (twins_find(&m->twins, db, address, into, a, e) < 0 ||
	    check_busy(db, &m->twins, e) < 0 || exchange_copies(m, db, e) < 0 ||
	    settle_doubles(m, db, now, e) < 0 ||
	    twins_unite(&m->twins, db, now, a, e) < 0)
		return -1;
	return skip_unwanted(m, db, now, e);
}

int
merge_contacts(struct merge *out, struct db *db, const char *address, const char *into,
    bool plan, int64_t now, struct arena *a, struct err *e)
{
	int rc;

	*out = (struct merge){ 0 };
	if (db_begin(db, e) < 0)
		return -1;
	rc = unite(out, db, address, into, now, a, e);
	if (rc == 0 && !plan)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}
