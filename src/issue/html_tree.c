/* html_tree - a parsed HTML text, walked without recursion.  See html_tree.h. */
#include "issue/html_tree.h"

#include "issue/css.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

static void *
parser_alloc(void *unused, size_t n)
{
	(void)unused;
	return xrealloc(NULL, n > 0 ? n : 1, 1);
}

static void
parser_free(void *unused, void *p)
{
	(void)unused;
	xfree(p);
}

static GumboOptions
options(void)
{
	GumboOptions o = kGumboDefaultOptions;

	o.allocator = parser_alloc;
	o.deallocator = parser_free;
	o.max_errors = 0;
	return o;
}

bool
tree_is(const GumboNode *node, GumboTag tag)
{
	return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

const char *
tree_attribute(const GumboNode *node, const char *name)
{
	const GumboAttribute *a;

	if (node->type != GUMBO_NODE_ELEMENT)
		return "";
	a = gumbo_get_attribute(&node->v.element.attributes, name);
	return a != NULL ? a->value : "";
}

static bool
is_zero(struct span value)
{
	double pixels;

	return css_pixels(value, &pixels) && pixels == 0;
}

bool
style_hides(struct span s)
{
	bool small = false, clipped = false;
	struct css_declaration d;

	while (css_next_declaration(&s, &d)) {
		if ((css_is(d.name, "display") && css_is(d.value, "none")) ||
		    (css_is(d.name, "visibility") && css_is(d.value, "hidden")))
			return true;
		if ((css_is(d.name, "max-height") || css_is(d.name, "height")) &&
		    is_zero(d.value))
			small = true;
		if (css_is(d.name, "overflow") && css_is(d.value, "hidden"))
			clipped = true;
	}
	return small && clipped;
}

/* Remember the classes of a selector like ".a, td.b". */
static void
hide_selector(struct tree *t, struct span selector)
{
	size_t i = 0, start;
	struct span one;
	const char *dot;

	while (i < selector.n) {
		for (start = i; i < selector.n && selector.s[i] != ','; i++)
			;
		one = span_trim((struct span){ selector.s + start, i - start });
		i++;
		dot = memchr(one.s, '.', one.n);
		if (dot == NULL || t->nhidden == TREE_CLASSES_MAX)
			continue;
		one.n -= (size_t)(dot + 1 - one.s);
		one.s = dot + 1;
		for (start = 0; start < one.n; start++) {
			if (strchr(" .:>+~[#*", one.s[start]) != NULL)
				break;
		}
		if (one.n > 0 && start == one.n)
			t->hidden[t->nhidden++] = one;
	}
}

static void
read_style_sheet(struct tree *t, struct span sheet)
{
	struct css_rule rule;

	while (css_next_rule(&sheet, &rule)) {
		if (rule.selector.n > 0 && rule.selector.s[0] != '@' &&
		    style_hides(rule.block))
			hide_selector(t, rule.selector);
	}
}

void
tree_open(struct tree *t, const struct mask *mask)
{
	GumboOptions o = options();
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;

	*t = (struct tree){ .mask = mask };
	t->gumbo = gumbo_parse_with_options(&o, mask->text, mask->source.n);
	tree_walk_begin(&w, t, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_ENTER && node->type == GUMBO_NODE_TEXT &&
		    tree_is(node->parent, GUMBO_TAG_STYLE))
			read_style_sheet(t, span_of(node->v.text.text));
	}
	tree_walk_release(&w);
}

void
tree_close(struct tree *t)
{
	GumboOptions o = options();

	if (t->gumbo != NULL)
		gumbo_destroy_output(&o, t->gumbo);
	t->gumbo = NULL;
}

static void
push(struct tree_walk *w, const GumboNode *node)
{
	if (w->depth == w->size) {
		w->size = w->size == 0 ? 64 : w->size * 2;
		w->places = xrealloc(w->places, w->size, sizeof(*w->places));
	}
	w->places[w->depth++] = (struct tree_place){ node, 0 };
}

void
tree_walk_begin(struct tree_walk *w, const struct tree *t, const GumboNode *root)
{
	w->depth = 0;
	push(w, root != NULL ? root : t->gumbo->document);
}

static const GumboVector *
children(const GumboNode *node)
{
	switch (node->type) {
	case GUMBO_NODE_DOCUMENT:
		return &node->v.document.children;
	case GUMBO_NODE_ELEMENT:
	case GUMBO_NODE_TEMPLATE:
		return &node->v.element.children;
	default:
		return NULL;
	}
}

void
tree_walk_skip(struct tree_walk *w, const GumboNode *node)
{
	if (w->depth > 0 && w->places[w->depth - 1].node == node)
		w->depth--;
}

enum tree_step
tree_walk_next(struct tree_walk *w, const GumboNode **node)
{
	struct tree_place *p;
	const GumboVector *below;

	if (w->depth == 0)
		return TREE_END;
	p = &w->places[w->depth - 1];
	below = children(p->node);
	if (below != NULL && p->next < below->length) {
		*node = below->data[p->next++];
		if (children(*node) != NULL)
			push(w, *node);
		return TREE_ENTER;
	}
	*node = p->node;
	w->depth--;
	return w->depth == 0 ? TREE_END : TREE_LEAVE;
}

void
tree_walk_release(struct tree_walk *w)
{
	xfree(w->places);
	*w = (struct tree_walk){ 0 };
}

size_t
tree_offset(const struct tree *t, const GumboNode *node)
{
	const char *p;

	if (node->type == GUMBO_NODE_DOCUMENT)
		return 0;
	p = children(node) != NULL ? node->v.element.original_tag.data
				   : node->v.text.original_text.data;
	if (p == NULL || p < t->mask->text || p > t->mask->text + t->mask->source.n)
		return 0;
	return (size_t)(p - t->mask->text);
}

/* The same bytes of the author's text. */
static struct span
raw(const struct tree *t, GumboStringPiece piece)
{
	const struct mask *m = t->mask;

	if (piece.data == NULL || piece.data < m->text ||
	    piece.data + piece.length > m->text + m->source.n)
		return (struct span){ m->source.s, 0 };
	return (struct span){ m->source.s + (piece.data - m->text), piece.length };
}

struct span
tree_raw_value(const struct tree *t, const GumboAttribute *a)
{
	struct span s = raw(t, a->original_value);

	if (s.n >= 2 && (*s.s == '"' || *s.s == '\'')) {
		s.s++;
		s.n -= 2;
	}
	return s;
}

struct span
tree_raw_text(const struct tree *t, const GumboNode *text)
{
	return raw(t, text->v.text.original_text);
}

/* Their content is for programs. */
static bool
is_machinery(const GumboNode *node)
{
	switch (node->v.element.tag) {
	case GUMBO_TAG_HEAD:
	case GUMBO_TAG_TITLE:
	case GUMBO_TAG_STYLE:
	case GUMBO_TAG_SCRIPT:
	case GUMBO_TAG_TEMPLATE:
	case GUMBO_TAG_SELECT:
	case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_SVG:
	case GUMBO_TAG_MATH:
	case GUMBO_TAG_AUDIO:
	case GUMBO_TAG_VIDEO:
	case GUMBO_TAG_CANVAS:
	case GUMBO_TAG_IFRAME:
	case GUMBO_TAG_OBJECT:
		return true;
	default:
		return false;
	}
}

static bool
has_hidden_class(const struct tree *t, const char *classes)
{
	size_t i, n;

	while (*classes != '\0') {
		classes += strspn(classes, " \t\r\n");
		n = strcspn(classes, " \t\r\n");
		for (i = 0; i < t->nhidden; i++) {
			if (t->hidden[i].n == n &&
			    memcmp(t->hidden[i].s, classes, n) == 0)
				return true;
		}
		classes += n;
	}
	return false;
}

bool
tree_is_hidden(const struct tree *t, const GumboNode *node)
{
	if (node->type == GUMBO_NODE_TEMPLATE)
		return true;
	if (node->type != GUMBO_NODE_ELEMENT)
		return false;
	return is_machinery(node) ||
	    gumbo_get_attribute(&node->v.element.attributes, "hidden") != NULL ||
	    style_hides(span_of(tree_attribute(node, "style"))) ||
	    has_hidden_class(t, tree_attribute(node, "class"));
}

bool
tree_is_padding(uint32_t c)
{
	return utf8_is_blank(c) || c == 0xAD || c == 0x34F || c == 0x180E ||
	    c == 0x2800 || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* A text that is being put together, white space collapsed. */
struct text {
	const struct tree *tree;
	struct buf *out;
	bool escaped;
	bool gap;   /* a blank is due */
	bool brace; /* the last character is a "{" of the text, not of a tag */
};

/* What comes next begins with c: 0 for a merge tag. */
static void
before(struct text *t, char c)
{
	if (t->gap)
		buf_addc(t->out, ' ');
	else if (t->brace && t->escaped && (c == '\0' || strchr("{%#", c) != NULL)) {
		buf_truncate(t->out, t->out->len - 1);
		buf_adds(t->out, "{{ \"{\" }}");
	}
	t->gap = false;
	t->brace = c == '{';
}

static void
add_tag(struct text *t, const struct tag *tag)
{
	struct span source = mask_source(t->tree->mask, tag);

	if (tag->kind == TAG_COMMENT)
		return;
	before(t, '\0');
	buf_add(t->out, source.s, source.n);
}

static void
add_text(struct text *t, const char *s)
{
	const struct tag *tag;
	size_t n;

	for (; *s != '\0' && !t->out->overflowed; s += n) {
		n = 1;
		tag = mask_standin(t->tree->mask, s, &n);
		if (tag != NULL) {
			add_tag(t, tag);
		} else if (is_blank(*s)) {
			t->gap = t->out->len > 0;
		} else {
			before(t, *s);
			buf_addc(t->out, *s);
		}
	}
}

void
tree_text(const struct tree *t, const GumboNode *root, bool escaped, struct buf *out)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	struct text text = { .tree = t, .out = out, .escaped = escaped };
	const struct tag *tag;

	tree_walk_begin(&w, t, root);
	while (!out->overflowed && (step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_LEAVE)
			continue;
		if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
			add_text(&text, node->v.text.text);
		else if (node->type == GUMBO_NODE_COMMENT) {
			tag = mask_tag_at(t->mask, tree_offset(t, node));
			if (tag != NULL)
				add_tag(&text, tag);
		} else if (tree_is(node, GUMBO_TAG_BR))
			text.gap = out->len > 0;
		else if (tree_is(node, GUMBO_TAG_IMG))
			add_text(&text, tree_attribute(node, "alt"));
	}
	tree_walk_release(&w);
}

/* Drop padding at the end, and what no mail reader needs inside. */
static void
trim_padding(struct buf *out)
{
	size_t i, n, end = 0;
	uint32_t c;

	for (i = 0; i < out->len; i += n) {
		n = utf8_next(out->data + i, out->len - i, &c);
		if (!tree_is_padding(c))
			end = i + n;
	}
	buf_truncate(out, end);
}

static bool
is_seen(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_TEXT)
		return strspn(node->v.text.text, " \t\r\n\f") < strlen(node->v.text.text);
	return tree_is(node, GUMBO_TAG_IMG) && *tree_attribute(node, "alt") != '\0';
}

void
tree_preheader(const struct tree *t, struct buf *out)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	bool in_body = false;

	tree_walk_begin(&w, t, NULL);
	while (out->len == 0 && (step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_LEAVE)
			continue;
		if (tree_is(node, GUMBO_TAG_BODY))
			in_body = true;
		if (!in_body)
			continue;
		if (is_seen(node))
			break;
		if (!tree_is_hidden(t, node))
			continue;
		if (!is_machinery(node)) {
			tree_text(t, node, true, out);
			trim_padding(out);
		}
		tree_walk_skip(&w, node);
	}
	tree_walk_release(&w);
}
