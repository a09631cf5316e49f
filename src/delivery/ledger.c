/* ledger - what happened to each copy, durably.  See ledger.h. */
#include "delivery/ledger.h"

#include "util/xalloc.h"

#include <string.h>

#define QUEUE_ID_MAX 64 /* longer ones are no queue ids */

static void
read_token(struct stmt *st, int column, struct due *d)
{
	struct span token = col_span(st, column);

	if (token.n != UUID_SIZE)
		BUG("a token of %zu octets", token.n);
	memcpy(d->token, token.s, UUID_SIZE);
}

static void
read_delivery(struct stmt *st, struct arena *a, struct due *d)
{
	*d = (struct due){ .kind = COPY_DELIVERY, .id = col_int(st, 0), .sender = "" };
	read_token(st, 1, d);
	d->due = col_int(st, 2);
	d->attempts = (int)col_int(st, 3);
	d->first_attempt = col_int(st, 4);
	d->since = col_int(st, 5);
	d->contact = col_int(st, 6);
	d->address = arena_strdup(a, col_text(st, 7));
	d->key = arena_strdup(a, col_text(st, 8));
	d->eai = col_int(st, 9) != 0;
	d->fields = arena_strdup(a, col_text(st, 10));
	/* A forgotten contact has no address: there is nobody to send to. */
	d->gone = *d->key == '\0' ? "unsubscribed" : arena_strdup(a, col_text(st, 11));
}

int
ledger_next(struct db *db, int64_t issue, int64_t now, struct ledger_cursor *at,
    struct arena *a, struct due *out, int max, struct err *e)
{
	struct stmt *st;
	int n = 0, rc;

	for (;;) {
		st = db_stmt(db, SQL_DELIVERY_NEXT);
		bind_int(st, ":issue", issue);
		bind_text(st, ":state", delivery_state_names[at->state]);
		bind_int(st, ":now", now);
		bind_int(st, ":due", at->due);
		bind_int(st, ":after", at->after);
		bind_int(st, ":limit", max);
		while ((rc = stmt_step(st, e)) > 0) {
			read_delivery(st, a, &out[n]);
			at->due = out[n].due;
			at->after = out[n].id;
			n++;
		}
		if (rc < 0 || n > 0 || at->state == DELIVERY_DEFERRED)
			return rc < 0 ? -1 : n;
		*at = (struct ledger_cursor){ .state = DELIVERY_DEFERRED };
	}
}

int
ledger_next_notices(struct db *db, int64_t now, int64_t *after, struct arena *a,
    struct due *out, int max, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_NEXT);
	struct span message;
	struct due *d;
	int n = 0, rc;

	bind_int(st, ":now", now);
	bind_int(st, ":after", *after);
	bind_int(st, ":limit", max);
	while ((rc = stmt_step(st, e)) > 0) {
		d = &out[n++];
		*d =
		    (struct due){ .kind = COPY_NOTICE, .id = col_int(st, 0), .gone = "" };
		read_token(st, 1, d);
		d->due = col_int(st, 2);
		d->attempts = (int)col_int(st, 3);
		d->first_attempt = d->since = col_int(st, 4);
		d->key = d->address = arena_strdup(a, col_text(st, 5));
		message = col_span(st, 6);
		d->message =
		    (struct span){ arena_memdup(a, message.s, message.n), message.n };
		d->eai = col_int(st, 7) != 0;
		d->sender = arena_strdup(a, col_text(st, 8));
		*after = d->id;
	}
	return rc < 0 ? -1 : n;
}

static int
is_due(struct stmt *st, int64_t now, struct err *e)
{
	int rc;

	bind_int(st, ":now", now);
	rc = stmt_step(st, e);
	stmt_reset(st);
	return rc;
}

int
ledger_due(struct db *db, int64_t issue, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_DUE);

	bind_int(st, ":issue", issue);
	return is_due(st, now, e);
}

int
ledger_notices_due(struct db *db, int64_t now, struct err *e)
{
	return is_due(db_stmt(db, SQL_NOTICE_DUE), now, e);
}

int
ledger_claim(struct db *db, const struct claim *c, int64_t now, struct err *e)
{
	struct stmt *st =
	    db_stmt(db, c->kind == COPY_DELIVERY ? SQL_DELIVERY_CLAIM : SQL_NOTICE_CLAIM);

	bind_int(st, ":id", c->id);
	if (c->kind == COPY_DELIVERY) {
		bind_int(st, ":revision", c->revision);
		bind_text(st, ":to", c->to);
	}
	bind_text(st, ":relay", c->relay);
	bind_int(st, ":date", c->date);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	return db_changes(db) > 0;
}

/* "2.0.0 Ok: queued as 4XyZ1b" and its like: what the relay calls it. */
static struct span
queue_id_of(const char *text)
{
	static const char *const marks[] = { "queued as ",
		"Message accepted for delivery: ", "id=", "queued mail for delivery: " };
	const char *at = NULL;
	size_t i, n;

	for (i = 0; i < ARRAY_LEN(marks) && at == NULL; i++) {
		at = strstr(text, marks[i]);
		if (at != NULL)
			at += strlen(marks[i]);
	}
	if (at == NULL)
		return (struct span){ "", 0 };
	n = strcspn(at, " ,;)]>");
	return (struct span){ at, n <= QUEUE_ID_MAX ? n : 0 };
}

static enum delivery_state
state_of(const struct outcome *o)
{
	switch (o->verdict.fate) {
	case FATE_SENT:
		return DELIVERY_SENT;
	case FATE_DEFERRED:
		return o->expired ? DELIVERY_FAILED : DELIVERY_DEFERRED;
	case FATE_FAILED:
		return DELIVERY_FAILED;
	case FATE_UNCERTAIN:
		return DELIVERY_UNCERTAIN;
	case FATE_UNTRIED:
		return DELIVERY_QUEUED;
	}
	BUG("fate %d has no state", (int)o->verdict.fate);
}

static int
unclaim(struct db *db, enum copy_kind kind, int64_t id, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(
	    db, kind == COPY_DELIVERY ? SQL_DELIVERY_UNCLAIM : SQL_NOTICE_UNCLAIM);

	bind_int(st, ":id", id);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

/* A copy that would be tried again, though its issue was cancelled while it was on
 * its way.  1: it is skipped; 0: it waits; -1. */
static int
give_up(struct db *db, int64_t delivery, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_GIVE_UP);

	bind_int(st, ":id", delivery);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	return db_changes(db) > 0;
}

int
ledger_unfit(struct db *db, enum copy_kind kind, int64_t id, const char *text,
    int64_t now, struct err *e)
{
	struct stmt *st =
	    db_stmt(db, kind == COPY_DELIVERY ? SQL_DELIVERY_RECORD : SQL_NOTICE_RECORD);

	bind_int(st, ":id", id);
	bind_text(st, ":state", delivery_state_names[DELIVERY_FAILED]);
	bind_text(st, ":reason", "unfit");
	bind_int(st, ":due", 0);
	bind_int(st, ":now", now);
	bind_text(st, ":reply", text);
	return stmt_run(st, e);
}

static int
set_outcome(struct db *db, enum copy_kind kind, int64_t id, const struct outcome *o,
    enum delivery_state state, int64_t now, struct err *e)
{
	struct span queue_id;
	struct stmt *st;

	st = db_stmt(db, kind == COPY_DELIVERY ? SQL_DELIVERY_RECORD : SQL_NOTICE_RECORD);
	bind_int(st, ":id", id);
	bind_text(st, ":state", delivery_state_names[state]);
	if (state == DELIVERY_FAILED)
		bind_text(st, ":reason",
		    o->expired                              ? "expired"
			: o->verdict.class == CLASS_NO_UTF8 ? "no-smtputf8"
							    : "refused");
	bind_int(st, ":due", state == DELIVERY_DEFERRED ? o->due : 0);
	bind_int(st, ":now", now);
	bind_text(st, ":relay", o->relay);
	if (o->reply->code != 0) {
		bind_int(st, ":code", o->reply->code);
		bind_text(st, ":status", o->reply->status);
	}
	queue_id = queue_id_of(o->reply->text);
	if (state == DELIVERY_SENT && queue_id.n > 0)
		bind_span(st, ":queue_id", queue_id);
	else if (state != DELIVERY_SENT)
		bind_text(st, ":reply", o->reply->code != 0 ? o->reply->text : o->text);
	return stmt_run(st, e);
}

int
ledger_record(struct db *db, enum copy_kind kind, int64_t id, const struct outcome *o,
    int64_t now, struct err *e)
{
	enum delivery_state state = state_of(o);
	int rc;

	if (state == DELIVERY_QUEUED)
		rc = unclaim(db, kind, id, now, e);
	else
		rc = set_outcome(db, kind, id, o, state, now, e);
	if (rc == 0 && kind == COPY_DELIVERY &&
	    (state == DELIVERY_QUEUED || state == DELIVERY_DEFERRED))
		rc = give_up(db, id, now, e);
	if (rc < 0)
		return -1;
	return rc > 0 ? DELIVERY_SKIPPED : state;
}

int
ledger_skip(struct db *db, int64_t delivery, const char *why, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_SKIP);

	bind_int(st, ":id", delivery);
	bind_text(st, ":reason", why);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

int
ledger_recover(struct db *db, int64_t now, int64_t *n, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_RECOVER);

	*n = 0;
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	*n = db_changes(db);
	st = db_stmt(db, SQL_NOTICE_RECOVER);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	*n += db_changes(db);
	return 0;
}
