/*
 * check_style - how a text looks: its colours and size, as far as they are sure.
 * Pure.
 *
 * Inline styles, bgcolor and the like are followed from the root down.  What a
 * style sheet, a picture or transparency may have changed is not known: nobody is
 * told that a text is hard to read which is not.
 */
#ifndef ISSUE_CHECK_STYLE_H
#define ISSUE_CHECK_STYLE_H

#include "issue/css.h"
#include "issue/html_tree.h"

#include <stdbool.h>
#include <stddef.h>

#define STYLE_RULES_MAX 128 /* of the sheets; with more, nothing is known */
#define STYLE_UNKNOWN (-1.0)

struct style {
	struct css_colour colour, background;
	bool knows_colour, knows_background;
	double size; /* of the font, in pixels, or STYLE_UNKNOWN */
	bool bold;   /* or perhaps so */
	bool hidden;
};

/* One rule of a sheet, by the last part of its selector, "" for any. */
struct style_rule {
	struct span tag, class, id, attribute;
	bool colour, background, size, weight, important;
};

struct style_walk {
	const struct tree *tree;
	struct tree_walk walk;
	struct style_rule rules[STYLE_RULES_MAX];
	size_t nrules;
	bool overflow;
	struct style *styles; /* of the elements that are open */
	size_t depth, size;
};

void style_walk_begin(struct style_walk *w, const struct tree *t);

/* As tree_walk_next; *style is that of the node, or of what it stands in when it
 * was left, and holds until the next call. */
enum tree_step style_walk_next(
    struct style_walk *w, const GumboNode **node, const struct style **style);
void style_walk_release(struct style_walk *w);

#endif
