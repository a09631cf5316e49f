/* subscriber - the rows of `nlctl subscribers`.  See subscriber.h. */
#include "people/subscriber.h"

static void
bind_filter(struct stmt *st, const struct subscriber_filter *f)
{
	bind_int(st, ":list", f->list);
	bind_int(st, ":mailable", f->mailable);
	bind_int(st, ":now", f->now);
}

int
subscriber_each(struct db *db, const struct subscriber_filter *f,
    int (*each)(void *arg, const struct subscriber *s, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt_with(db, SQL_SUBSCRIBER_ROWS, audience_where(f->where));
	int rc;

	bind_filter(st, f);
	while ((rc = stmt_step(st, e)) > 0) {
		struct subscriber s = { .contact = col_int(st, 0),
			.address = col_text(st, 1),
			.key = col_text(st, 2),
			.eai = col_int(st, 3) != 0,
			.fields = col_text(st, 4),
			.language = col_text(st, 5),
			.added = col_int(st, 6),
			.list = col_text(st, 7),
			.state = col_text(st, 8),
			.since = col_int(st, 9),
			.source = col_text(st, 10),
			.suppressed = col_text(st, 11),
			.paused_until = col_int(st, 12) };

		if (each(arg, &s, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}

/* The one number of such a statement. */
static int
number(struct stmt *st, const struct subscriber_filter *f, int64_t *out, struct err *e)
{
	int rc;

	*out = 0;
	bind_filter(st, f);
	rc = stmt_step(st, e);
	if (rc > 0) {
		*out = col_int(st, 0);
		stmt_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

int
subscriber_count(
    struct db *db, const struct subscriber_filter *f, int64_t *out, struct err *e)
{
	return number(
	    db_stmt_with(db, SQL_SUBSCRIBER_NUMBER, audience_where(f->where)), f, out, e);
}

int
subscriber_any(struct db *db, const struct subscriber_filter *f, bool *out, struct err *e)
{
	int64_t n;
	int rc = number(
	    db_stmt_with(db, SQL_SUBSCRIBER_ANY, audience_where(f->where)), f, &n, e);

	*out = n != 0;
	return rc;
}
