/* subscription - who is on which list.  See subscription.h. */
#include "people/subscription.h"

#include "people/event.h"
#include "util/buf.h"
#include "util/date.h"
#include "util/json.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

#define LISTS_MAX 1000        /* that one person is on */
#define DETAIL_MAX (1u << 20) /* bytes of what an event keeps of a row */

static const char *const state_names[] = { "pending", "active", "left" };

const char *
subscription_state_name(enum subscription_state s)
{
	return state_names[s];
}

enum subscription_state
subscription_state_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(state_names); i++) {
		if (str_eq(name, state_names[i]))
			return (enum subscription_state)i;
	}
	BUG("subscription state '%s'", name); /* the schema allows no other */
}

int
subscription_of(struct subscription **out, size_t *n, struct db *db, int64_t contact,
    struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_ROWS);
	struct subscription *rows = NULL, *more;
	size_t size = 0;
	int rc;

	*n = 0;
	bind_int(st, ":contact", contact);
	while ((rc = stmt_step(st, e)) > 0) {
		if (*n == size) {
			size = size == 0 ? 4 : 2 * size;
			more = arena_alloc(a, size * sizeof(*more));
			if (*n > 0)
				memcpy(more, rows, *n * sizeof(*more));
			rows = more;
		}
		rows[(*n)++] = (struct subscription){ .list = col_int(st, 0),
			.list_name = arena_strdup(a, col_text(st, 1)),
			.state = subscription_state_of(col_text(st, 2)),
			.since = col_int(st, 3),
			.source = arena_strdup(a, col_text(st, 4)),
			.expires = col_int(st, 5),
			.paused_until = col_int(st, 6) };
	}
	*out = rows;
	return rc;
}

bool
subscription_left_all(const struct subscription *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (rows[i].state != SUBSCRIPTION_LEFT)
			return false;
	}
	return n > 0;
}

static int
put(struct stmt *st, int64_t contact, const struct subscription *s, struct err *e)
{
	bind_int(st, ":contact", contact);
	bind_int(st, ":list", s->list);
	bind_text(st, ":state", subscription_state_name(s->state));
	bind_int(st, ":since", s->since);
	bind_text(st, ":source", s->source);
	return stmt_run(st, e);
}

/* An upsert takes half as long again as an insert: imports feel it. */
int
subscription_put_new(
    struct db *db, int64_t contact, const struct subscription *s, struct err *e)
{
	return put(db_stmt(db, SQL_SUBSCRIPTION_INSERT), contact, s, e);
}

int
subscription_put(
    struct db *db, int64_t contact, const struct subscription *s, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_SET);

	if (s->paused_until != 0)
		bind_int(st, ":paused_until", s->paused_until);
	return put(st, contact, s, e);
}

/* Says why, and what lifts it. */
static int
refuse_suppressed(enum suppression_reason reason, const char *address,
    const char *pattern, struct err *e)
{
	if (pattern != NULL)
		return err_set(e, ERR_CONFLICT,
		    "'%s' stays out: '%s' is blocked; 'nlctl unblock %s' lifts it",
		    address, pattern, pattern);
	if (reason == SUPPRESSION_FORGOTTEN)
		return err_set(e, ERR_CONFLICT,
		    "'%s' stays out: forgotten; 'nlctl unblock' lifts it when its owner "
		    "asks to come back",
		    address);
	return err_set(e, ERR_CONFLICT, "'%s' stays out: %s; 'nlctl unblock' lifts it",
	    address, suppression_reason_name(reason));
}

/* What stands against the address goes to *reason; what a confirmation does not
 * lift, or nobody is going to confirm, is refused. */
static int
check_suppressed(struct db *db, const struct address *address, bool confirm,
    enum suppression_reason *reason, struct arena *a, struct err *e)
{
	struct suppression *s;
	const char *pattern;
	int rc;

	if (suppression_open(&s, db, e) < 0)
		return -1;
	rc = suppression_check(s, address, reason, e);
	if (rc == 0)
		rc = suppression_pattern(s, address->key, a, &pattern, e);
	suppression_close(s);
	if (rc < 0 || *reason == SUPPRESSION_NONE ||
	    (confirm && *reason != SUPPRESSION_BLOCKED))
		return rc;
	return refuse_suppressed(*reason, address->display, pattern, e);
}

/* What the person's row on the list makes of the wish. */
static int
decide(enum subscription_outcome *out, struct db *db, int64_t contact,
    const struct subscription_request *r, enum suppression_reason reason, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_STATE);
	int rc;

	bind_int(st, ":contact", contact);
	bind_int(st, ":list", r->list);
	rc = stmt_step(st, e);
	*out = r->confirm ? SUBSCRIPTION_ASKS : SUBSCRIPTION_ADDED;
	if (rc <= 0)
		return rc;
	switch (subscription_state_of(col_text(st, 0))) {
	case SUBSCRIPTION_ACTIVE:
		/* Whose mail bounced may say that the address works again. */
		if (!r->stranger && (!r->confirm || reason == SUPPRESSION_NONE))
			*out = SUBSCRIPTION_THERE;
		break;
	case SUBSCRIPTION_LEFT:
		if (!r->confirm)
			*out = r->again ? SUBSCRIPTION_RETURNED : SUBSCRIPTION_HAD_LEFT;
		break;
	case SUBSCRIPTION_PENDING:
		break;
	}
	stmt_reset(st);
	return 0;
}

static int
add_new(struct subscription_result *out, struct db *db, const struct address *address,
    const struct subscription_request *r, struct arena *a, struct err *e)
{
	const char *fields;
	int64_t id;

	if (contact_assign(
		&fields, db, "{}", r->fields, r->stranger ? 0 : r->nfields, a, e) < 0 ||
	    contact_add(db, address, fields, r->now, r->source, &id, e) < 0 ||
	    contact_by_id(&out->contact, db, id, a, e) < 0)
		return -1;
	out->new_contact = true;
	out->outcome = r->confirm ? SUBSCRIPTION_ASKS : SUBSCRIPTION_ADDED;
	out->doubt = address->doubt;
	return 0;
}

static int
put_on_list(struct subscription_result *out, struct db *db,
    const struct subscription_request *r, struct err *e)
{
	struct subscription row = { .list = r->list,
		.state = SUBSCRIPTION_ACTIVE,
		.since = r->now,
		.source = r->source };
	struct event ev = { .at = r->now,
		.kind = out->outcome == SUBSCRIPTION_RETURNED ? "returned" : "subscribed",
		.contact = out->contact.id,
		.list = r->list,
		.source = r->source };

	if (subscription_put(db, out->contact.id, &row, e) < 0)
		return -1;
	return event_add(db, &ev, e);
}

static int
add(struct subscription_result *out, struct db *db, const struct address *address,
    const struct subscription_request *r, struct arena *a, struct err *e)
{
	enum suppression_reason reason;
	int rc;

	if (check_suppressed(db, address, r->confirm, &reason, a, e) < 0)
		return -1;
	rc = contact_by_key(&out->contact, db, address->key, a, e);
	if (rc == 0)
		rc = add_new(out, db, address, r, a, e);
	else if (rc > 0)
		rc = decide(&out->outcome, db, out->contact.id, r, reason, e);
	if (rc < 0 || out->outcome == SUBSCRIPTION_HAD_LEFT)
		return rc;
	if (!out->new_contact && !r->stranger && r->nfields > 0 &&
	    contact_store_fields(&out->contact, db, r->fields, r->nfields, r->now,
		r->source, a, &out->fields_changed, e) < 0)
		return -1;
	if (out->outcome == SUBSCRIPTION_THERE || out->outcome == SUBSCRIPTION_ASKS)
		return 0;
	return put_on_list(out, db, r, e);
}

int
subscription_add_within(struct subscription_result *out, struct db *db,
    const struct subscription_request *r, struct arena *a, struct err *e)
{
	struct address address;

	*out = (struct subscription_result){ .outcome = SUBSCRIPTION_ADDED, .doubt = "" };
	if (address_parse(&address, span_of(r->address), a, e) < 0)
		return err_ctx(e, "'%s'", r->address);
	return add(out, db, &address, r, a, e);
}

int
subscription_add(struct subscription_result *out, struct db *db,
    const struct subscription_request *r, struct arena *a, struct err *e)
{
	int rc;

	if (db_begin(db, e) < 0)
		return -1;
	rc = subscription_add_within(out, db, r, a, e);
	if (rc == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

/* A row that changes. */
struct change {
	int64_t list, since, paused_until;
	enum subscription_state state;
	const char *source; /* in the arena of the reading */
};

/* The rows of st: list, since, source, state, paused_until.  Their number, or -1. */
static int
read_changes(struct stmt *st, struct change *out, struct arena *a, struct err *e)
{
	int n = 0, rc;

	while ((rc = stmt_step(st, e)) > 0) {
		if (n == LISTS_MAX) {
			stmt_reset(st);
			return err_set(
			    e, ERR_IO, "a contact is on over %d lists", LISTS_MAX);
		}
		out[n++] = (struct change){
			.list = col_int(st, 0),
			.since = col_int(st, 1),
			.source = arena_strdup(a, col_text(st, 2)),
			.state = subscription_state_of(col_text(st, 3)),
			.paused_until = col_int(st, 4),
		};
	}
	return rc < 0 ? -1 : n;
}

/* {"was":{"state":…,"since":…,"source":…,"paused_until":…},"reason":…}: what
 * subscription_return needs, and why. */
static const char *
leave_detail(const struct change *was, const char *reason, struct arena *a)
{
	struct buf text;
	struct json j;
	char *out;

	buf_init(&text, DETAIL_MAX);
	json_init(&j, &text);
	json_open_object(&j);
	json_key(&j, "was");
	json_open_object(&j);
	json_key(&j, "state");
	json_put_str(&j, subscription_state_name(was->state));
	json_key(&j, "since");
	json_put_int(&j, was->since);
	json_key(&j, "source");
	json_put_str(&j, was->source);
	if (was->paused_until != 0) {
		json_key(&j, "paused_until");
		json_put_int(&j, was->paused_until);
	}
	json_close_object(&j);
	if (reason != NULL) {
		json_key(&j, "reason");
		json_put_str(&j, reason);
	}
	json_close_object(&j);
	out = arena_memdup(a, text.data, text.len);
	buf_release(&text);
	return out;
}

static int
leave_all(struct db *db, const struct leave_request *r, const struct change *rows, int n,
    struct arena *a, struct err *e)
{
	struct subscription row = {
		.state = SUBSCRIPTION_LEFT, .since = r->now, .source = r->source
	};
	struct event ev = { .at = r->now,
		.kind = "left",
		.contact = r->contact,
		.issue = r->issue,
		.source = r->source };
	int i;

	for (i = 0; i < n; i++) {
		row.list = ev.list = rows[i].list;
		ev.detail = leave_detail(&rows[i], r->reason, a);
		if (subscription_put(db, r->contact, &row, e) < 0 ||
		    event_add(db, &ev, e) < 0)
			return -1;
	}
	return 0;
}

int
subscription_leave(
    struct db *db, const struct leave_request *r, int *changed, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_TO_LEAVE);
	struct change rows[LISTS_MAX];
	struct arena a = { 0 };
	int n, rc = -1;

	bind_int(st, ":contact", r->contact);
	bind_int(st, ":list", r->list);
	n = read_changes(st, rows, &a, e);
	if (n >= 0)
		rc = leave_all(db, r, rows, n, &a, e);
	*changed = rc == 0 ? n : 0;
	arena_release(&a);
	return rc;
}

int
subscription_pause(
    struct db *db, const struct pause_request *r, bool *changed, struct err *e)
{
	char text[DATE_TEXT_SIZE], detail[DATE_TEXT_SIZE + sizeof("{\"until\":\"\"}")];
	struct event ev = { .at = r->now,
		.kind = r->until != 0 ? "paused" : "resumed",
		.contact = r->contact,
		.list = r->list,
		.source = r->source };
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_PAUSE);

	bind_int(st, ":contact", r->contact);
	bind_int(st, ":list", r->list);
	if (r->until != 0)
		bind_int(st, ":until", r->until);
	if (stmt_run(st, e) < 0)
		return -1;
	*changed = db_changes(db) > 0;
	if (!*changed)
		return 0;
	if (r->until != 0) {
		date_rfc3339(r->until, text);
		snprintf(detail, sizeof(detail), "{\"until\":\"%s\"}", text);
		ev.detail = detail;
	}
	return event_add(db, &ev, e);
}

static int
return_all(struct db *db, const struct return_request *r, const struct change *rows,
    int n, struct err *e)
{
	struct subscription row = { .state = SUBSCRIPTION_ACTIVE };
	struct event ev = { .at = r->now,
		.kind = "returned",
		.contact = r->contact,
		.issue = r->issue,
		.source = r->source };
	int i;

	for (i = 0; i < n; i++) {
		row.list = ev.list = rows[i].list;
		row.since = rows[i].since;
		row.source = rows[i].source;
		row.paused_until = rows[i].paused_until;
		if (subscription_put(db, r->contact, &row, e) < 0 ||
		    event_add(db, &ev, e) < 0)
			return -1;
	}
	return 0;
}

int
subscription_return(struct db *db, const struct return_request *r, int *n, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_TO_RETURN);
	struct change rows[LISTS_MAX];
	struct arena a = { 0 };
	int rc = -1;

	bind_int(st, ":contact", r->contact);
	bind_int(st, ":issue", r->issue);
	bind_int(st, ":after", r->after);
	*n = read_changes(st, rows, &a, e);
	if (*n >= 0)
		rc = return_all(db, r, rows, *n, e);
	arena_release(&a);
	return rc;
}
