/* check_style - how a text looks, as far as that is sure.  See check_style.h. */
#include "issue/check_style.h"

#include "util/xalloc.h"

#include <string.h>
#include <strings.h>

#define BOLD 600 /* a font-weight from which text is bold */

/* --- style sheets: which elements they may touch ------------------------------ */

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static struct span
word_at(struct span s, size_t i)
{
	size_t n = 0;

	while (i + n < s.n && is_word(s.s[i + n]))
		n++;
	return (struct span){ s.s + i, n };
}

static struct span
word_behind(struct span s, char mark)
{
	const char *found = memchr(s.s, mark, s.n);

	return word_at(s, found != NULL ? (size_t)(found - s.s) + 1 : s.n);
}

/* The last part of "td.b a:link"; what is only there under the pointer is none. */
static void
add_selector(struct style_walk *w, struct span one, struct style_rule rule)
{
	size_t start = one.n;

	while (start > 0 && strchr(" >+~", one.s[start - 1]) == NULL)
		start--;
	one = (struct span){ one.s + start, one.n - start };
	if (one.n == 0 || memmem(one.s, one.n, ":hover", 6) != NULL)
		return;
	if (w->nrules == STYLE_RULES_MAX) {
		w->overflow = true;
		return;
	}
	rule.tag = word_at(one, 0);
	rule.class = word_behind(one, '.');
	rule.id = word_behind(one, '#');
	rule.attribute = word_behind(one, '[');
	w->rules[w->nrules++] = rule;
}

static void
read_rule(struct style_walk *w, const struct css_rule *css)
{
	struct style_rule rule = { 0 };
	struct css_declaration d;
	struct span block = css->block;
	size_t i, start;

	while (css_next_declaration(&block, &d)) {
		rule.colour |= css_is(d.name, "color");
		rule.background |= css_begins(d.name, "background") ||
		    (d.name.n > 11 && strncasecmp(d.name.s, "background-", 11) == 0);
		rule.size |= css_is(d.name, "font-size") || css_is(d.name, "font");
		rule.weight |= css_is(d.name, "font-weight") || css_is(d.name, "font");
		rule.important |= d.important;
	}
	if (!rule.colour && !rule.background && !rule.size && !rule.weight)
		return;
	for (i = 0; i < css->selector.n; i++) {
		for (start = i; i < css->selector.n && css->selector.s[i] != ','; i++)
			;
		add_selector(w,
		    span_trim((struct span){ css->selector.s + start, i - start }), rule);
	}
}

/* Not what is in @media: dark mode and phones have their own colours. */
static void
read_sheet(struct style_walk *w, struct span sheet)
{
	struct css_rule rule;

	while (css_next_rule(&sheet, &rule)) {
		if (rule.selector.n > 0 && rule.selector.s[0] != '@')
			read_rule(w, &rule);
	}
}

static bool
has_class(const char *classes, struct span class)
{
	size_t n;

	for (; *classes != '\0'; classes += n) {
		classes += strspn(classes, " \t\r\n");
		n = strcspn(classes, " \t\r\n");
		if (n == class.n && memcmp(classes, class.s, n) == 0)
			return true;
	}
	return false;
}

static bool
has_attribute(const GumboNode *node, struct span name)
{
	const GumboVector *all = &node->v.element.attributes;
	unsigned i;

	for (i = 0; i < all->length; i++) {
		if (css_is(name, ((const GumboAttribute *)all->data[i])->name))
			return true;
	}
	return false;
}

static bool
matches(const struct style_rule *r, const GumboNode *node, const char *classes)
{
	return (r->tag.n == 0 ||
		   css_is(r->tag, gumbo_normalized_tagname(node->v.element.tag))) &&
	    (r->class.n == 0 || has_class(classes, r->class)) &&
	    (r->id.n == 0 || span_is(r->id, tree_attribute(node, "id"))) &&
	    (r->attribute.n == 0 || has_attribute(node, r->attribute));
}

/* What a sheet may have changed of s is not known. */
static void
forget(struct style *s, const struct style_rule *r)
{
	s->knows_colour &= !r->colour;
	s->knows_background &= !r->background;
	if (r->size)
		s->size = STYLE_UNKNOWN;
	s->bold |= r->weight;
}

static void
apply_sheets(
    const struct style_walk *w, const GumboNode *node, bool important, struct style *s)
{
	const char *classes = tree_attribute(node, "class");
	size_t i;

	if (w->overflow)
		forget(s,
		    &(struct style_rule){ .colour = true,
			.background = true,
			.size = true,
			.weight = true });
	for (i = 0; i < w->nrules; i++) {
		if ((!important || w->rules[i].important) &&
		    matches(&w->rules[i], node, classes))
			forget(s, &w->rules[i]);
	}
}

/* --- what the element says itself --------------------------------------------- */

static bool
keeps(struct span value)
{
	return css_is(value, "inherit") || css_is(value, "transparent") ||
	    css_is(value, "none") || css_is(value, "unset");
}

static void
set_colour(struct style *s, const struct style *parent, struct span value)
{
	if (css_is(value, "inherit") || css_is(value, "unset")) {
		s->colour = parent->colour;
		s->knows_colour = parent->knows_colour;
	} else {
		s->knows_colour = css_colour(value, &s->colour);
	}
}

static void
set_background(struct style *s, const struct style *parent, struct span value)
{
	struct span first = { value.s, 0 };

	while (first.n < value.n && strchr(" \t\r\n", value.s[first.n]) == NULL)
		first.n++;
	if (keeps(value)) {
		s->background = parent->background;
		s->knows_background = parent->knows_background;
	} else {
		s->knows_background = css_colour(value, &s->background) ||
		    (css_colour(first, &s->background) &&
			memchr(value.s, '(', value.n) == NULL);
	}
}

static void
set_weight(struct style *s, struct span value)
{
	double weight;

	if (css_is(value, "normal") || css_is(value, "lighter"))
		s->bold = false;
	else if (css_begins(value, "bold") || css_begins(value, "bolder"))
		s->bold = true;
	else if (value.n == 3 && value.s[0] >= '1' && value.s[0] <= '9')
		s->bold = (weight = 100 * (value.s[0] - '0')) >= BOLD;
}

static void
apply_declaration(
    struct style *s, const struct style *parent, const struct css_declaration *d)
{
	if (css_is(d->name, "color")) {
		set_colour(s, parent, d->value);
	} else if (css_is(d->name, "background-color") || css_is(d->name, "background")) {
		set_background(s, parent, d->value);
	} else if (css_is(d->name, "background-image")) {
		if (!css_is(d->value, "none"))
			s->knows_background = false;
	} else if (css_is(d->name, "opacity")) {
		s->knows_colour &= css_is(d->value, "1");
	} else if (css_is(d->name, "font-size")) {
		if (!css_pixels(d->value, &s->size))
			s->size = STYLE_UNKNOWN;
	} else if (css_is(d->name, "font")) {
		s->size = STYLE_UNKNOWN;
		s->bold = true;
	} else if (css_is(d->name, "font-weight")) {
		set_weight(s, d->value);
	}
}

static void
apply_tag(const struct style_walk *w, const GumboNode *node, struct style *s)
{
	switch (node->v.element.tag) {
	case GUMBO_TAG_A: /* a colour of the program's own */
		s->knows_colour = false;
		break;
	case GUMBO_TAG_TABLE: /* in quirks mode it inherits nothing */
		if (w->tree->gumbo->document->v.document.doc_type_quirks_mode ==
		    GUMBO_DOCTYPE_QUIRKS) {
			s->knows_colour = false;
			s->size = STYLE_UNKNOWN;
		}
		break;
	case GUMBO_TAG_H1:
	case GUMBO_TAG_H2:
	case GUMBO_TAG_H3:
	case GUMBO_TAG_H4:
	case GUMBO_TAG_H5:
	case GUMBO_TAG_H6:
		s->size = STYLE_UNKNOWN;
		s->bold = true;
		break;
	case GUMBO_TAG_B:
	case GUMBO_TAG_STRONG:
	case GUMBO_TAG_TH:
		s->bold = true;
		break;
	case GUMBO_TAG_BIG:
	case GUMBO_TAG_SMALL:
	case GUMBO_TAG_SUB:
	case GUMBO_TAG_SUP:
	case GUMBO_TAG_CODE:
	case GUMBO_TAG_PRE:
		s->size = STYLE_UNKNOWN;
		break;
	case GUMBO_TAG_FONT:
		if (*tree_attribute(node, "size") != '\0')
			s->size = STYLE_UNKNOWN;
		break;
	default:
		break;
	}
}

static void
apply_attributes(const GumboNode *node, struct style *s)
{
	const char *colour =
	    tree_attribute(node, tree_is(node, GUMBO_TAG_BODY) ? "text" : "color");

	if (*colour != '\0')
		s->knows_colour = css_colour(span_of(colour), &s->colour);
	if (*tree_attribute(node, "bgcolor") != '\0')
		s->knows_background =
		    css_colour(span_of(tree_attribute(node, "bgcolor")), &s->background);
	if (*tree_attribute(node, "background") != '\0')
		s->knows_background = false;
}

static struct style
style_of(const struct style_walk *w, const GumboNode *node, const struct style *parent)
{
	struct span rest = span_of(tree_attribute(node, "style"));
	struct css_declaration d;
	struct style s = *parent;

	s.hidden |= tree_is_hidden(w->tree, node);
	apply_tag(w, node, &s);
	apply_attributes(node, &s);
	apply_sheets(w, node, false, &s);
	while (css_next_declaration(&rest, &d))
		apply_declaration(&s, parent, &d);
	apply_sheets(w, node, true, &s);
	return s;
}

/* --- the walk ------------------------------------------------------------------ */

static void
push(struct style_walk *w, const struct style *s)
{
	if (w->depth == w->size) {
		w->size = w->size == 0 ? 64 : w->size * 2;
		w->styles = xrealloc(w->styles, w->size, sizeof(*w->styles));
	}
	w->styles[w->depth++] = *s;
}

void
style_walk_begin(struct style_walk *w, const struct tree *t)
{
	struct style root = { .size = 16 };
	struct tree_walk sheets = { 0 };
	const GumboNode *node;
	enum tree_step step;

	*w = (struct style_walk){ .tree = t };
	tree_walk_begin(&sheets, t, NULL);
	while ((step = tree_walk_next(&sheets, &node)) != TREE_END) {
		if (step == TREE_ENTER && node->type == GUMBO_NODE_TEXT &&
		    tree_is(node->parent, GUMBO_TAG_STYLE))
			read_sheet(w, span_of(node->v.text.text));
	}
	tree_walk_release(&sheets);
	push(w, &root);
	tree_walk_begin(&w->walk, t, NULL);
}

enum tree_step
style_walk_next(struct style_walk *w, const GumboNode **node, const struct style **style)
{
	enum tree_step step = tree_walk_next(&w->walk, node);
	struct style s;

	if (step == TREE_LEAVE) {
		w->depth--;
	} else if (step == TREE_ENTER &&
	    ((*node)->type == GUMBO_NODE_ELEMENT ||
		(*node)->type == GUMBO_NODE_TEMPLATE)) {
		s = style_of(w, *node, &w->styles[w->depth - 1]);
		push(w, &s);
	}
	*style = &w->styles[w->depth - 1];
	return step;
}

void
style_walk_release(struct style_walk *w)
{
	tree_walk_release(&w->walk);
	xfree(w->styles);
	*w = (struct style_walk){ 0 };
}
