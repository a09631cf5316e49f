/* event - what happened, to whom, when, from where.  See event.h. */
#include "people/event.h"

static void
bind_id(struct stmt *st, const char *name, int64_t id)
{
	if (id == 0)
		bind_null(st, name);
	else
		bind_int(st, name, id);
}

int
event_add(struct db *db, const struct event *ev, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_EVENT_INSERT);

	bind_int(st, ":at", ev->at);
	bind_text(st, ":kind", ev->kind);
	bind_id(st, ":contact", ev->contact);
	bind_id(st, ":list", ev->list);
	bind_id(st, ":issue", ev->issue);
	bind_text(st, ":source", ev->source);
	bind_text(st, ":detail", ev->detail);
	return stmt_run(st, e);
}

int
event_store(struct db *db, int64_t contact, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_EVENT_STORE);

	bind_int(st, ":contact", contact);
	return stmt_run(st, e);
}

static int
run_with_last(struct db *db, enum sql sql, int64_t last, struct err *e)
{
	struct stmt *st = db_stmt(db, sql);

	bind_int(st, ":last", last);
	return stmt_run(st, e);
}

int
event_reserve(struct db *db, int64_t n, int64_t *first, struct err *e)
{
	int64_t last;

	if (event_last(db, &last, e) < 0)
		return -1;
	*first = last + 1;
	return run_with_last(db, SQL_EVENT_RESERVE, last + n, e);
}

int
event_release(struct db *db, int64_t first, int64_t n, struct err *e)
{
	return run_with_last(db, SQL_EVENT_RELEASE, first + n - 1, e);
}

int
event_last(struct db *db, int64_t *out, struct err *e)
{
	return stmt_int(db_stmt(db, SQL_EVENT_LAST), out, e);
}

int
event_each(struct db *db, int64_t contact,
    int (*each)(void *arg, const struct event_row *row, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_EVENT_ROWS);
	int rc;

	bind_int(st, ":contact", contact);
	while ((rc = stmt_step(st, e)) > 0) {
		struct event_row row = { .at = col_int(st, 0),
			.kind = col_text(st, 1),
			.list = col_text(st, 2),
			.issue = col_text(st, 3),
			.source = col_text(st, 4),
			.detail = col_text(st, 5) };

		if (each(arg, &row, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}
