/* expr - an expression of the merge language, parsed and checked.  See expr.h. */
#include "issue/expr.h"

#include "issue/hint.h"
#include "issue/scope.h"
#include "util/xalloc.h"

#include <string.h>

#define FOLD_MAX (1u << 20) /* bytes that a filter may make while compiling */

struct parse {
	struct scope *scope;
	struct lexer *lexer;
	int depth; /* of parentheses */
};

static struct expr *parse_or(struct parse *p);

static struct expr *
new_expr(struct parse *p, enum expr_kind kind, enum value_type type, size_t offset)
{
	struct expr *e = arena_alloc(p->scope->arena, sizeof(*e));

	e->kind = kind;
	e->type = type;
	e->offset = offset;
	return e;
}

void
expr_unexpected(struct scope *s, const struct lexer *l, const struct token *t)
{
	const char *hint = hint_syntax(l->text, t->offset, l->end);
	int n = t->span.n > 60 ? 60 : (int)t->span.n;

	if (t->type == TOKEN_END)
		scope_error(s, t->offset, "the tag ends too early: something is missing");
	else if (*hint != '\0')
		scope_error(
		    s, t->offset, "'%.*s' cannot stand here; %s", n, t->span.s, hint);
	else
		scope_error(s, t->offset, "'%.*s' cannot stand here", n, t->span.s);
}

static bool
keyword(const struct token *t)
{
	static const char *const all[] = { "and", "or", "not", "in" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (token_is(t, TOKEN_PATH, all[i]))
			return true;
	}
	return false;
}

static struct expr *
constant(struct parse *p, const struct token *t, struct value v)
{
	struct expr *e = new_expr(p, EXPR_CONST, v.type, t->offset);

	e->constant = v;
	return e;
}

/* What people glue to a name: x(), x["k"], DOUBLE_OPT-IN. */
static bool
glued(struct parse *p, const struct token *t)
{
	size_t at = t->offset + t->span.n;
	char c = at < p->lexer->end ? p->lexer->text.s[at] : ' ';
	struct token next;

	if (c != '(' && c != '[' && c != '-')
		return false;
	next = lexer_peek(p->lexer);
	next.span.n = 1;
	expr_unexpected(p->scope, p->lexer, &next);
	return true;
}

static struct expr *
parse_value(struct parse *p)
{
	struct token t = lexer_next(p->lexer);

	if (t.type == TOKEN_STRING)
		return constant(p, &t, value_span(t.content));
	if (t.type == TOKEN_NUMBER)
		return constant(p, &t, value_number(t.number));
	if (t.type != TOKEN_PATH || keyword(&t)) {
		expr_unexpected(p->scope, p->lexer, &t);
		return NULL;
	}
	if (span_is(t.span, "true") || span_is(t.span, "false"))
		return constant(p, &t, value_bool(span_is(t.span, "true")));
	if (glued(p, &t))
		return NULL;
	return scope_resolve(p->scope, &t);
}

static bool
type_fits(enum value_type t, unsigned types)
{
	return t == VALUE_ANY || (types & TYPE_BIT(t)) != 0;
}

/* The words for a set of types, as far as messages need them. */
static const char *
types_name(unsigned types)
{
	static const struct {
		unsigned types;
		const char *name;
	} all[] = {
		{ TYPES_TEXT | TYPE_BIT(VALUE_LIST) | TYPE_BIT(VALUE_MAP),
		    "text or a list" },
		{ TYPES_TEXT | TYPE_BIT(VALUE_LIST), "text or a list" },
		{ TYPE_BIT(VALUE_NUMBER) | TYPE_BIT(VALUE_LIST), "a number or a list" },
		{ TYPE_BIT(VALUE_LIST), "a list" },
		{ TYPE_BIT(VALUE_NUMBER), "a number" },
		{ TYPES_TEXT, "text" },
		{ TYPES_TEXT | TYPE_BIT(VALUE_DATE), "a date or text" },
		{ TYPE_BIT(VALUE_TEXT), "text" },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (all[i].types == types)
			return all[i].name;
	}
	return "a single value";
}

static enum value_type
text_like(enum value_type t)
{
	return t == VALUE_CATEGORY ? VALUE_TEXT : t;
}

static enum value_type
result_type(const struct filter *f, const struct expr *in, const struct expr *argument)
{
	enum value_type t = text_like(in->type);

	if (f->result != VALUE_ANY)
		return f->result;
	if (argument != NULL && f->argument_types & TYPE_BIT(VALUE_NONE))
		return t == text_like(argument->type) ? t : VALUE_ANY; /* default, add */
	if (t == VALUE_LIST && span_is(span_of(f->name), "slice"))
		return VALUE_LIST;
	return t == VALUE_TEXT ? VALUE_TEXT : VALUE_ANY;
}

/* "3" where a number is wanted is 3: both engines take it so. */
static void
number_in_quotes(const struct filter *f, struct expr *argument)
{
	struct lexer l = { 0 };
	struct token t;

	if (argument == NULL || argument->kind != EXPR_CONST ||
	    argument->type != VALUE_TEXT || f->argument_types != TYPE_BIT(VALUE_NUMBER))
		return;
	l.text = argument->constant.text;
	l.end = l.text.n;
	t = lexer_next(&l);
	if (t.type != TOKEN_NUMBER || t.span.n != l.text.n)
		return;
	argument->type = VALUE_NUMBER;
	argument->constant = value_number(t.number);
}

/* Is the argument what f wants? */
static bool
argument_fits(struct scope *s, const struct filter *f, const struct token *name,
    const struct expr *argument)
{
	const char *wrong;

	if (argument == NULL && f->argument >= ARGUMENT_NEEDED) {
		scope_error(
		    s, name->offset, "%s needs an argument: %s:...", f->name, f->name);
		return false;
	}
	if (argument == NULL)
		return true;
	if (f->argument == ARGUMENT_NONE) {
		scope_error(s, argument->offset, "%s takes no argument", f->name);
		return false;
	}
	if (!type_fits(argument->type, f->argument_types)) {
		scope_error(s, argument->offset, "the argument of %s must be %s, not %s",
		    f->name, types_name(f->argument_types),
		    value_type_name(argument->type));
		return false;
	}
	if (argument->kind != EXPR_CONST && f->argument == ARGUMENT_LITERAL) {
		scope_error(s, argument->offset,
		    "the argument of %s must be written out: %s:\"...\"", f->name,
		    f->name);
		return false;
	}
	if (argument->kind != EXPR_CONST || f->check == NULL ||
	    !type_fits(argument->constant.type, f->argument_types))
		return true;
	wrong =
	    f->check(&(struct filter_context){ s->lang, s->arena }, &argument->constant);
	if (wrong != NULL)
		scope_error(s, argument->offset, "the argument of %s %s", f->name, wrong);
	return wrong == NULL;
}

static const struct filter *
filter_of(struct scope *s, const struct token *t)
{
	const struct filter *f = filter_find(t->span);
	const char *language = s->where.vocabulary->language, *near;
	const char *why = filter_refused(t->span, language == NULL ? "" : language);
	int n = t->span.n > 60 ? 60 : (int)t->span.n;

	if (why != NULL) {
		scope_error(s, t->offset, "the filter %.*s %s", n, t->span.s, why);
		return NULL;
	}
	if (f != NULL)
		return f;
	near = filter_near(t->span);
	scope_error(s, t->offset, "'%.*s' is not a filter%s%s%s", n, t->span.s,
	    near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
	    near == NULL ? "" : "?");
	return NULL;
}

/*
 * A filter of lists that are the same for all copies, which come from params, is
 * applied here: so the paths into {% with last=params.items|last %} are known.
 */
static void
fold(struct scope *s, struct expr *e)
{
	struct filter_room room = {
		.arena = s->arena, .left = FOLD_MAX, .lang = s->lang
	};
	struct value v, absent = { 0 };

	if (e->a->kind != EXPR_CONST || (e->b != NULL && e->b->kind != EXPR_CONST) ||
	    (e->a->type != VALUE_LIST && e->a->type != VALUE_MAP) ||
	    e->filter->result == VALUE_TEXT) /* which may depend on where it is printed */
		return;
	v = e->filter->apply(
	    &room, &e->a->constant, e->b == NULL ? &absent : &e->b->constant);
	if (room.full)
		return;
	e->kind = EXPR_CONST;
	e->constant = v;
	e->type = v.type == VALUE_NONE ? VALUE_ANY : v.type;
	e->samples = &e->constant;
	e->nsamples = 1;
}

/* f of in; name is where it stands. */
static struct expr *
apply(struct parse *p, const struct filter *f, const struct token *name, struct expr *in,
    struct expr *argument)
{
	struct expr *e;

	number_in_quotes(f, argument);
	if (!argument_fits(p->scope, f, name, argument))
		return NULL;
	if (!type_fits(in->type, f->input)) {
		scope_error(p->scope, name->offset, "%s works on %s, not on %s", f->name,
		    types_name(f->input), value_type_name(in->type));
		return NULL;
	}
	e = new_expr(p, EXPR_FILTER, VALUE_ANY, in->offset);
	e->filter = f;
	e->a = in;
	e->b = argument;
	e->type = result_type(f, in, argument);
	fold(p->scope, e);
	return e;
}

/* What the author writes here is HTML, as all else in the file: default:"Tom &amp; co". */
static struct expr *
parse_argument(struct parse *p)
{
	bool literal = lexer_peek(p->lexer).type == TOKEN_STRING;
	struct expr *e = parse_value(p);

	if (literal && e != NULL)
		e->constant.safe = true;
	return e;
}

/* Two filters of which the engines do not agree which one wins. */
static bool
contradicts(const struct filter *f, const struct expr *in)
{
	return in->kind == EXPR_FILTER && span_is(span_of(in->filter->name), "safe") &&
	    (span_is(span_of(f->name), "escape") || span_is(span_of(f->name), "e"));
}

/* One "| name : value" behind in. */
static struct expr *
parse_filter(struct parse *p, struct expr *in)
{
	struct expr *argument = NULL;
	struct token name, colon;
	const struct filter *f;

	lexer_next(p->lexer);
	name = lexer_next(p->lexer);
	if (!token_is_ident(&name)) {
		expr_unexpected(p->scope, p->lexer, &name);
		return NULL;
	}
	f = filter_of(p->scope, &name);
	if (f == NULL)
		return NULL;
	if (contradicts(f, in)) {
		scope_error(p->scope, name.offset,
		    "%s behind safe: leave one of them out", f->name);
		return NULL;
	}
	colon = lexer_peek(p->lexer);
	if (token_is(&colon, TOKEN_PUNCT, ":")) {
		lexer_next(p->lexer);
		argument = parse_argument(p);
		if (argument == NULL)
			return NULL;
	}
	return apply(p, f, &name, in, argument);
}

static struct expr *
parse_operand(struct parse *p)
{
	struct token t = lexer_peek(p->lexer);
	struct expr *e;
	int filters = 0;

	if (token_is(&t, TOKEN_PUNCT, "(")) {
		lexer_next(p->lexer);
		if (++p->depth > NESTING_MAX) {
			scope_error(p->scope, t.offset,
			    "parentheses are nested more than %d deep", NESTING_MAX);
			return NULL;
		}
		e = parse_or(p);
		p->depth--;
		if (e == NULL)
			return NULL;
		t = lexer_next(p->lexer);
		if (token_is(&t, TOKEN_PUNCT, ")"))
			return e;
		expr_unexpected(p->scope, p->lexer, &t);
		return NULL;
	}
	e = parse_value(p);
	while (e != NULL) {
		t = lexer_peek(p->lexer);
		if (!token_is(&t, TOKEN_PUNCT, "|"))
			break;
		if (++filters > NESTING_MAX) {
			scope_error(p->scope, t.offset, "more than %d filters in a row",
			    NESTING_MAX);
			return NULL;
		}
		e = parse_filter(p, e);
	}
	return e;
}

static bool
ordered(enum value_type t)
{
	return t == VALUE_NUMBER || t == VALUE_DATE || t == VALUE_ANY;
}

/* Can a and b be compared so?  Says when not. */
static bool
comparable(struct scope *s, enum expr_kind kind, const struct expr *a,
    const struct expr *b, size_t offset)
{
	enum value_type ta = text_like(a->type), tb = text_like(b->type);
	bool any = ta == VALUE_ANY || tb == VALUE_ANY;

	if (kind == EXPR_EQUAL) {
		if (ta != tb && !any)
			scope_warn(s, FINDING_MERGE_DOUBT, offset,
			    "%s is never equal to %s", value_type_name(a->type),
			    value_type_name(b->type));
		return true;
	}
	if (kind == EXPR_IN) {
		if (tb == VALUE_LIST || tb == VALUE_ANY ||
		    ((tb == VALUE_TEXT || tb == VALUE_MAP) &&
			(ta == VALUE_TEXT || ta == VALUE_ANY)))
			return true;
		scope_error(s, offset,
		    "in looks for a text in a text or for a member in a list, not for %s "
		    "in %s",
		    value_type_name(a->type), value_type_name(b->type));
		return false;
	}
	if (ordered(ta) && ordered(tb) && (ta == tb || any))
		return true;
	scope_error(s, offset,
	    "only two numbers or two dates have an order, not %s and %s",
	    value_type_name(a->type), value_type_name(b->type));
	return false;
}

static const struct comparison {
	const char *op;
	enum expr_kind kind;
	bool swap, negate;
} comparisons[] = {
	{ "==", EXPR_EQUAL, false, false },
	{ "!=", EXPR_EQUAL, false, true },
	{ "<>", EXPR_EQUAL, false, true },
	{ "<", EXPR_LESS, false, false },
	{ "<=", EXPR_LESS_EQUAL, false, false },
	{ ">", EXPR_LESS, true, false },
	{ ">=", EXPR_LESS_EQUAL, true, false },
};

static const struct comparison is_in = { "in", EXPR_IN, false, false },
			       is_not_in = { "not in", EXPR_IN, false, true };

/* The comparison that comes next, taken off the lexer; NULL: none. */
static const struct comparison *
next_comparison(struct parse *p)
{
	struct lexer ahead = *p->lexer;
	struct token t = lexer_next(&ahead), in;
	const struct comparison *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(comparisons) && found == NULL; i++) {
		if (token_is(&t, TOKEN_PUNCT, comparisons[i].op))
			found = &comparisons[i];
	}
	if (token_is(&t, TOKEN_PATH, "in"))
		found = &is_in;
	if (token_is(&t, TOKEN_PATH, "not")) {
		in = lexer_next(&ahead);
		if (token_is(&in, TOKEN_PATH, "in"))
			found = &is_not_in;
	}
	if (found != NULL)
		*p->lexer = ahead;
	return found;
}

static struct expr *
parse_rel(struct parse *p)
{
	struct expr *a = parse_operand(p), *b, *e;
	const struct comparison *c;
	size_t offset;

	if (a == NULL)
		return NULL;
	offset = lexer_peek(p->lexer).offset;
	c = next_comparison(p);
	if (c == NULL)
		return a;
	b = parse_operand(p);
	if (b == NULL || !comparable(p->scope, c->kind, a, b, offset))
		return NULL;
	e = new_expr(p, c->kind, VALUE_BOOL, a->offset);
	e->a = c->swap ? b : a;
	e->b = c->swap ? a : b;
	return c->negate ? expr_not(p->scope, e) : e;
}

/* Any number of "not"s, without recursion. */
static struct expr *
parse_not(struct parse *p)
{
	struct token t = lexer_peek(p->lexer);
	size_t nots = 0;
	struct expr *e;

	for (; token_is(&t, TOKEN_PATH, "not") || token_is(&t, TOKEN_PUNCT, "!");
	     nots++) {
		lexer_next(p->lexer);
		t = lexer_peek(p->lexer);
	}
	e = parse_rel(p);
	if (e != NULL && nots > 0)
		e = expr_not(p->scope, e);
	if (e != NULL && nots > 0 && nots % 2 == 0)
		e = expr_not(p->scope, e);
	return e;
}

static bool
is_and(const struct token *t)
{
	return token_is(t, TOKEN_PATH, "and") || token_is(t, TOKEN_PUNCT, "&&");
}

static bool
is_or(const struct token *t)
{
	return token_is(t, TOKEN_PATH, "or") || token_is(t, TOKEN_PUNCT, "||");
}

/* A chain of "and"s, or one of "or"s: the engines disagree about both together. */
static struct expr *
parse_or(struct parse *p)
{
	struct expr *e = parse_not(p), *chain, **tail;
	struct token first = lexer_peek(p->lexer), t = first;

	if (e == NULL || (!is_and(&first) && !is_or(&first)))
		return e;
	chain = new_expr(p, is_and(&first) ? EXPR_AND : EXPR_OR, VALUE_BOOL, e->offset);
	chain->a = new_expr(p, EXPR_AND, VALUE_BOOL, e->offset);
	chain->a->a = e;
	tail = &chain->a->next;
	for (; is_and(&t) || is_or(&t); t = lexer_peek(p->lexer)) {
		if (is_and(&t) != is_and(&first)) {
			scope_error(p->scope, t.offset,
			    "'and' and 'or' together need parentheses: a and (b or c)");
			return NULL;
		}
		lexer_next(p->lexer);
		*tail = new_expr(p, EXPR_AND, VALUE_BOOL, t.offset);
		(*tail)->a = parse_not(p);
		if ((*tail)->a == NULL)
			return NULL;
		tail = &(*tail)->next;
	}
	return chain;
}

struct expr *
expr_parse(struct scope *s, struct lexer *l)
{
	struct parse p = { .scope = s, .lexer = l };

	return parse_or(&p);
}

struct expr *
expr_parse_operand(struct scope *s, struct lexer *l)
{
	struct parse p = { .scope = s, .lexer = l };

	return parse_operand(&p);
}

struct expr *
expr_filter(struct scope *s, const char *filter, const struct token *where,
    struct expr *in, struct expr *argument)
{
	struct parse p = { .scope = s };

	return apply(&p, filter_find(span_of(filter)), where, in, argument);
}

struct expr *
expr_not(struct scope *s, struct expr *a)
{
	struct parse p = { .scope = s };
	struct expr *e = new_expr(&p, EXPR_NOT, VALUE_BOOL, a->offset);

	e->a = a;
	return e;
}

struct expr *
expr_equal(struct scope *s, struct expr *a, struct expr *b)
{
	struct parse p = { .scope = s };
	struct expr *e = new_expr(&p, EXPR_EQUAL, VALUE_BOOL, a->offset);

	comparable(s, EXPR_EQUAL, a, b, b->offset);
	e->a = a;
	e->b = b;
	return e;
}
