/* optin - double opt-in.  See optin.h. */
#include "people/optin.h"

#include "people/address.h"
#include "people/event.h"
#include "people/subscription.h"
#include "people/suppression.h"
#include "util/date.h"
#include "util/json.h"
#include "util/xalloc.h"

#include <string.h>

#define ASKED_MAX 65536 /* bytes of the record of an asking */
#define EXPIRE_BATCH 500

int
optin_token(
    struct optin *o, struct db *db, int64_t now, struct random *random, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_AWAITED);
	int rc;

	bind_int(st, ":contact", o->contact);
	bind_int(st, ":list", o->list);
	bind_int(st, ":now", now);
	rc = stmt_step(st, e);
	if (rc < 0)
		return -1;
	o->is_new = rc == 0;
	if (o->is_new)
		random_uuid(random, o->token);
	else if (col_span(st, 0).n != UUID_SIZE)
		BUG("a token of %zu octets", col_span(st, 0).n);
	else
		memcpy(o->token, col_span(st, 0).s, UUID_SIZE);
	stmt_reset(st);
	return 0;
}

/* {"asked":…,"source":…,"wording":…,"sha256":…}: the consent, but for its end; and what
 * is held. */
static void
write_asked(const struct optin_asked *asked, int64_t now, struct buf *out)
{
	char at[DATE_TEXT_SIZE];
	struct json j;

	date_rfc3339(now, at);
	json_init(&j, out);
	json_open_object(&j);
	json_key(&j, "asked");
	json_put_str(&j, at);
	json_key(&j, "source");
	json_put_str(&j, asked->source);
	if (*asked->wording != '\0') {
		json_key(&j, "wording");
		json_put_str(&j, asked->wording);
		json_key(&j, "sha256");
		json_put_str(&j, asked->hash);
	}
	optin_held_write(&asked->held, &j);
	json_close_object(&j);
}

int
optin_await(struct db *db, const struct optin *o, const struct optin_asked *asked,
    int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_AWAIT);
	struct event ev = {
		.at = now, .kind = "pending", .contact = o->contact, .list = o->list
	};
	struct buf text;
	int rc;

	buf_init(&text, ASKED_MAX);
	if (asked != NULL)
		write_asked(asked, now, &text);
	bind_int(st, ":contact", o->contact);
	bind_int(st, ":list", o->list);
	bind_int(st, ":now", now);
	bind_text(st, ":source", asked != NULL ? asked->source : "");
	bind_blob(st, ":token", o->token, UUID_SIZE);
	bind_int(st, ":expires", o->expires);
	bind_text(st, ":asked", asked != NULL ? text.data : NULL);
	rc = stmt_run(st, e);
	if (rc == 0 && asked != NULL) {
		ev.source = asked->source;
		rc = event_add(db, &ev, e);
	}
	buf_release(&text);
	return rc;
}

/* A row that has the token. */
struct found {
	int64_t contact, list;
	int64_t expires;   /* 0: confirmed before */
	int64_t confirmed; /* then */
	const char *address, *list_name, *language;
};

/* 1, 0 (nobody has it) or -1. */
static int
find(struct db *db, const unsigned char token[UUID_SIZE], struct arena *a,
    struct found *found, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_BY_TOKEN);
	int rc;

	bind_blob(st, ":token", token, UUID_SIZE);
	rc = stmt_step(st, e);
	if (rc > 0)
		*found = (struct found){ .contact = col_int(st, 0),
			.list = col_int(st, 1),
			.list_name = arena_strdup(a, col_text(st, 2)),
			.address = arena_strdup(a, col_text(st, 3)),
			.expires = col_int(st, 4),
			.confirmed = col_int(st, 5),
			.language = arena_strdup(a, col_text(st, 6)) };
	stmt_reset(st);
	return rc;
}

int
optin_look(struct optin_asks *out, struct db *db, const unsigned char token[UUID_SIZE],
    int64_t now, struct arena *a, struct err *e)
{
	struct found found;
	int rc = find(db, token, a, &found, e);

	if (rc <= 0)
		return rc;
	*out = (struct optin_asks){ found.list, found.address, found.list_name,
		found.language, found.expires == 0 };
	return found.expires == 0 || found.expires > now;
}

static int
lift(struct db *db, const struct found *found, const struct optin_confirmed *c,
    int64_t now, struct arena *a, enum suppression_reason *was, struct err *e)
{
	struct suppression *s;
	struct address address;
	int rc = -1;

	if (address_parse(&address, span_of(c->address), a, e) < 0 ||
	    suppression_open(&s, db, e) < 0)
		return -1;
	if (suppression_check(s, &address, was, e) < 0)
		goto out;
	if (*was == SUPPRESSION_BLOCKED)
		err_set(e, ERR_CONFLICT,
		    "'%s' stays out: blocked; 'nlctl unblock' lifts it", c->address);
	else
		rc = suppression_lift(s, address.key, found->contact, now, was, e);
out:
	suppression_close(s);
	return rc;
}

/* The row becomes active; its consent, in full, is the event's detail too: it
 * outlives the next one. */
static int
put_on_list(
    struct db *db, const struct found *found, const char *how, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_CONFIRM);
	struct arena a = { 0 };
	struct event ev = { .at = now,
		.kind = "confirmed",
		.contact = found->contact,
		.list = found->list,
		.source = how };
	char at[DATE_TEXT_SIZE];
	int rc;

	date_rfc3339(now, at);
	bind_int(st, ":contact", found->contact);
	bind_int(st, ":list", found->list);
	bind_int(st, ":now", now);
	bind_text(st, ":confirmed", at);
	bind_text(st, ":how", how);
	rc = stmt_step(st, e);
	if (rc > 0)
		ev.detail = arena_strdup(&a, col_text(st, 0));
	stmt_reset(st);
	if (rc == 0)
		BUG("a confirmation without its row");
	if (rc > 0)
		rc = event_add(db, &ev, e);
	arena_release(&a);
	return rc;
}

static int
note_lifted(struct db *db, const struct found *found, enum suppression_reason was,
    const char *how, int64_t now, struct err *e)
{
	struct arena a = { 0 };
	struct event ev = {
		.at = now, .kind = "unblocked", .contact = found->contact, .source = how
	};
	int rc;

	if (was == SUPPRESSION_NONE)
		return 0;
	ev.detail = arena_printf(&a, "{\"was\":\"%s\"}", suppression_reason_name(was));
	rc = event_add(db, &ev, e);
	arena_release(&a);
	return rc;
}

int
optin_confirm_within(struct optin_confirmed *out, struct db *db,
    const unsigned char token[UUID_SIZE], const char *how, int64_t now, struct arena *a,
    struct err *e)
{
	enum suppression_reason was;
	struct found found;
	int rc = find(db, token, a, &found, e);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(
		    e, ERR_NOTFOUND, "no confirmation is awaited by this token");
	*out =
	    (struct optin_confirmed){ found.address, found.list_name, found.confirmed };
	if (found.expires == 0)
		return 0;
	if (found.expires <= now)
		return err_set(e, ERR_CONFLICT,
		    "the confirmation of '%s' comes too late: 'nlctl subscribe' asks again",
		    out->address);
	out->at = now;
	if (lift(db, &found, out, now, a, &was, e) < 0 ||
	    optin_held_set(db, found.contact, found.list, how, now, e) < 0 ||
	    put_on_list(db, &found, how, now, e) < 0)
		return -1;
	return note_lifted(db, &found, was, how, now, e);
}

int
optin_confirm(struct optin_confirmed *out, struct db *db,
    const unsigned char token[UUID_SIZE], const char *how, int64_t now, struct arena *a,
    struct err *e)
{
	int rc;

	*out = (struct optin_confirmed){ "", "", 0 };
	if (db_begin(db, e) < 0)
		return -1;
	rc = optin_confirm_within(out, db, token, how, now, a, e);
	if (rc == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

struct late {
	int64_t contact, list;
	bool pending;
};

/* Up to max rows whose time is over; their number, or -1. */
static int
find_late(struct db *db, int64_t now, struct late *out, int max, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_EXPIRED);
	int n = 0, rc;

	bind_int(st, ":now", now);
	bind_int(st, ":limit", max);
	while ((rc = stmt_step(st, e)) > 0)
		out[n++] = (struct late){ col_int(st, 0), col_int(st, 1),
			subscription_state_of(col_text(st, 2)) == SUBSCRIPTION_PENDING };
	return rc < 0 ? -1 : n;
}

static int
expire(struct db *db, const struct late *late, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, late->pending ? SQL_OPTIN_REMOVE : SQL_OPTIN_CLEAR);
	struct event ev = { .at = now,
		.kind = "expired",
		.contact = late->contact,
		.list = late->list,
		.source = "run" };

	bind_int(st, ":contact", late->contact);
	bind_int(st, ":list", late->list);
	if (stmt_run(st, e) < 0)
		return -1;
	return event_add(db, &ev, e);
}

/* One transaction; the number of rows, or -1. */
static int
expire_some(struct db *db, int64_t now, int max, struct err *e)
{
	struct late late[EXPIRE_BATCH];
	int n, i;

	if (db_begin(db, e) < 0)
		return -1;
	n = find_late(db, now, late, max, e);
	for (i = 0; i < n; i++) {
		if (expire(db, &late[i], now, e) < 0)
			n = -1;
	}
	if (n > 0 && db_commit(db, e) < 0)
		n = -1;
	db_rollback(db);
	return n;
}

int
optin_void(struct db *db, int64_t contact, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_VOID);

	bind_int(st, ":contact", contact);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

int
optin_expire(struct db *db, int64_t now, int64_t max, int64_t *n, struct err *e)
{
	struct late first;
	int some = find_late(db, now, &first, 1, e);

	*n = 0;
	/* Mostly there is none: then nobody waits for the lock. */
	while (some > 0 && *n < max) {
		some = max - *n < EXPIRE_BATCH ? (int)(max - *n) : EXPIRE_BATCH;
		some = expire_some(db, now, some, e);
		if (some > 0)
			*n += some;
	}
	return some < 0 ? -1 : 0;
}
