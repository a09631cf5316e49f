/* check_hidden - text that is there and not to be seen, as spam has it. */
#include "issue/check_private.h"
#include "issue/check_style.h"

#define LETTERS_MIN 20 /* less is a spacer, or a word for screen readers */
#define TINY 3.0       /* pixels */
#define SAME 1.2       /* contrast */

/* Hidden by its own style alone: what has a class may be shown on phones. */
static bool
is_hidden_for_good(const struct check *c, const GumboNode *node)
{
	return node->type == GUMBO_NODE_ELEMENT && !check_has(node, "class") &&
	    !check_has(node, "id") &&
	    style_hides(span_of(tree_attribute(node, "style"))) &&
	    tree_is_hidden(&c->tree, node);
}

static const char *
how(const struct style *s)
{
	if (s->size >= 0 && s->size < TINY)
		return "is too small to be seen";
	if (s->knows_colour && s->knows_background &&
	    css_contrast(s->colour, s->background) < SAME)
		return "has the colour of its background";
	return NULL;
}

static void
say_hidden(struct check *c, const GumboNode *node)
{
	if (check_letters(span_of(check_words(c, node)), LETTERS_MIN) == LETTERS_MIN)
		check_say_node(c, FINDING_TEXT_HIDDEN, node, "this text is hidden");
}

/* The preheader, which may be hidden, comes before all that is seen. */
void
check_hidden(struct check *c)
{
	const struct style *style;
	const GumboNode *node, *within = NULL; /* what is hidden already */
	struct style_walk w;
	enum tree_step step;
	bool seen = false;

	style_walk_begin(&w, &c->tree);
	while ((step = style_walk_next(&w, &node, &style)) != TREE_END) {
		if (step == TREE_LEAVE) {
			if (node == within)
				within = NULL;
			continue;
		}
		if (within == NULL && is_hidden_for_good(c, node)) {
			within = node;
			if (seen)
				say_hidden(c, node);
		}
		if (node->type != GUMBO_NODE_TEXT || style->hidden)
			continue;
		if (how(style) == NULL)
			seen |= check_letters(span_of(node->v.text.text), 1) > 0;
		else if (seen &&
		    check_letters(span_of(node->v.text.text), LETTERS_MIN) == LETTERS_MIN)
			check_say_node(
			    c, FINDING_TEXT_HIDDEN, node, "this text %s", how(style));
	}
	style_walk_release(&w);
}
