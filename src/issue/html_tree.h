/*
 * html_tree - a parsed HTML text, walked without recursion.  Pure.
 *
 * The tree is libgumbo's, made of a masked copy (issue/html_mask.h), from
 * which the nodes borrow.  What a reader does not see is known here: hidden by
 * its own style, by a class that the style sheet hides outside any @media, or
 * by its kind.
 */
#ifndef ISSUE_HTML_TREE_H
#define ISSUE_HTML_TREE_H

#include "issue/html_mask.h"
#include "util/arena.h"

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

#define TREE_CLASSES_MAX 64

struct tree {
	const struct mask *mask;
	GumboOutput *gumbo;
	struct span hidden[TREE_CLASSES_MAX]; /* classes that are not shown */
	size_t nhidden;
};

/* The mask is borrowed. */
void tree_open(struct tree *t, const struct mask *mask);
void tree_close(struct tree *t);

/* Everything under a node, in order, each element twice. */
enum tree_step { TREE_ENTER, TREE_LEAVE, TREE_END };

struct tree_walk {
	struct tree_place *places; /* from the root down */
	size_t depth, size;
};

struct tree_place {
	const GumboNode *node;
	unsigned next; /* child */
};

/* { 0 } or any walk that was released; root NULL: the whole document. */
void tree_walk_begin(struct tree_walk *w, const struct tree *t, const GumboNode *root);
enum tree_step tree_walk_next(struct tree_walk *w, const GumboNode **node);

/* Not into the node that was entered last: it is not left either. */
void tree_walk_skip(struct tree_walk *w, const GumboNode *node);

void tree_walk_release(struct tree_walk *w);

bool tree_is(const GumboNode *node, GumboTag tag);

/* The attribute's value as the parser has it, "" when there is none. */
const char *tree_attribute(const GumboNode *node, const char *name);

/* Is this element, and so all that is in it, not shown? */
bool tree_is_hidden(const struct tree *t, const GumboNode *node);

/*
 * The preheader: the hidden element that begins the body.  NULL when there is
 * none; its text, clean of padding, goes to out.
 */
void tree_preheader(const struct tree *t, struct buf *out);

/* Where the node begins in the author's text; 0 for what the parser made up. */
size_t tree_offset(const struct tree *t, const GumboNode *node);

/* The value of an attribute, without its quotes, and a text, as they stand in the
 * author's text; empty for what the parser made up. */
struct span tree_raw_value(const struct tree *t, const GumboAttribute *a);
struct span tree_raw_text(const struct tree *t, const GumboNode *text);

/* Would these declarations (a style attribute) hide an element? */
bool style_hides(struct span declarations);

/* Characters that are only there to take room, or none: soft hyphen, joiners, ... */
bool tree_is_padding(uint32_t c);

/* Text of a node and all under it, white space collapsed, as the author wrote
 * its merge tags; escaped: a brace that is none of a merge tag is made sure to
 * be none. */
void tree_text(
    const struct tree *t, const GumboNode *node, bool escaped, struct buf *out);

#endif
