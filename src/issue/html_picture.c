/* html_picture - every place where the address of a picture stands.  See html_picture.h. */
#include "issue/html_picture.h"

#include "util/buf.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t\r\n\f"

struct finder {
	struct html *html;
	const struct tree *tree;
	struct arena *arena;
	size_t room;
	struct buf text; /* scratch */
};

static bool
is_blank(char c)
{
	return c != '\0' && strchr(BLANKS, c) != NULL;
}

/* One more past the limit is kept, by which html_read knows. */
static void
found(struct finder *f, struct span raw, const char *address)
{
	struct html *h = f->html;
	struct html_picture *more;

	if (raw.n == 0 || *address == '\0' || h->npictures > HTML_PICTURES_MAX)
		return;
	if (h->npictures == f->room) {
		f->room = f->room == 0 ? 32 : f->room * 2;
		more = arena_alloc(f->arena, f->room * sizeof(*more));
		if (h->npictures > 0)
			memcpy(more, h->pictures, h->npictures * sizeof(*more));
		h->pictures = more;
	}
	h->pictures[h->npictures++] = (struct html_picture){ address, raw };
}

/* One address, as the parser has it: character references are decoded. */
static void
find_in_attribute(struct finder *f, const GumboNode *node, const char *name)
{
	const GumboAttribute *a = gumbo_get_attribute(&node->v.element.attributes, name);
	struct span address;

	if (a == NULL)
		return;
	buf_reset(&f->text);
	mask_restore(f->tree->mask, span_of(a->value), &f->text);
	address = span_trim((struct span){ f->text.data, f->text.len });
	found(
	    f, tree_raw_value(f->tree, a), arena_memdup(f->arena, address.s, address.n));
}

/* The references that stand for marks of CSS and addresses; an address with others
 * is not met in practice. */
static const struct reference {
	const char *text;
	char c;
} references[] = { { "&quot;", '"' }, { "&#34;", '"' }, { "&apos;", '\'' },
	{ "&#39;", '\'' }, { "&amp;", '&' } };

/* The character that s begins with, and its length as it is written. */
static char
next(struct span s, size_t *n)
{
	size_t i, len;

	for (i = 0; i < sizeof(references) / sizeof(*references); i++) {
		len = strlen(references[i].text);
		if (s.n >= len && strncasecmp(s.s, references[i].text, len) == 0) {
			*n = len;
			return references[i].c;
		}
	}
	*n = 1;
	return *s.s;
}

static const char *
decoded(struct finder *f, struct span raw)
{
	char *out = arena_alloc(f->arena, raw.n + 1), *p = out;
	size_t n;

	for (; raw.n > 0; raw.s += n, raw.n -= n)
		*p++ = next(raw, &n);
	return out;
}

/* "a.png 1x, b.png 2x" */
static void
find_in_srcset(struct finder *f, const GumboNode *node)
{
	const GumboAttribute *a =
	    gumbo_get_attribute(&node->v.element.attributes, "srcset");
	struct span rest, one;

	if (a == NULL)
		return;
	rest = tree_raw_value(f->tree, a);
	if (memmem(rest.s, rest.n, "{{", 2) != NULL ||
	    memmem(rest.s, rest.n, "{%", 2) != NULL)
		return;
	while (rest.n > 0) {
		while (rest.n > 0 && (is_blank(*rest.s) || *rest.s == ',')) {
			rest.s++;
			rest.n--;
		}
		one = (struct span){ rest.s, 0 };
		while (one.n < rest.n && !is_blank(rest.s[one.n]))
			one.n++;
		rest.s += one.n;
		rest.n -= one.n;
		if (one.n > 0 && one.s[one.n - 1] == ',') {
			one.n--; /* no descriptor follows */
		} else {
			while (rest.n > 0 && *rest.s != ',') {
				rest.s++;
				rest.n--;
			}
		}
		found(f, one, decoded(f, one));
	}
}

/* Fonts and style sheets are no pictures; mail programs drop them. */
static bool
is_other_file(const char *address)
{
	static const char *const others[] = { ".css", ".woff", ".woff2", ".ttf", ".otf",
		".eot" };
	size_t n = strcspn(address, "?#"), i, len;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		len = strlen(others[i]);
		if (n >= len && strncasecmp(address + n - len, others[i], len) == 0)
			return true;
	}
	return false;
}

/* What url() has between its brackets, from at; returns where that ends. */
static size_t
find_in_url(struct finder *f, struct span css, size_t at)
{
	struct span raw;
	const char *address;
	char quote, c;
	size_t n, start;

	while (at < css.n && is_blank(css.s[at]))
		at++;
	if (at == css.n)
		return at;
	quote = next((struct span){ css.s + at, css.n - at }, &n);
	if (quote == '"' || quote == '\'')
		at += n;
	else
		quote = ')';
	for (start = at; at < css.n; at += n) {
		c = next((struct span){ css.s + at, css.n - at }, &n);
		if (c == quote)
			break;
	}
	raw = span_trim((struct span){ css.s + start, at - start });
	address = decoded(f, raw);
	if (at < css.n && !is_other_file(address))
		found(f, raw, address);
	return at;
}

static void
find_in_css(struct finder *f, struct span css)
{
	const char *end;
	size_t at = 0;

	while (at + 4 <= css.n) {
		if (css.s[at] == '/' && css.s[at + 1] == '*') {
			end = memmem(css.s + at + 2, css.n - at - 2, "*/", 2);
			if (end == NULL)
				return;
			at = (size_t)(end - css.s) + 2;
		} else if (strncasecmp(css.s + at, "url(", 4) == 0) {
			at = find_in_url(f, css, at + 4);
		} else {
			at++;
		}
	}
}

static void
find_in_style(struct finder *f, const GumboNode *style)
{
	const GumboVector *children = &style->v.element.children;
	const GumboNode *text = children->length > 0 ? children->data[0] : NULL;

	if (text != NULL && text->type == GUMBO_NODE_TEXT)
		find_in_css(f, tree_raw_text(f->tree, text));
}

static void
find_in_element(struct finder *f, const GumboNode *node)
{
	const GumboAttribute *style;

	/* A clone that the parser made of an unclosed element stands nowhere. */
	if ((node->parse_flags &
		(GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT |
		    GUMBO_INSERTION_ADOPTION_AGENCY_CLONED)) != 0)
		return;
	if (tree_is(node, GUMBO_TAG_IMG))
		find_in_attribute(f, node, "src");
	if (tree_is(node, GUMBO_TAG_IMG) || tree_is(node, GUMBO_TAG_SOURCE))
		find_in_srcset(f, node);
	if (tree_is(node, GUMBO_TAG_VIDEO))
		find_in_attribute(f, node, "poster");
	find_in_attribute(f, node, "background");
	style = gumbo_get_attribute(&node->v.element.attributes, "style");
	if (style != NULL)
		find_in_css(f, tree_raw_value(f->tree, style));
	if (tree_is(node, GUMBO_TAG_STYLE))
		find_in_style(f, node);
}

void
html_find_pictures(struct html *h, const struct tree *t, struct arena *a)
{
	struct finder f = { .html = h, .tree = t, .arena = a };
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;

	buf_init(&f.text, HTML_BYTES_MAX);
	tree_walk_begin(&w, t, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_ENTER && node->type == GUMBO_NODE_ELEMENT)
			find_in_element(&f, node);
	}
	tree_walk_release(&w);
	buf_release(&f.text);
}
