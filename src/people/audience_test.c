/*
 * audience_test - tests of audience expressions: which operands go together, and
 * which part of sql/queries/audience.sql they make.  See audience_tree.h.
 */
#include "people/address.h"
#include "people/audience_tree.h"

#include "util/buf.h"
#include "util/json.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#define ITEMS_BYTES_MAX (64u << 10) /* of one list as JSON */

/* What each type is called, and what to do with one. */
static const struct {
	const char *what, *advice, *example;
} types[] = {
	[AUDIENCE_TEXT] = { "a text", "compare it with a text in quotes",
	    " = \"Lille\"" },
	[AUDIENCE_NUMBER] = { "a number", "compare it with a number", " >= 18" },
	[AUDIENCE_BOOLEAN] = { "a boolean", "compare it with true or false", " = true" },
	[AUDIENCE_DAY] = { "a date", "compare it with a date", " < 2026-01-31" },
	[AUDIENCE_MULTI] = { "a multi", "ask for its members", " in (\"one\", \"two\")" },
	[AUDIENCE_MOMENT] = { "a moment",
	    "compare it with a date such as 2026-01-31, or a while ago", " < now - 90d" },
	[AUDIENCE_ADDRESS] = { "an address", "compare it with one in quotes",
	    " = \"lea@example.org\"" },
};

static struct audience_node *
test_new(struct audience_reader *r, enum sql_part part, struct err *e)
{
	struct audience_node *n = arena_alloc(r->world->arena, sizeof(*n));

	if (++r->world->tests > AUDIENCE_TESTS_MAX) {
		audience_fail(r, r->start, e, "there are more than %d conditions",
		    AUDIENCE_TESTS_MAX);
		return NULL;
	}
	n->kind = AUDIENCE_TEST;
	n->part = part;
	n->text = (struct span){ r->lexer.text.s + r->start, r->end - r->start };
	return n;
}

/* "'VILLE' is a text: compare it with …, as in …" */
static int
mismatch(const struct audience_reader *r, const struct audience_operand *o, struct err *e)
{
	return audience_fail(r, o->offset, e, "'%.*s' is %s: %s, as in %.*s%s",
	    (int)o->text.n, o->text.s, types[o->type].what, types[o->type].advice,
	    (int)o->text.n, o->text.s, types[o->type].example);
}

/* A literal as one of the type of l, for all but moments. */
static int
convert(struct audience_reader *r, const struct audience_operand *l,
    struct audience_operand *literal, struct db_value *out, struct err *e)
{
	struct address address;

	*out = (struct db_value){ .type = DB_TEXT, .text = literal->string };
	if (l->type == AUDIENCE_DAY && literal->type == AUDIENCE_TEXT &&
	    audience_day_read(r, literal, span_of(literal->string), e) < 0)
		return -1;
	if (l->type == AUDIENCE_DAY &&
	    (literal->type == AUDIENCE_DAY || literal->type == AUDIENCE_MOMENT)) {
		out->text = literal->day;
		return 0;
	}
	if ((l->type == AUDIENCE_NUMBER || l->type == AUDIENCE_BOOLEAN) &&
	    l->type == literal->type) {
		out->type = l->type == AUDIENCE_NUMBER ? DB_REAL : DB_INT;
		out->real = literal->number;
		out->number = literal->truth;
		return 0;
	}
	if (literal->type != AUDIENCE_TEXT || l->type == AUDIENCE_NUMBER ||
	    l->type == AUDIENCE_BOOLEAN)
		return mismatch(r, l, e);
	if (literal->string[0] == '\0')
		return audience_fail(r, literal->offset, e,
		    "nobody has an empty text: write '%.*s is empty'", (int)l->text.n,
		    l->text.s);
	if (l->type == AUDIENCE_ADDRESS) {
		if (address_parse(
			&address, span_of(literal->string), r->world->arena, e) < 0)
			return audience_place(r, literal->offset, e);
		out->text = address.key;
	}
	return 0;
}

static const struct audience_operand *
bound(struct audience_reader *r, struct db_value value)
{
	struct audience_operand *o = arena_alloc(r->world->arena, sizeof(*o));

	o->part = PART_AUDIENCE_LITERAL;
	o->literal = true;
	o->values[0] = value;
	return o;
}

static const struct audience_operand *
bound_moment(struct audience_reader *r, int64_t t)
{
	return bound(r, (struct db_value){ .type = DB_INT, .number = t });
}

/* As it is compared: of a date, the day. */
static const struct audience_operand *
comparable(struct audience_reader *r, const struct audience_operand *o)
{
	struct audience_operand *day;

	if (o->type != AUDIENCE_DAY || o->literal)
		return o;
	day = arena_alloc(r->world->arena, sizeof(*day));
	*day = *o;
	day->part = PART_AUDIENCE_DAY;
	day->of = o;
	return day;
}

struct audience_node *
audience_negate(struct audience_reader *r, struct audience_node *n)
{
	struct audience_node *no = arena_alloc(r->world->arena, sizeof(*no));

	no->kind = AUDIENCE_NOT;
	no->text = n->text;
	no->first = n;
	return no;
}

struct audience_node *
audience_test_truth(
    struct audience_reader *r, const struct audience_operand *o, struct err *e)
{
	struct audience_node *n;

	if (o->type != AUDIENCE_BOOLEAN) {
		if (o->literal)
			audience_fail(r, o->offset, e,
			    "'%.*s' alone is no condition: a field is missing",
			    (int)o->text.n, o->text.s);
		else
			mismatch(r, o, e);
		return NULL;
	}
	n = test_new(r, o->literal ? PART_AUDIENCE_CONSTANT : PART_AUDIENCE_TRUTH, e);
	if (n == NULL)
		return NULL;
	if (o->literal)
		n->values[0] = (struct db_value){ .type = DB_INT, .number = o->truth };
	else
		n->operands[0] = o;
	return n;
}

static enum sql_part
part_of(enum audience_comparison c)
{
	static const enum sql_part parts[] = {
		[AUDIENCE_EQUAL] = PART_AUDIENCE_EQUAL,
		[AUDIENCE_NOT_EQUAL] = PART_AUDIENCE_EQUAL, /* of which the opposite */
		[AUDIENCE_LESS] = PART_AUDIENCE_LESS,
		[AUDIENCE_LESS_EQUAL] = PART_AUDIENCE_LESS_EQUAL,
		[AUDIENCE_GREATER] = PART_AUDIENCE_GREATER,
		[AUDIENCE_GREATER_EQUAL] = PART_AUDIENCE_GREATER_EQUAL,
	};

	return parts[c];
}

static struct audience_node *
compare(struct audience_reader *r, const struct audience_operand *l,
    enum audience_comparison c, const struct audience_operand *o, struct err *e)
{
	struct audience_node *n = test_new(r, part_of(c), e);

	if (n == NULL)
		return NULL;
	n->operands[0] = comparable(r, l);
	n->operands[1] = comparable(r, o);
	return c == AUDIENCE_NOT_EQUAL ? audience_negate(r, n) : n;
}

/* A day is its 24 hours: before it, behind it, or in it. */
static struct audience_node *
compare_moment(struct audience_reader *r, const struct audience_operand *l,
    enum audience_comparison c, const struct audience_operand *o, struct err *e)
{
	bool from_end = c == AUDIENCE_LESS_EQUAL || c == AUDIENCE_GREATER;
	struct audience_node *n;

	if (!o->is_day)
		return compare(r, l, c, bound_moment(r, o->start), e);
	if (c != AUDIENCE_EQUAL && c != AUDIENCE_NOT_EQUAL)
		return compare(r, l,
		    c == AUDIENCE_LESS || c == AUDIENCE_LESS_EQUAL
			? AUDIENCE_LESS
			: AUDIENCE_GREATER_EQUAL,
		    bound_moment(r, from_end ? o->end : o->start), e);
	n = test_new(r, PART_AUDIENCE_BETWEEN, e);
	if (n == NULL)
		return NULL;
	n->operands[0] = l;
	n->operands[1] = bound_moment(r, o->start);
	n->operands[2] = bound_moment(r, o->end - 1);
	return c == AUDIENCE_NOT_EQUAL ? audience_negate(r, n) : n;
}

static bool
has_order(enum audience_type t)
{
	return t == AUDIENCE_NUMBER || t == AUDIENCE_DAY || t == AUDIENCE_MOMENT;
}

static struct audience_node *
compare_literal(struct audience_reader *r, const struct audience_operand *l,
    enum audience_comparison c, const struct audience_operand *literal, struct err *e)
{
	struct audience_operand o = *literal;
	struct db_value value;

	if (l->type == AUDIENCE_MULTI) {
		mismatch(r, l, e);
		return NULL;
	}
	if (l->type != AUDIENCE_MOMENT) {
		if (convert(r, l, &o, &value, e) < 0)
			return NULL;
		return compare(r, l, c, bound(r, value), e);
	}
	if (o.type == AUDIENCE_TEXT && audience_day_read(r, &o, span_of(o.string), e) < 0)
		return NULL;
	if (o.type != AUDIENCE_DAY && o.type != AUDIENCE_MOMENT) {
		mismatch(r, l, e);
		return NULL;
	}
	return compare_moment(r, l, c, &o, e);
}

static int
check_order(struct audience_reader *r, const struct audience_operand *l,
    enum audience_comparison c, struct err *e)
{
	if (c == AUDIENCE_EQUAL || c == AUDIENCE_NOT_EQUAL || has_order(l->type))
		return 0;
	if (l->type == AUDIENCE_BOOLEAN || l->type == AUDIENCE_MULTI)
		return mismatch(r, l, e);
	return audience_fail(r, l->offset, e,
	    "'%.*s' is %s, which has no order: there are =, !=, in and like%s",
	    (int)l->text.n, l->text.s, types[l->type].what,
	    l->part == PART_AUDIENCE_FIELD
		? "; 'nlctl field retype' makes a number or a date of it"
		: "");
}

struct audience_node *
audience_test_compare(struct audience_reader *r, const struct audience_operand *l,
    enum audience_comparison c, const struct audience_operand *o, struct err *e)
{
	static const enum audience_comparison mirrored[] = {
		[AUDIENCE_EQUAL] = AUDIENCE_EQUAL,
		[AUDIENCE_NOT_EQUAL] = AUDIENCE_NOT_EQUAL,
		[AUDIENCE_LESS] = AUDIENCE_GREATER,
		[AUDIENCE_LESS_EQUAL] = AUDIENCE_GREATER_EQUAL,
		[AUDIENCE_GREATER] = AUDIENCE_LESS,
		[AUDIENCE_GREATER_EQUAL] = AUDIENCE_LESS_EQUAL,
	};
	struct audience_node *n;

	if (l->literal && o->literal) {
		audience_fail(r, l->offset, e,
		    "this asks nothing about a person: a field is missing");
		return NULL;
	}
	if (check_order(r, l->literal ? o : l, c, e) < 0)
		return NULL;
	if (l->literal) {
		n = compare_literal(r, o, mirrored[c], l, e);
	} else if (o->literal) {
		n = compare_literal(r, l, c, o, e);
	} else if (l->type == o->type && l->type != AUDIENCE_MULTI) {
		n = compare(r, l, c, o, e);
	} else {
		audience_fail(r, l->offset, e,
		    "'%.*s' is %s and '%.*s' is %s: they cannot be compared",
		    (int)l->text.n, l->text.s, types[l->type].what, (int)o->text.n,
		    o->text.s, types[o->type].what);
		return NULL;
	}
	return n;
}

static void
put(struct json *j, const struct db_value *v, struct arena *a)
{
	switch (v->type) {
	case DB_TEXT:
		json_put_str(j, v->text);
		break;
	case DB_INT:
		json_put_int(j, v->number);
		break;
	case DB_REAL:
		json_put_raw(j, arena_printf(a, "%.15g", v->real));
		break;
	case DB_BLOB:
		BUG("an expression has no blobs");
	}
}

/* The items, each as l's type has it, as a JSON array. */
static int
items_json(struct audience_reader *r, const struct audience_operand *l,
    const struct audience_operand *items, size_t n, const char **out, struct err *e)
{
	struct audience_operand item;
	struct db_value v;
	struct json j;
	struct buf b;
	int rc = 0;
	size_t i;

	buf_init(&b, ITEMS_BYTES_MAX);
	json_init(&j, &b);
	json_open_array(&j);
	for (i = 0; i < n && rc == 0; i++) {
		item = items[i];
		if (!item.literal)
			rc = audience_fail(r, item.offset, e,
			    "'%.*s' is a field: 'in' takes values, such as \"Lille\"",
			    (int)item.text.n, item.text.s);
		else if (convert(r, l, &item, &v, e) < 0)
			rc = -1;
		else
			put(&j, &v, r->world->arena);
	}
	json_close_array(&j);
	*out = arena_memdup(r->world->arena, b.data, b.len);
	buf_release(&b);
	return rc;
}

struct audience_node *
audience_test_in(struct audience_reader *r, const struct audience_operand *l,
    const struct audience_operand *items, size_t n, struct err *e)
{
	const char *json;
	struct audience_node *node;

	if (l->literal) {
		audience_fail(r, l->offset, e,
		    "this asks nothing about a person: a field is missing");
		return NULL;
	}
	if (n == 1 && items->literal && items->text.s < l->text.s &&
	    l->type != AUDIENCE_MULTI) {
		audience_fail(r, l->offset, e,
		    "'%.*s' is %s, not a multi: for a part of a text there is like, as "
		    "in %.*s like \"%%word%%\"",
		    (int)l->text.n, l->text.s, types[l->type].what, (int)l->text.n,
		    l->text.s);
		return NULL;
	}
	if (l->type == AUDIENCE_MOMENT) {
		mismatch(r, l, e);
		return NULL;
	}
	if (items_json(r, l, items, n, &json, e) < 0)
		return NULL;
	node = test_new(
	    r, l->type == AUDIENCE_MULTI ? PART_AUDIENCE_MEMBER : PART_AUDIENCE_IN, e);
	if (node == NULL)
		return NULL;
	node->values[0] = (struct db_value){ .type = DB_TEXT, .text = json };
	if (l->type == AUDIENCE_MULTI) {
		node->values[1] = node->values[0];
		node->values[0] = l->values[0];
	}
	node->operands[0] = comparable(r, l);
	return node;
}

/* A backslash makes % and _ themselves; it may not stand at the end. */
static bool
is_pattern(const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\\' && *++s == '\0')
			return false;
	}
	return true;
}

struct audience_node *
audience_test_like(struct audience_reader *r, const struct audience_operand *l,
    const struct audience_operand *pattern, struct err *e)
{
	struct audience_operand *address;
	struct audience_node *n;
	struct span folded;

	if (l->literal ||
	    (l->type != AUDIENCE_TEXT && l->type != AUDIENCE_ADDRESS &&
		l->type != AUDIENCE_MULTI)) {
		audience_fail(r, l->offset, e,
		    "'%.*s' is %s: like is for texts and addresses", (int)l->text.n,
		    l->text.s, l->literal ? "no field" : types[l->type].what);
		return NULL;
	}
	if (!pattern->literal || pattern->type != AUDIENCE_TEXT) {
		audience_fail(r, pattern->offset, e,
		    "behind like stands a text, as in %.*s like \"%%word%%\"",
		    (int)l->text.n, l->text.s);
		return NULL;
	}
	if (!is_pattern(pattern->string)) {
		audience_fail(r, pattern->offset, e,
		    "the last '\\' makes the next character a plain one, and there is "
		    "none");
		return NULL;
	}
	n = test_new(r,
	    l->type == AUDIENCE_MULTI ? PART_AUDIENCE_MEMBER_LIKE : PART_AUDIENCE_LIKE,
	    e);
	if (n == NULL)
		return NULL;
	folded = utf8_lower(r->world->arena, span_of(pattern->string));
	n->values[0] = (struct db_value){ .type = DB_TEXT,
		.text = arena_memdup(r->world->arena, folded.s, folded.n) };
	n->operands[0] = l;
	if (l->type == AUDIENCE_MULTI) {
		n->values[1] = n->values[0];
		n->values[0] = l->values[0];
	} else if (l->type == AUDIENCE_ADDRESS) {
		address = arena_alloc(r->world->arena, sizeof(*address));
		*address = *l;
		address->part = PART_AUDIENCE_ADDRESS;
		n->operands[0] = address;
	}
	return n;
}

struct audience_node *
audience_test_empty(
    struct audience_reader *r, const struct audience_operand *o, struct err *e)
{
	struct audience_node *n;

	if (o->literal) {
		audience_fail(r, o->offset, e,
		    "this asks nothing about a person: a field is missing");
		return NULL;
	}
	n = test_new(r, PART_AUDIENCE_EMPTY, e);
	if (n != NULL)
		n->operands[0] = o;
	return n;
}
