/* check_headings - are the headings the outline that a screen reader jumps along? */
#include "issue/check_private.h"

static unsigned
level(const GumboNode *node)
{
	switch (node->type == GUMBO_NODE_ELEMENT ? node->v.element.tag : GUMBO_TAG_LAST) {
	case GUMBO_TAG_H1:
		return 1;
	case GUMBO_TAG_H2:
		return 2;
	case GUMBO_TAG_H3:
		return 3;
	case GUMBO_TAG_H4:
		return 4;
	case GUMBO_TAG_H5:
		return 5;
	case GUMBO_TAG_H6:
		return 6;
	default:
		return 0;
	}
}

void
check_headings(struct check *c)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	unsigned now, before = 0, first = 0;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER)
			continue;
		if (tree_is_hidden(&c->tree, node)) {
			tree_walk_skip(&w, node);
			continue;
		}
		now = level(node);
		if (now == 0)
			continue;
		if (now == 1 && first++ == 1)
			check_say_node(
			    c, FINDING_HEADING_TWICE, node, "this is the second <h1>");
		if (before > 0 && now > before + 1)
			check_say_node(c, FINDING_HEADING_JUMP, node,
			    "<h%u> comes after <h%u>", now, before);
		before = now;
	}
	tree_walk_release(&w);
}
