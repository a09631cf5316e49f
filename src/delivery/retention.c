/* retention - what the settings retention.* say is kept no longer.  See
 * retention.h. */
#include "delivery/retention.h"

#include "delivery/click.h"
#include "delivery/forget.h"
#include "io/db_erase.h"
#include "people/quota.h"
#include "util/xalloc.h"

#define WINDOW 5000    /* rows looked at in one transaction */
#define PIECES 10      /* transactions of one walk in a run */
#define FORGET_MAX 200 /* contacts forgotten in one transaction */

/* One walk, at one piece of it. */
struct walk {
	struct db *db;
	int64_t now, before; /* what is older goes */
	int64_t after, last; /* rows with after < id <= last */
	int64_t *done;
};

static int
clear(struct walk *w, enum sql id, struct err *e)
{
	struct stmt *st = db_stmt(w->db, id);

	bind_int(st, ":after", w->after);
	bind_int(st, ":last", w->last);
	bind_int(st, ":before", w->before);
	if (stmt_run(st, e) < 0)
		return -1;
	*w->done += db_changes(w->db);
	return 0;
}

static int
clear_clicks(struct walk *w, struct err *e)
{
	return clear(w, SQL_RETENTION_CLICKS, e);
}

static int
clear_deliveries(struct walk *w, struct err *e)
{
	return clear(w, SQL_RETENTION_DELIVERIES, e);
}

struct old {
	int64_t contact;
	const char *key;
};

/* Who is to be forgotten in this piece; it ends with the last one when there are
 * more than fit. */
static int
find_old(struct walk *w, struct old found[FORGET_MAX], struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(w->db, SQL_RETENTION_CONTACTS);
	int n = 0, rc;

	bind_int(st, ":after", w->after);
	bind_int(st, ":last", w->last);
	bind_int(st, ":before", w->before);
	bind_int(st, ":limit", FORGET_MAX);
	while ((rc = stmt_step(st, e)) > 0)
		found[n++] =
		    (struct old){ col_int(st, 0), arena_strdup(a, col_text(st, 1)) };
	if (n == FORGET_MAX)
		w->last = found[n - 1].contact;
	return rc < 0 ? -1 : n;
}

static int
forget_contacts(struct walk *w, struct err *e)
{
	struct forget_rows f = { .source = "retention", .now = w->now };
	int64_t erased[FORGET_N] = { 0 };
	struct old found[FORGET_MAX];
	struct arena a = { 0 };
	struct suppression *s = NULL;
	bool blocked;
	int n, i, rc = 0;

	n = find_old(w, found, &a, e);
	if (n > 0)
		rc = suppression_open(&s, w->db, e);
	for (i = 0; i < n && rc == 0; i++) {
		f.contact = found[i].contact;
		f.key = found[i].key;
		rc = forget_rows(w->db, s, &f, erased, &blocked, e);
	}
	*w->done += erased[FORGET_CONTACT];
	suppression_close(s);
	arena_release(&a);
	return n < 0 ? -1 : rc;
}

static const struct kind {
	const char *name, *setting;
	enum sql window;
	int (*clear)(struct walk *w, struct err *e);
} kinds[] = {
	{ "contacts", "retention.contacts", SQL_RETENTION_CONTACT_WINDOW,
	    forget_contacts },
	{ "clicks", "retention.clicks", SQL_RETENTION_CLICK_WINDOW, clear_clicks },
	{ "deliveries", "retention.deliveries", SQL_RETENTION_DELIVERY_WINDOW,
	    clear_deliveries },
};

static int
read_after(struct walk *w, const struct kind *k, struct err *e)
{
	struct stmt *st = db_stmt(w->db, SQL_RETENTION_AFTER);
	int rc;

	bind_text(st, ":kind", k->name);
	rc = stmt_step(st, e);
	w->after = rc > 0 ? col_int(st, 0) : 0;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

/* The last row of the piece.  1: more may follow; 0: the round ends with it. */
static int
read_window(struct walk *w, const struct kind *k, struct err *e)
{
	struct stmt *st = db_stmt(w->db, k->window);
	int rc;

	bind_int(st, ":after", w->after);
	bind_int(st, ":offset", WINDOW - 1);
	rc = stmt_step(st, e);
	w->last = rc > 0 ? col_int(st, 0) : INT64_MAX;
	stmt_reset(st);
	return rc;
}

static int
write_after(struct walk *w, const struct kind *k, int64_t after, struct err *e)
{
	struct stmt *st;

	if (after == w->after)
		return 0;
	st = db_stmt(w->db, SQL_RETENTION_SET_AFTER);
	bind_text(st, ":kind", k->name);
	bind_int(st, ":after", after);
	return stmt_run(st, e);
}

/* One piece, in a transaction.  1: more may follow; 0: the round is over; -1. */
static int
step(struct walk *w, const struct kind *k, struct err *e)
{
	int more = -1;

	if (db_begin(w->db, e) < 0)
		return -1;
	if (read_after(w, k, e) < 0 || (more = read_window(w, k, e)) < 0)
		goto fail;
	if (k->clear(w, e) < 0)
		goto fail;
	/* The piece may have ended earlier than its window. */
	if (w->last != INT64_MAX)
		more = 1;
	if (write_after(w, k, more ? w->last : 0, e) < 0 || db_commit(w->db, e) < 0)
		goto fail;
	return more;
fail:
	db_rollback(w->db);
	return -1;
}

static int
walk(struct db *db, const struct kind *k, int64_t age, int64_t now, int64_t *done,
    struct err *e)
{
	struct walk w = { .db = db, .now = now, .before = now - age, .done = done };
	int i, more = 1;

	for (i = 0; i < PIECES && more > 0; i++)
		more = step(&w, k, e);
	return more < 0 ? -1 : 0;
}

int
retention_run(struct db *db, struct settings *settings, int64_t now,
    struct retention_done *out, struct err *e)
{
	int64_t *const done[] = { &out->contacts, &out->clicks, &out->deliveries };
	struct err ignored = { 0 };
	int64_t age;
	size_t i;

	*out = (struct retention_done){ 0 };
	if (quota_sweep(db, now, e) < 0 || click_settle(db, now, e) < 0)
		return -1;
	if (db_erase_begin(db, e) < 0)
		return -1;
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		if (setting_duration(settings, 0, kinds[i].setting, &age, e) < 0)
			return -1;
		if (age > 0 && walk(db, &kinds[i], age, now, done[i], e) < 0)
			return -1;
	}
	/* Somebody may be reading: a later run gets it. */
	if (out->contacts + out->clicks + out->deliveries > 0)
		db_erase_log(db, &ignored);
	return 0;
}
