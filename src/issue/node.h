/*
 * node - the tree that a template is parsed into.  Private to template.c, which
 * builds it, and render.c, which walks it; nobody else includes it.
 *
 * Comments, verbatim and autoescape leave no node: they are settled by the
 * parser.  The tree is never deeper than NESTING_MAX.
 */
#ifndef ISSUE_NODE_H
#define ISSUE_NODE_H

#include "issue/expr.h"
#include "issue/template.h"

enum node_kind { NODE_TEXT, NODE_OUTPUT, NODE_IF, NODE_FOR, NODE_WITH, NODE_SPACELESS };

/* One arm of an if: the last may have no condition. */
struct branch {
	const struct expr *condition; /* NULL: else */
	struct node *body;
	struct branch *next;
};

/* One "name = operand" of a with. */
struct assignment {
	size_t slot;
	const struct expr *value;
	struct assignment *next;
};

struct node {
	enum node_kind kind;
	bool escape; /* output */
	size_t hole; /* output: its number from 1, once template_find_holes was called */
	bool reversed;   /* for */
	struct span tag; /* for: as its author wrote it */
	struct node *next;
	struct span plain;        /* text: in the source; never empty */
	struct span qp;           /* text: encoded, once template_prepare_qp was called */
	const struct expr *value; /* for: the list */
	struct expr *values;      /* output: the first true one, in the order of next */
	size_t slot;              /* for: of the variable */
	struct branch *branches;
	struct assignment *assignments;
	struct node *body, *empty; /* for, with, spaceless */
};

struct template
{
	struct node *nodes;
	struct arena *arena;
	bool prepared;
	bool comma; /* decimal comma */
	const struct lang *lang;
	bool broken; /* had errors: must not be rendered */
	bool uses[NAME_COUNT];
	const bool *uses_field;
	size_t nfields;
};

#endif
