/*
 * markdown - a Markdown text as a tree: CommonMark with tables, strikethrough and
 * bare addresses as links, and the four forms of nlctl-template(5).  Pure.
 *
 * The parser is md4c; here its calls become nodes, because what stands beside what
 * decides: block tags between items of a list, ":::" lines around a form, a
 * paragraph that is only a bold link.  markdown_html.h writes the nodes as HTML.
 *
 * Texts of nodes are masked (issue/markdown_mask.h): merge tags are stand-ins.
 */
#ifndef ISSUE_MARKDOWN_H
#define ISSUE_MARKDOWN_H

#include "issue/finding.h"
#include "issue/markdown_mask.h"
#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define MARKDOWN_BYTES_MAX (1u << 20)
#define MARKDOWN_NODES_MAX 200000
#define MARKDOWN_DEPTH_MAX 100 /* of nodes in nodes */

enum markdown_kind {
	/* Blocks. */
	MARKDOWN_ROOT,
	MARKDOWN_PARAGRAPH,
	MARKDOWN_HEADING,
	MARKDOWN_QUOTE,
	MARKDOWN_BULLETS,
	MARKDOWN_NUMBERS,
	MARKDOWN_ITEM,
	MARKDOWN_RULE,
	MARKDOWN_CODE,
	MARKDOWN_HTML,
	MARKDOWN_TABLE,
	MARKDOWN_TABLE_HEAD,
	MARKDOWN_TABLE_BODY,
	MARKDOWN_ROW,
	MARKDOWN_HEADER_CELL,
	MARKDOWN_CELL,
	/* Blocks of ours. */
	MARKDOWN_TAGS,   /* block tags between other blocks */
	MARKDOWN_FENCE,  /* a ":::" line; none is left in the tree */
	MARKDOWN_BUTTON, /* has one link */
	MARKDOWN_CARD,
	MARKDOWN_BAND,
	MARKDOWN_COLUMNS, /* has two of the next */
	MARKDOWN_COLUMN,
	/* Within a line. */
	MARKDOWN_EMPHASIS,
	MARKDOWN_STRONG,
	MARKDOWN_STRUCK,
	MARKDOWN_LINK,
	MARKDOWN_IMAGE,
	MARKDOWN_CODE_SPAN,
	/* Texts. */
	MARKDOWN_TEXT,
	MARKDOWN_ENTITY,    /* "&nbsp;", as written */
	MARKDOWN_LINE,      /* a line end that means nothing */
	MARKDOWN_BREAK,     /* one that does */
	MARKDOWN_CODE_TEXT, /* of either kind of code */
	MARKDOWN_HTML_TEXT, /* as written */
};

struct markdown_node {
	enum markdown_kind kind;
	struct markdown_node *parent, *first, *last, *next;
	struct span text;  /* of the texts */
	size_t offset;     /* in the masked text: of its text, or of the first in it */
	bool placed;       /* the offset is known */
	unsigned number;   /* of a heading: its level; of numbers: the first; of a card:
			    * 1 when its picture comes last */
	char mark;         /* of a list: "-", "*", "+", "." or ")" */
	const char *align; /* of a cell: "left", "center", "right"; "" */
	struct span url, title;        /* HTML, escaped but for its stand-ins */
	struct span color;             /* of a band: "#rrggbb"; "" */
	const struct standin *standin; /* of tags and fences */
};

struct markdown {
	struct markdown_mask mask;
	struct markdown_node *root;
	size_t nnodes;
	struct arena *arena;
};

/*
 * Read the author's text from its offset to its end; UTF-8, borrowed.  -1 when it
 * is past a limit; whatever is wrong is an error in f.
 */
int markdown_read(
    struct markdown *out, struct origin author, struct arena *a, struct findings *f);

/* A new node without a place among the others. */
struct markdown_node *markdown_node(
    struct markdown *m, enum markdown_kind kind, size_t offset);

/* Put the node last in its parent. */
void markdown_append(struct markdown_node *parent, struct markdown_node *node);

/* A mistake about the node, where its author wrote it. */
void markdown_complain(const struct markdown *m, const struct markdown_node *node,
    struct findings *f, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
