/*
 * expr - an expression of the merge language: a tree, resolved and checked
 * while parsing (expr.c), worked out for each copy (eval.c).  Pure.
 *
 * No tree is deeper than some hundred steps, whatever the text: parentheses,
 * filters and paths are bounded by NESTING_MAX, "and" chains are flat.
 */
#ifndef ISSUE_EXPR_H
#define ISSUE_EXPR_H

#include "issue/filter.h"
#include "issue/token.h"
#include "issue/value.h"

enum expr_kind {
	EXPR_CONST,
	EXPR_FIELD,  /* index: in vocabulary.fields */
	EXPR_PARAMS, /* where they vary */
	EXPR_NAME,   /* index: enum name */
	EXPR_LOCAL,  /* index: slot */
	EXPR_LOOP,   /* index: enum loop_name; level: which loop, from outside */
	EXPR_GET,    /* key of a, a map */
	EXPR_ITEM,   /* item number index of a, a list */
	EXPR_FILTER, /* filter of a, with argument b or NULL */
	EXPR_NOT,    /* a */
	EXPR_AND,    /* a and its next ones */
	EXPR_OR,
	EXPR_EQUAL, /* a, b */
	EXPR_LESS,
	EXPR_LESS_EQUAL,
	EXPR_IN
};

enum loop_name {
	LOOP_COUNTER,
	LOOP_COUNTER0,
	LOOP_REVCOUNTER,
	LOOP_REVCOUNTER0,
	LOOP_FIRST,
	LOOP_LAST
};

struct expr {
	enum expr_kind kind;
	enum value_type type; /* VALUE_ANY: known only when rendering */
	size_t offset;        /* in the text, for messages */
	size_t index, level;
	struct value constant;
	struct span key;
	const struct filter *filter;
	struct expr *a, *b, *next;
	/*
	 * All values it can have, or examples, when it comes from params: this is
	 * how a misspelt params.list item is found.  For the parsing only.
	 */
	const struct value *samples;
	size_t nsamples;
};

struct scope;

/*
 * Parse an expression, or an operand only, from l on.  NULL: a mistake, which
 * was said; the rest of the tag is then not worth reading.
 */
struct expr *expr_parse(struct scope *s, struct lexer *l);
struct expr *expr_parse_operand(struct scope *s, struct lexer *l);

/* The same as a == b, for those who have the two already. */
struct expr *expr_equal(struct scope *s, struct expr *a, struct expr *b);
struct expr *expr_not(struct scope *s, struct expr *a);

/* The same as in|filter:argument, which stands at where; NULL: wrong, and said. */
struct expr *expr_filter(struct scope *s, const char *filter, const struct token *where,
    struct expr *in, struct expr *argument);

/* Say that t cannot stand where it does. */
void expr_unexpected(struct scope *s, const struct lexer *l, const struct token *t);

#endif
