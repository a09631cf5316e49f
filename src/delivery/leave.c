/* leave - a token comes back.  See leave.h. */
#include "delivery/leave.h"

#include "delivery/issue.h"
#include "people/contact.h"
#include "people/token_alias.h"
#include "util/str.h"

#define OFFER_MAX 100 /* lists of one issue that a page names */

struct found {
	int64_t issue, contact;
};

/* It is of no delivery: say what it is. */
static int
refuse(struct db *db, const unsigned char token[UUID_SIZE], struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_BY_TOKEN);
	const char *what =
	    "this token was never given out: it stands in the unsubscribe link of "
	    "a received message";
	int rc;

	bind_blob(st, ":token", token, UUID_SIZE);
	rc = stmt_step(st, e);
	if (rc > 0 && str_eq(col_text(st, 0), "test"))
		what = "this token is of a test copy: nobody leaves by it";
	else if (rc > 0 && str_eq(col_text(st, 0), "confirmation"))
		what = "this token is of a confirmation: 'nlctl confirm' takes it";
	stmt_reset(st);
	return rc < 0 ? -1 : err_set(e, ERR_NOTFOUND, "%s", what);
}

static int
find(struct db *db, const unsigned char token[UUID_SIZE], struct arena *a,
    struct found *found, struct leave_result *out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_BY_TOKEN);
	int rc;

	bind_blob(st, ":token", token, UUID_SIZE);
	rc = stmt_step(st, e);
	if (rc > 0) {
		found->issue = col_int(st, 0);
		found->contact = col_int(st, 1);
		out->address = arena_strdup(a, col_text(st, 2));
		out->issue = arena_strdup(a, col_text(st, 3));
	}
	stmt_reset(st);
	if (rc == 0)
		return refuse(db, token, e);
	return rc < 0 ? -1 : 0;
}

static int
skip_waiting(struct db *db, int64_t contact, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LEAVE_SKIP);

	bind_int(st, ":contact", contact);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

/* Off every list of the issue, in the caller's transaction. */
static int
leave_issue(struct db *db, const struct found *found, const struct leave_cause *cause,
    struct arena *a, struct leave_result *out, struct err *e)
{
	struct leave_request r = { .contact = found->contact,
		.issue = found->issue,
		.source = cause->source,
		.reason = cause->reason,
		.now = cause->now };
	struct issue_list *lists;
	int n, i, changed;

	out->lists = "";
	n = issue_lists(db, found->issue, a, &lists, e);
	for (i = 0; i < n; i++) {
		r.list = lists[i].id;
		if (subscription_leave(db, &r, &changed, e) < 0)
			return -1;
		out->lists = arena_printf(
		    a, "%s%s%s", out->lists, i > 0 ? "; " : "", lists[i].name);
	}
	if (n < 0)
		return -1;
	return skip_waiting(db, found->contact, cause->now, e);
}

static int
leave_found(struct db *db, const struct found *found, const struct leave_cause *cause,
    struct arena *a, struct leave_result *out, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (leave_issue(db, found, cause, a, out, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

int
leave_by_token(struct db *db, const unsigned char token[UUID_SIZE], const char *source,
    int64_t now, struct arena *a, struct leave_result *out, struct err *e)
{
	struct leave_cause cause = { .source = source, .now = now };
	struct found found = { 0 };

	*out = (struct leave_result){ .address = "" };
	/* Who has a wrong token does not wait for the lock. */
	if (find(db, token, a, &found, out, e) < 0)
		return -1;
	return leave_found(db, &found, &cause, a, out, e);
}

int
leave_by_alias(struct db *db, const char *alias, const char *source, int64_t now,
    struct arena *a, struct leave_result *out, struct err *e)
{
	struct leave_request r = { .source = source, .now = now };
	struct contact contact;
	struct err gone = { 0 };
	int rc = token_alias_find(db, alias, &r.contact, e);

	*out = (struct leave_result){ .address = "", .issue = "", .lists = "every list" };
	if (rc == 0)
		return err_set(e, ERR_NOTFOUND, "this token was never given out");
	if (rc < 0)
		return -1;
	if (contact_by_id(&contact, db, r.contact, a, &gone) == 0)
		out->address = contact.address;
	return leave_lists(db, &r, e);
}

int
leave_within(struct db *db, const struct leave_request *r, struct err *e)
{
	int changed;

	if (subscription_leave(db, r, &changed, e) < 0)
		return -1;
	return skip_waiting(db, r->contact, r->now, e);
}

int
leave_lists(struct db *db, const struct leave_request *r, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (leave_within(db, r, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

/* Whose token is it?  Both places are looked at, whatever the first one says. */
static int
look_up(struct db *db, const char *token, struct leave_offer *out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_BY_TOKEN);
	unsigned char uuid[UUID_SIZE] = { 0 };
	int64_t alias = 0;
	int rc;

	uuid_read(token, uuid); /* what is none stays 0, which is nobody's */
	bind_blob(st, ":token", uuid, UUID_SIZE);
	rc = stmt_step(st, e);
	if (rc > 0) {
		out->issue = col_int(st, 0);
		out->contact = col_int(st, 1);
	}
	stmt_reset(st);
	if (rc < 0 || token_alias_find(db, token, &alias, e) < 0)
		return -1;
	if (rc == 0)
		out->contact = alias;
	return 0;
}

int
leave_look(struct leave_offer *out, struct db *db, const char *token, struct arena *a,
    struct err *e)
{
	struct stmt *st;
	int rc;

	*out = (struct leave_offer){ .address = "",
		.language = "",
		.lists = arena_alloc(a, OFFER_MAX * sizeof(*out->lists)) };
	if (look_up(db, token, out, e) < 0)
		return -1;
	st = db_stmt(db, SQL_LEAVE_OFFER);
	bind_int(st, ":contact", out->contact);
	bind_int(st, ":issue", out->issue);
	while ((rc = stmt_step(st, e)) > 0 && out->nlists < OFFER_MAX) {
		if (out->nlists == 0)
			out->first_list = col_int(st, 3);
		out->lists[out->nlists++] = arena_strdup(a, col_text(st, 0));
		out->address = arena_strdup(a, col_text(st, 1));
		out->language = arena_strdup(a, col_text(st, 2));
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
leave_accept(struct db *db, const struct leave_offer *o, const struct leave_cause *c,
    struct arena *a, struct err *e)
{
	struct leave_request all = { .contact = o->contact,
		.source = c->source,
		.reason = c->reason,
		.now = c->now };
	struct found found = { o->issue, o->contact };
	struct leave_result result;

	if (o->issue == 0)
		return leave_lists(db, &all, e);
	return leave_found(db, &found, c, a, &result, e);
}

static int
unskip(struct db *db, int64_t contact, int64_t after, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LEAVE_UNSKIP);

	bind_int(st, ":contact", contact);
	bind_int(st, ":after", after);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

int
leave_undo(struct db *db, const struct leave_offer *o, const struct leave_cause *c,
    int64_t after, int *n, struct err *e)
{
	struct return_request r = { .contact = o->contact,
		.issue = o->issue,
		.after = after,
		.source = c->source,
		.now = c->now };
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (subscription_return(db, &r, n, e) == 0 &&
	    (*n == 0 || unskip(db, o->contact, after, c->now, e) == 0))
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}
