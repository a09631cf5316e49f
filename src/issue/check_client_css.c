/* check_client_css - styles that mail programs take out. */
#include "issue/check_private.h"

#include "issue/css.h"

#include <string.h>

/* Gmail drops the <style> that comes to more. */
#define STYLE_BYTES_MAX 16384

static bool
names_picture(struct span value)
{
	return memmem(value.s, value.n, "url(", 4) != NULL;
}

static bool
has_colour(struct span value)
{
	struct css_colour colour;
	size_t i, start;

	for (i = 0; i < value.n; i++) {
		for (start = i; i < value.n && value.s[i] != ' '; i++)
			;
		if (css_colour((struct span){ value.s + start, i - start }, &colour))
			return true;
	}
	return false;
}

/* A picture behind text needs a colour for where it is not shown. */
static void
check_inline(struct check *c, const GumboNode *node)
{
	struct span rest = span_of(tree_attribute(node, "style"));
	bool picture = *tree_attribute(node, "background") != '\0';
	bool colour = check_has(node, "bgcolor");
	struct css_declaration d;

	while (css_next_declaration(&rest, &d)) {
		if (css_is(d.name, "position") &&
		    (css_is(d.value, "absolute") || css_is(d.value, "fixed")))
			check_say_node(c, FINDING_CLIENT_POSITION, node,
			    "position: %.*s is dropped: the text stands elsewhere",
			    (int)d.value.n, d.value.s);
		if (!css_is(d.name, "background") &&
		    !css_is(d.name, "background-image") &&
		    !css_is(d.name, "background-color"))
			continue;
		picture |= names_picture(d.value);
		colour |= css_is(d.name, "background-color") || has_colour(d.value);
	}
	if (picture && !colour)
		check_say_node(c, FINDING_CLIENT_BACKGROUND, node,
		    "a background picture without a background colour");
}

static void
check_sheet(struct check *c, const GumboNode *node)
{
	struct span sheet = span_of(node->v.text.text);
	struct css_rule rule;

	while (css_next_rule(&sheet, &rule)) {
		if (css_begins(rule.selector, "@import") &&
		    memmem(rule.selector.s, rule.selector.n, "font", 4) == NULL)
			check_say_node(c, FINDING_CLIENT_STYLESHEET, node->parent,
			    "the style sheet of %s is not loaded",
			    check_short(c, rule.selector));
	}
}

void
check_client_css(struct check *c)
{
	struct tree_walk w = { 0 };
	const GumboNode *node, *last = NULL;
	enum tree_step step;
	size_t n = 0;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER)
			continue;
		if (node->type == GUMBO_NODE_ELEMENT) {
			check_inline(c, node);
		} else if (node->type == GUMBO_NODE_TEXT &&
		    tree_is(node->parent, GUMBO_TAG_STYLE)) {
			n += strlen(node->v.text.text);
			last = node->parent;
			check_sheet(c, node);
		}
	}
	tree_walk_release(&w);
	if (n > STYLE_BYTES_MAX)
		check_say_node(c, FINDING_CLIENT_STYLE_SIZE, last,
		    "the <style> elements come to %zu KB, and Gmail takes %d", n / 1024,
		    STYLE_BYTES_MAX / 1024);
}
