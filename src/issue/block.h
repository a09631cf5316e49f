/*
 * block - the "{% … %}" tags, and the state of the parser that they change.
 * Private to template.c and block.c.
 */
#ifndef ISSUE_BLOCK_H
#define ISSUE_BLOCK_H

#include "issue/node.h"
#include "issue/scope.h"
#include "issue/token.h"

struct block_tag;

/* A block that is open. */
struct open_block {
	const struct block_tag *tag;
	size_t start;         /* of its opening tag in the text */
	struct node *node;    /* NULL: the block leaves no node */
	struct node **tail;   /* with a node: where what follows the block goes */
	struct branch **arms; /* if: where the next arm goes */
	size_t nlocals;       /* in scope before it */
	bool escape;          /* as it was before it */
	bool looping;         /* its body is in the loop now */
	bool last_arm;        /* there was an else or empty */
};

struct parser {
	struct scope scope;
	struct node **tail; /* where the next node goes */
	struct open_block open[NESTING_MAX];
	size_t depth;
	size_t too_deep; /* blocks that are open beyond NESTING_MAX */
	bool html;       /* escaping is possible at all */
	bool escape;     /* outputs are escaped here */
	bool verbatim;   /* inside a verbatim block */
};

/* A new node at the end of what is being parsed. */
struct node *parser_add(struct parser *p, enum node_kind kind);

/* Nothing more in the tag?  Says when there is. */
bool parser_at_end(struct parser *p, struct lexer *l);

/* Take in one block tag; l stands at its first word. */
void block_parse(struct parser *p, const struct raw_tag *t, struct lexer *l);

/* The text is over: complain about what is still open. */
void block_finish(struct parser *p);

#endif
