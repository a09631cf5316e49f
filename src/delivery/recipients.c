/* recipients - whom an issue goes to.  See recipients.h. */
#include "delivery/recipients.h"

#include <string.h>

/* A condition, compiled for as long as it is used. */
struct condition {
	struct arena a;
	struct audience audience;
	const struct db_piece *piece; /* NULL: there is none */
	const char *lists, *without;  /* JSON arrays */
};

int
recipients_of_issue(
    struct recipients *out, struct db *db, int64_t id, struct arena *a, struct err *e)
{
	struct issue issue = { .id = id, .where = "" };

	*out = (struct recipients){ .where = "" };
	if (issue_refresh(db, a, &issue, e) < 0)
		return -1;
	out->where = issue.where;
	out->nlists = issue_lists(db, id, a, &out->lists, e);
	if (out->nlists < 0)
		return -1;
	out->nwithout = issue_excluded(db, id, a, &out->without, e);
	return out->nwithout < 0 ? -1 : 0;
}

static bool
has(const struct issue_list *lists, int n, int64_t id)
{
	int i;

	for (i = 0; i < n; i++) {
		if (lists[i].id == id)
			return true;
	}
	return false;
}

static bool
same_lists(const struct issue_list *a, int na, const struct issue_list *b, int nb)
{
	int i;

	for (i = 0; i < na; i++) {
		if (!has(b, nb, a[i].id))
			return false;
	}
	for (i = 0; i < nb; i++) {
		if (!has(a, na, b[i].id))
			return false;
	}
	return true;
}

bool
recipients_equal(const struct recipients *a, const struct recipients *b)
{
	return same_lists(a->lists, a->nlists, b->lists, b->nlists) &&
	    same_lists(a->without, a->nwithout, b->without, b->nwithout) &&
	    str_eq(a->where, b->where);
}

/* To be released in every case. */
static int
prepare(struct condition *c, struct db *db, const struct recipients *r, int64_t now,
    struct err *e)
{
	struct audience_text text = {
		.expression = r->where, .label = "--where", .now = now
	};

	*c = (struct condition){ .piece = NULL };
	c->lists = issue_list_json(r->lists, r->nlists, &c->a);
	c->without = issue_list_json(r->without, r->nwithout, &c->a);
	if (r->where[0] == '\0')
		return 0;
	text.lists = c->lists;
	if (audience_compile(&c->audience, db, &text, &c->a, e) < 0)
		return -1;
	c->piece = audience_where(&c->audience);
	return 0;
}

static struct stmt *
start(struct db *db, enum sql id, const struct condition *c, int64_t now)
{
	struct stmt *st = db_stmt_with(db, id, c->piece);

	bind_text(st, ":lists", c->lists);
	bind_text(st, ":without", c->without);
	bind_int(st, ":now", now);
	return st;
}

/* limit -1: all of them */
static struct stmt *
start_rows(
    struct db *db, const struct condition *c, int64_t now, int64_t after, int64_t limit)
{
	struct stmt *st = start(db, SQL_RECIPIENTS_ROWS, c, now);

	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return st;
}

int
recipients_check(struct db *db, const struct recipients *r, int64_t now, struct err *e)
{
	struct condition c;
	int rc = prepare(&c, db, r, now, e);

	arena_release(&c.a);
	return rc;
}

static int
count(struct db *db, const struct condition *c, int64_t now, int64_t *n, struct err *e)
{
	struct stmt *st = start(db, SQL_RECIPIENTS_COUNT, c, now);

	return stmt_int(st, n, e);
}

int
recipients_count(
    struct db *db, const struct recipients *r, int64_t now, int64_t *n, struct err *e)
{
	struct condition c;
	int rc = prepare(&c, db, r, now, e);

	if (rc == 0)
		rc = count(db, &c, now, n, e);
	arena_release(&c.a);
	return rc;
}

int
recipients_has(struct db *db, const struct recipients *r, int64_t contact, int64_t now,
    bool *out, struct err *e)
{
	struct condition c;
	struct db_piece one = { .text = db_part(PART_RECIPIENTS_ONE) };
	struct db_value *values;
	int64_t n = 0;
	int rc = prepare(&c, db, r, now, e);

	if (rc == 0) {
		if (c.piece != NULL)
			one = (struct db_piece){ .n = c.piece->n,
				.text =
				    arena_printf(&c.a, "%s%s", c.piece->text, one.text) };
		values = arena_alloc(&c.a, (one.n + 1) * sizeof(*values));
		if (one.n > 0)
			memcpy(values, c.piece->values, one.n * sizeof(*values));
		values[one.n++] = (struct db_value){ .type = DB_INT, .number = contact };
		one.values = values;
		c.piece = &one;
		rc = count(db, &c, now, &n, e);
	}
	*out = n > 0;
	arena_release(&c.a);
	return rc;
}

int
recipients_next(struct db *db, const struct recipients *r, int64_t now, int64_t after,
    int64_t *contacts, int max, struct err *e)
{
	struct condition c;
	struct stmt *st;
	int rc = prepare(&c, db, r, now, e), n = 0;

	if (rc < 0)
		goto out;
	st = start_rows(db, &c, now, after, max);
	while ((rc = stmt_step(st, e)) > 0)
		contacts[n++] = col_int(st, 0);
out:
	arena_release(&c.a);
	return rc < 0 ? -1 : n;
}

int
recipients_each(struct db *db, const struct recipients *r, int64_t now,
    int (*each)(void *arg, const struct recipient *one, struct err *e), void *arg,
    struct err *e)
{
	struct condition c;
	struct stmt *st;
	int rc = prepare(&c, db, r, now, e);

	if (rc < 0)
		goto out;
	st = start_rows(db, &c, now, 0, -1);
	while ((rc = stmt_step(st, e)) > 0) {
		struct recipient one = { .contact = col_int(st, 0),
			.address = col_text(st, 1),
			.key = col_text(st, 2),
			.eai = col_int(st, 3) != 0,
			.fields = col_text(st, 4),
			.language = col_text(st, 5) };

		if (each(arg, &one, e) < 0) {
			stmt_reset(st);
			rc = -1;
			break;
		}
	}
out:
	arena_release(&c.a);
	return rc;
}

int
recipients_states(struct db *db, const struct issue_list *lists, int n, int64_t contact,
    int (*each)(void *arg, const struct recipient_state *s, struct err *e), void *arg,
    struct err *e)
{
	struct arena a = { 0 };
	struct stmt *st = db_stmt(db, SQL_RECIPIENTS_STATES);
	int rc;

	bind_text(st, ":lists", issue_list_json(lists, n, &a));
	bind_int(st, ":contact", contact);
	while ((rc = stmt_step(st, e)) > 0) {
		struct recipient_state s = { .list = col_text(st, 0),
			.state = col_text(st, 1),
			.since = col_int(st, 2),
			.paused_until = col_int(st, 3) };

		if (each(arg, &s, e) < 0) {
			stmt_reset(st);
			rc = -1;
			break;
		}
	}
	arena_release(&a);
	return rc;
}

int
recipients_explain(struct db *db, const struct recipients *r, int64_t contact,
    int64_t now,
    int (*each)(void *arg, const struct audience_answer *answer, struct err *e),
    void *arg, struct err *e)
{
	struct condition c;
	int rc = prepare(&c, db, r, now, e);

	if (rc == 0 && c.piece != NULL)
		rc = audience_explain(&c.audience, contact, each, arg, e);
	arena_release(&c.a);
	return rc;
}
