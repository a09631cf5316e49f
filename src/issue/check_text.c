/*
 * check_text - the words of an issue, as the checks look at them.  See
 * check_private.h.
 */
#include "issue/check_private.h"

#include "util/term.h"
#include "util/utf8.h"

#include <ctype.h>
#include <string.h>

#define SHORT_COLUMNS 60
#define WORDS_MAX 2000 /* octets of an element that are looked at */

bool
check_has(const GumboNode *node, const char *name)
{
	return node->type == GUMBO_NODE_ELEMENT &&
	    gumbo_get_attribute(&node->v.element.attributes, name) != NULL;
}

static const char *
keep(struct check *c, struct buf *b)
{
	struct span s = span_trim((struct span){ b->data, b->len });
	char *kept = arena_memdup(c->arena, s.s, s.n);

	/* The parser makes bytes that are no UTF-8 of &#x99999999; */
	kept[utf8_blank_controls(kept, s.n)] = '\0';
	buf_release(b);
	return kept;
}

const char *
check_attribute(struct check *c, const GumboNode *node, const char *name)
{
	const char *value = tree_attribute(node, name);
	struct buf b;

	if (*value == '\0')
		return "";
	buf_init(&b, HTML_BYTES_MAX);
	mask_restore(&c->html->mask, span_of(value), &b);
	return keep(c, &b);
}

const char *
check_words(struct check *c, const GumboNode *node)
{
	struct buf b;

	buf_init(&b, WORDS_MAX);
	tree_text(&c->tree, node, false, &b);
	return keep(c, &b);
}

const char *
check_short(struct check *c, struct span s)
{
	size_t n = term_fit(s.s, s.n, SHORT_COLUMNS);

	return arena_printf(c->arena, "%.*s%s", (int)n, s.s, n < s.n ? "…" : "");
}

size_t
check_letters(struct span text, size_t max)
{
	size_t i, n, count = 0;
	uint32_t c;

	for (i = 0; i < text.n && count < max; i += n) {
		n = utf8_next(text.s + i, text.n - i, &c);
		count +=
		    c < 0x80 ? isalnum((int)c) != 0 : c >= 0xC0 && !tree_is_padding(c);
	}
	return count;
}

/* The length of the blank that begins here, no-break ones too; 0: there is none. */
static size_t
blank_at(struct span s, size_t i)
{
	uint32_t c;
	size_t n;

	if (i == s.n)
		return 0;
	n = utf8_next(s.s + i, s.n - i, &c);
	return utf8_is_blank(c) ? n : 0;
}

static bool
in_word(char c)
{
	return isalnum((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

/* How much of text is the phrase; 0: it does not begin with it. */
static size_t
matches(struct span text, const char *phrase)
{
	size_t i = 0;

	for (; *phrase != '\0'; phrase++) {
		if (i == text.n)
			return 0;
		if (*phrase != ' ') {
			if (tolower((unsigned char)text.s[i]) !=
			    tolower((unsigned char)*phrase))
				return 0;
			i++;
			continue;
		}
		if (blank_at(text, i) == 0)
			return 0;
		while (blank_at(text, i) > 0)
			i += blank_at(text, i);
	}
	return i;
}

size_t
check_find(struct span text, const char *phrase)
{
	size_t i, n;

	for (i = 0; i < text.n; i++) {
		if (tolower((unsigned char)text.s[i]) !=
			tolower((unsigned char)*phrase) ||
		    (i > 0 && in_word(text.s[i - 1]) && in_word(*phrase)))
			continue;
		n = matches((struct span){ text.s + i, text.n - i }, phrase);
		if (n > 0 &&
		    (i + n == text.n || !in_word(text.s[i + n]) ||
			!in_word(text.s[i + n - 1])))
			return i;
	}
	return text.n;
}

void
check_phrases(struct check *c, enum finding_code code, struct span text, size_t offset,
    const char *const *phrases, size_t n, const char *what)
{
	size_t i, at;

	for (i = 0; i < n; i++) {
		at = check_find(text, phrases[i]);
		if (at < text.n)
			check_say(c, code, offset + at, "'%s' %s", phrases[i], what);
	}
}

/* Where the author wrote this text, as it stands in the source. */
static struct span
written(const struct check *c, const GumboNode *node)
{
	size_t at = tree_offset(&c->tree, node);
	size_t n = node->v.text.original_text.length;

	return (struct span){ c->source.s + at, at + n <= c->source.n ? n : 0 };
}

void
check_each_text(
    struct check *c, void (*look)(struct check *c, struct span text, size_t offset))
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;

	if (c->manuscript->form == MANUSCRIPT_TEXT) {
		look(c, c->source, 0);
		return;
	}
	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_ENTER && tree_is_hidden(&c->tree, node) &&
		    !tree_is(node, GUMBO_TAG_HEAD) && !tree_is(node, GUMBO_TAG_TITLE))
			tree_walk_skip(&w, node);
		else if (node->type == GUMBO_NODE_TEXT)
			look(c, written(c, node), tree_offset(&c->tree, node));
	}
	tree_walk_release(&w);
}

/* Elements that do not part the words around them. */
static bool
is_inline(const GumboNode *node)
{
	switch (node->v.element.tag) {
	case GUMBO_TAG_A:
	case GUMBO_TAG_B:
	case GUMBO_TAG_STRONG:
	case GUMBO_TAG_I:
	case GUMBO_TAG_EM:
	case GUMBO_TAG_U:
	case GUMBO_TAG_SPAN:
	case GUMBO_TAG_FONT:
	case GUMBO_TAG_SMALL:
		return true;
	default:
		return false;
	}
}

static void
collapse(struct buf *b)
{
	struct span s = { b->data, b->len };
	size_t i, n, end = 0;
	char *out = b->data;

	for (i = 0; i < s.n; i += n) {
		n = blank_at(s, i);
		if (n > 0) {
			if (end > 0 && out[end - 1] != ' ')
				out[end++] = ' ';
		} else {
			n = 1;
			out[end++] = s.s[i];
		}
	}
	buf_truncate(b, end);
}

const char *
check_seen(struct check *c)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	struct buf b;

	buf_init(&b, HTML_BYTES_MAX);
	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_ENTER && tree_is_hidden(&c->tree, node))
			tree_walk_skip(&w, node);
		else if (node->type == GUMBO_NODE_TEXT)
			mask_restore(&c->html->mask, span_of(node->v.text.text), &b);
		else if (node->type == GUMBO_NODE_WHITESPACE ||
		    (node->type == GUMBO_NODE_ELEMENT && !is_inline(node)))
			buf_addc(&b, ' ');
	}
	tree_walk_release(&w);
	collapse(&b);
	return keep(c, &b);
}
