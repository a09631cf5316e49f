/* audience_parse - the grammar of audience expressions.  See audience_tree.h. */
#include "people/audience_saved.h"
#include "people/audience_tree.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ITEMS_MAX 1000 /* of one list in parentheses */

static struct audience_node *parse_any(struct audience_reader *r, struct err *e);

void
audience_advance(struct audience_reader *r)
{
	r->end = r->token.offset + r->token.span.n;
	r->token = audience_token_next(&r->lexer);
}

int
audience_place(const struct audience_reader *r, size_t offset, struct err *e)
{
	struct span text = r->lexer.text;
	size_t line = 1, begin = 0, i;

	for (i = 0; i < offset; i++) {
		if (text.s[i] == '\n') {
			line++;
			begin = i + 1;
		}
	}
	e->kind = ERR_DATA;
	return err_ctx(e, "%s:%zu:%zu", r->label, line,
	    utf8_length((struct span){ text.s + begin, offset - begin }) + 1);
}

int
audience_fail(
    const struct audience_reader *r, size_t offset, struct err *e, const char *fmt, ...)
{
	char message[sizeof(e->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	err_set(e, ERR_DATA, "%s", message);
	return audience_place(r, offset, e);
}

int
audience_unexpected(const struct audience_reader *r, const char *wanted, struct err *e)
{
	const struct audience_token *t = &r->token;

	switch (t->type) {
	case AUDIENCE_TOKEN_END:
		return audience_fail(r, t->offset, e, "%s is missing at the end", wanted);
	case AUDIENCE_TOKEN_UNCLOSED:
		return audience_fail(
		    r, t->offset, e, "this quotation mark has no partner");
	case AUDIENCE_TOKEN_BAD:
		return audience_fail(r, t->offset, e, "'%.*s' has no meaning here%s",
		    (int)t->span.n, t->span.s,
		    t->span.n > 1 ? ": quotation marks are \" or '" : "");
	default:
		return audience_fail(r, t->offset, e, "'%.*s' instead of %s",
		    (int)t->span.n, t->span.s, wanted);
	}
}

static struct audience_node *
node_new(struct audience_reader *r, enum audience_node_kind kind, size_t start)
{
	struct audience_node *n = arena_alloc(r->world->arena, sizeof(*n));

	n->kind = kind;
	n->text = (struct span){ r->lexer.text.s + start, r->end - start };
	return n;
}

static bool
take(struct audience_reader *r, const char *word)
{
	if (!audience_token_is(&r->token, word))
		return false;
	audience_advance(r);
	return true;
}

static int
enter(struct audience_reader *r, struct err *e)
{
	if (++r->world->nesting > AUDIENCE_NESTING_MAX)
		return audience_fail(r, r->token.offset, e,
		    "this is nested more than %d deep", AUDIENCE_NESTING_MAX);
	return 0;
}

static struct audience_node *
parse_saved(struct audience_reader *r, struct err *e)
{
	struct audience_world *w = r->world;
	struct audience_saved saved;
	size_t start = r->token.offset;
	struct audience_node *n;
	int i;

	if (audience_saved_get(&saved, w->db, r->token.content, w->arena, e) < 0) {
		if (e->kind == ERR_NOTFOUND)
			audience_place(r, start, e);
		return NULL;
	}
	for (i = 0; i < w->nopen; i++) {
		if (str_eq_ci(w->open[i], saved.name)) {
			audience_fail(r, start, e, "'@%s' would use itself", saved.name);
			return NULL;
		}
	}
	if (enter(r, e) < 0)
		return NULL;
	w->open[w->nopen++] = saved.name;
	audience_advance(r);
	n = node_new(r, AUDIENCE_SAVED, start);
	n->first = audience_read(
	    w, arena_printf(w->arena, "@%s", saved.name), saved.expression, e);
	w->nopen--;
	w->nesting--;
	return n->first != NULL ? n : NULL;
}

/* "(" was taken. */
static struct audience_node *
parse_parentheses(struct audience_reader *r, struct err *e)
{
	struct audience_node *n;

	if (enter(r, e) < 0)
		return NULL;
	n = parse_any(r, e);
	r->world->nesting--;
	if (n != NULL && !take(r, ")")) {
		audience_unexpected(r, "'and', 'or' or ')'", e);
		return NULL;
	}
	return n;
}

/* Behind "in": what stands between parentheses, or a field. */
static struct audience_node *
parse_in(struct audience_reader *r, const struct audience_operand *l, struct err *e)
{
	struct audience_operand *items = arena_alloc(r->world->arena, sizeof(*items));
	size_t n = 0, room = 1;
	struct audience_operand *more;

	if (!take(r, "(")) {
		if (audience_operand_read(r, items, false, e) < 0)
			return NULL;
		if (items->literal) {
			audience_fail(r, items->offset, e,
			    "values behind 'in' stand in parentheses: in (%.*s)",
			    (int)items->text.n, items->text.s);
			return NULL;
		}
		return audience_test_in(r, items, l, 1, e);
	}
	do {
		if (n == ITEMS_MAX) {
			audience_fail(r, r->token.offset, e,
			    "there are more than %d values", ITEMS_MAX);
			return NULL;
		}
		if (n == room) {
			more = arena_alloc(r->world->arena, 2 * room * sizeof(*items));
			memcpy(more, items, n * sizeof(*items));
			items = more;
			room *= 2;
		}
		if (audience_operand_read(r, &items[n++], true, e) < 0)
			return NULL;
	} while (take(r, ","));
	if (!take(r, ")")) {
		audience_unexpected(r, "',' or ')'", e);
		return NULL;
	}
	return audience_test_in(r, l, items, n, e);
}

static struct audience_node *
parse_like(struct audience_reader *r, const struct audience_operand *l, struct err *e)
{
	struct audience_operand pattern;

	if (audience_operand_read(r, &pattern, true, e) < 0)
		return NULL;
	return audience_test_like(r, l, &pattern, e);
}

/* Behind "is". */
static struct audience_node *
parse_is(struct audience_reader *r, const struct audience_operand *l, struct err *e)
{
	bool no = take(r, "not");
	struct audience_node *n;

	if (!take(r, "empty")) {
		audience_unexpected(r, "'empty' or 'not empty'", e);
		return NULL;
	}
	n = audience_test_empty(r, l, e);
	return no && n != NULL ? audience_negate(r, n) : n;
}

/* "=", "<", … at the next token?  -1: no. */
static int
comparison(const struct audience_token *t)
{
	static const struct {
		const char *sign;
		enum audience_comparison c;
	} signs[] = {
		{ "=", AUDIENCE_EQUAL },
		{ "==", AUDIENCE_EQUAL },
		{ "!=", AUDIENCE_NOT_EQUAL },
		{ "<>", AUDIENCE_NOT_EQUAL },
		{ "<", AUDIENCE_LESS },
		{ "<=", AUDIENCE_LESS_EQUAL },
		{ ">", AUDIENCE_GREATER },
		{ ">=", AUDIENCE_GREATER_EQUAL },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++) {
		if (audience_token_is(t, signs[i].sign))
			return (int)signs[i].c;
	}
	return -1;
}

static struct audience_node *
parse_test(struct audience_reader *r, struct err *e)
{
	struct audience_operand *l = arena_alloc(r->world->arena, 2 * sizeof(*l));
	struct audience_node *n;
	int c;

	r->start = r->token.offset;
	if (audience_operand_read(r, l, false, e) < 0)
		return NULL;
	c = comparison(&r->token);
	if (c >= 0) {
		audience_advance(r);
		if (audience_operand_read(r, l + 1, true, e) < 0)
			return NULL;
		return audience_test_compare(r, l, (enum audience_comparison)c, l + 1, e);
	}
	if (take(r, "in"))
		return parse_in(r, l, e);
	if (take(r, "like"))
		return parse_like(r, l, e);
	if (take(r, "is"))
		return parse_is(r, l, e);
	if (!take(r, "not"))
		return audience_test_truth(r, l, e);
	if (take(r, "in")) {
		n = parse_in(r, l, e);
	} else if (take(r, "like")) {
		n = parse_like(r, l, e);
	} else {
		audience_unexpected(r, "'in' or 'like'", e);
		return NULL;
	}
	return n != NULL ? audience_negate(r, n) : NULL;
}

static struct audience_node *
parse_not(struct audience_reader *r, struct err *e)
{
	size_t start = r->token.offset;
	struct audience_node *n, *inner;

	if (take(r, "not") || take(r, "!")) {
		if (enter(r, e) < 0)
			return NULL;
		inner = parse_not(r, e);
		r->world->nesting--;
		if (inner == NULL)
			return NULL;
		n = node_new(r, AUDIENCE_NOT, start);
		n->first = inner;
		return n;
	}
	if (take(r, "("))
		return parse_parentheses(r, e);
	if (r->token.type == AUDIENCE_TOKEN_SAVED)
		return parse_saved(r, e);
	return parse_test(r, e);
}

/* A chain of what `part` reads, held together by word or sign. */
static struct audience_node *
parse_chain(struct audience_reader *r, enum audience_node_kind kind, const char *word,
    const char *sign,
    struct audience_node *(*part)(struct audience_reader *r, struct err *e),
    struct err *e)
{
	size_t start = r->token.offset;
	struct audience_node *first = part(r, e), *last = first, *chain;

	while (last != NULL && (take(r, word) || take(r, sign))) {
		last->next = part(r, e);
		last = last->next;
	}
	if (last == NULL || first->next == NULL)
		return last;
	chain = node_new(r, kind, start);
	chain->first = first;
	return chain;
}

static struct audience_node *
parse_all(struct audience_reader *r, struct err *e)
{
	return parse_chain(r, AUDIENCE_ALL, "and", "&&", parse_not, e);
}

static struct audience_node *
parse_any(struct audience_reader *r, struct err *e)
{
	return parse_chain(r, AUDIENCE_ANY, "or", "||", parse_all, e);
}

struct audience_node *
audience_read(
    struct audience_world *w, const char *label, const char *text, struct err *e)
{
	struct audience_reader r = {
		.world = w,
		.label = label,
		.lexer = { .text = span_of(text), .arena = w->arena },
	};
	struct audience_node *n;

	if (r.lexer.text.n > AUDIENCE_LENGTH_MAX) {
		err_set(e, ERR_DATA, "%s: the expression has over %d bytes", label,
		    AUDIENCE_LENGTH_MAX);
		return NULL;
	}
	if (!utf8_valid(text, r.lexer.text.n)) {
		err_set(e, ERR_DATA, "%s: the expression is not UTF-8", label);
		return NULL;
	}
	audience_advance(&r);
	n = parse_any(&r, e);
	if (n != NULL && r.token.type != AUDIENCE_TOKEN_END) {
		audience_unexpected(&r, "'and', 'or' or the end", e);
		return NULL;
	}
	return n;
}
