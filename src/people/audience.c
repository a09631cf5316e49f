/* audience - an audience expression, compiled and explained.  See audience.h. */
#include "people/audience.h"

#include "people/audience_sql.h"
#include "people/audience_tree.h"
#include "people/field_value.h"
#include "util/date.h"

#include <string.h>

/* All lists there are, as a JSON array. */
static int
every_list(const char **out, struct db *db, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIENCE_EVERY_LIST);
	int rc = stmt_step(st, e);

	if (rc <= 0)
		return -1;
	*out = arena_strdup(a, col_text(st, 0));
	stmt_reset(st);
	return 0;
}

int
audience_compile(struct audience *out, struct db *db, const struct audience_text *t,
    struct arena *a, struct err *e)
{
	struct audience_world w = {
		.db = db, .arena = a, .lists = t->lists, .now = t->now
	};

	*out = (struct audience){ .db = db };
	if (fields_load(&w.fields, db, a, e) < 0 ||
	    (w.lists == NULL && every_list(&w.lists, db, a, e) < 0))
		return -1;
	/* The text of the tree lives as long as the tree. */
	out->tree = audience_read(&w, t->label, arena_strdup(a, t->expression), e);
	if (out->tree == NULL)
		return -1;
	out->where = audience_sql(PART_AUDIENCE_WHERE, out->tree, NULL, a);
	return 0;
}

const struct db_piece *
audience_where(const struct audience *x)
{
	return x != NULL ? &x->where : NULL;
}

/* An explanation as it is made. */
struct explanation {
	const struct audience *x;
	int64_t contact;
	struct arena a;
	int (*each)(void *arg, const struct audience_answer *answer, struct err *e);
	void *arg;
};

/* What a person has, for people. */
static const char *
show_value(const struct audience_operand *o, struct stmt *st, int column, struct arena *a)
{
	char day[DATE_TEXT_SIZE];

	if (col_is_null(st, column))
		return "not set";
	switch (o->type) {
	case AUDIENCE_BOOLEAN:
		return col_int(st, column) ? "yes" : "no";
	case AUDIENCE_MOMENT:
		date_local(col_int(st, column), day);
		return arena_strdup(a, day);
	case AUDIENCE_MULTI:
		return field_value_show(col_text(st, column), a);
	default:
		return arena_strdup(a, col_text(st, column));
	}
}

/* The value that a test is about: of a function there is none. */
static const struct audience_operand *
value_of(const struct audience_node *n)
{
	const struct audience_operand *o = n->operands[0];

	if (o != NULL && o->of != NULL)
		o = o->of;
	if (o == NULL || (o->type == AUDIENCE_BOOLEAN && o->part != PART_AUDIENCE_FIELD))
		return NULL;
	return o;
}

static int
explain_test(struct explanation *x, const struct audience_node *n,
    struct audience_answer *out, struct err *e)
{
	const struct audience_operand *value = value_of(n);
	struct db_piece piece = audience_sql(PART_AUDIENCE_ANSWER, n, value, &x->a);
	struct stmt *st = db_stmt_with(x->x->db, SQL_AUDIENCE_OF_CONTACT, &piece);
	int rc;

	bind_int(st, ":contact", x->contact);
	rc = stmt_step(st, e);
	if (rc <= 0)
		return rc;
	out->holds = col_int(st, 1) != 0;
	if (value != NULL)
		out->value = show_value(value, st, 2, &x->a);
	stmt_reset(st);
	return 0;
}

/* The answers come from below, the lines from above: so each is asked for again
 * where its line is written, which for one person costs nothing. */
static int
answer(struct explanation *x, const struct audience_node *n, struct audience_answer *out,
    struct err *e)
{
	const struct audience_node *part;
	struct audience_answer one = { .value = "" };

	out->holds = n->kind != AUDIENCE_ANY;
	switch (n->kind) {
	case AUDIENCE_TEST:
		return explain_test(x, n, out, e);
	case AUDIENCE_ALL:
	case AUDIENCE_ANY:
		for (part = n->first; part != NULL; part = part->next) {
			if (answer(x, part, &one, e) < 0)
				return -1;
			if (one.holds == (n->kind == AUDIENCE_ANY))
				out->holds = one.holds;
		}
		return 0;
	case AUDIENCE_NOT:
	case AUDIENCE_SAVED:
		if (answer(x, n->first, &one, e) < 0)
			return -1;
		out->holds = one.holds == (n->kind == AUDIENCE_SAVED);
		if (n->kind == AUDIENCE_NOT)
			out->value = one.value;
		return 0;
	}
	return 0;
}

static int
explain(struct explanation *x, const struct audience_node *n, int depth, struct err *e)
{
	struct audience_answer out = { .depth = depth, .value = "" };
	const struct audience_node *part;

	if (n->kind == AUDIENCE_ALL)
		out.condition = "all of these";
	else if (n->kind == AUDIENCE_ANY)
		out.condition = "one of these";
	else
		out.condition = arena_memdup(&x->a, n->text.s, n->text.n);
	if (answer(x, n, &out, e) < 0 || x->each(x->arg, &out, e) < 0)
		return -1;
	/* A "not" of one test says it all in its line. */
	if (n->kind == AUDIENCE_NOT && n->first->kind == AUDIENCE_TEST)
		return 0;
	for (part = n->first; part != NULL; part = part->next) {
		if (explain(x, part, depth + 1, e) < 0)
			return -1;
	}
	return 0;
}

int
audience_explain(const struct audience *x, int64_t contact,
    int (*each)(void *arg, const struct audience_answer *answer, struct err *e),
    void *arg, struct err *e)
{
	struct explanation explanation = {
		.x = x, .contact = contact, .each = each, .arg = arg
	};
	int rc = explain(&explanation, x->tree, 0, e);

	arena_release(&explanation.a);
	return rc;
}
