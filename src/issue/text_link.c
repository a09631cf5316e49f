/* text_link - links of the text alternative: "text <url>".  See text_reader.h. */
#include "issue/text_reader.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>
#include <strings.h>

void
text_reader_begin_link(struct text_reader *r, const GumboNode *node, struct frame *f)
{
	struct flow *flow = &r->w.flow;
	const char *href = tree_attribute(node, "href");

	if (*href == '\0')
		return;
	if (r->nlinks == r->links_size) {
		r->links_size = r->links_size == 0 ? 8 : r->links_size * 2;
		r->links = xrealloc(r->links, r->links_size, sizeof(*r->links));
	}
	f->link = true;
	r->links[r->nlinks++] = (struct link){ href, tree_attribute(node, "title"), false,
		flow->n, flow->text.len, r->w.printed, flow->blank };
	flow_apart(flow);
}

/* The part of a web address that a person would write. */
static struct span
bare(struct span s)
{
	static const char *const prefixes[] = { "https://", "http://",
		"mailto:", "www." };
	size_t i, n;

	for (i = 0; i < ARRAY_LEN(prefixes); i++) {
		n = strlen(prefixes[i]);
		if (s.n > n && strncasecmp(s.s, prefixes[i], n) == 0)
			s = (struct span){ s.s + n, s.n - n };
	}
	while (s.n > 0 && s.s[s.n - 1] == '/')
		s.n--;
	return s;
}

/* The part of a link's target, as masked, that is shown: without blanks round it,
 * of "mailto:a@b?subject=..." the a@b. */
static struct span
shown_part(const char *href)
{
	struct span s = span_trim(span_of(href));
	const char *query;

	if (s.n > 7 && strncasecmp(s.s, "mailto:", 7) == 0) {
		s = (struct span){ s.s + 7, s.n - 7 };
		query = memchr(s.s, '?', s.n);
		if (query != NULL)
			s.n = (size_t)(query - s.s);
	}
	return s;
}

static bool
needs_no_address(const char *href)
{
	return *href == '#' || strncasecmp(href, "tel:", 4) == 0 ||
	    strncasecmp(href, "sms:", 4) == 0 ||
	    strncasecmp(href, "javascript:", 11) == 0;
}

static bool
same_text(struct span a, struct span b)
{
	return a.n == b.n && strncasecmp(a.s, b.s, a.n) == 0;
}

/* "<url>", one word whatever is in it. */
static void
add_address(struct text_reader *r, struct span url)
{
	struct flow *f = &r->w.flow;
	const struct tag *tag;
	size_t i, n;
	uint32_t c;

	flow_apart(f);
	flow_ascii(f, "<");
	for (i = 0; i < url.n; i += n) {
		tag = mask_standin(r->tree.mask, url.s + i, &n);
		if (tag != NULL) {
			if (tag->kind != TAG_COMMENT)
				flow_tag(f, mask_source(r->tree.mask, tag), false);
			continue;
		}
		n = utf8_next(url.s + i, url.n - i, &c);
		f->last = 0; /* no place to break, ideographs or not */
		if (c == ' ')
			flow_ascii(f, "%20");
		else if (!text_reader_drops(c))
			flow_character(f, url.s + i, n, c);
	}
	flow_ascii(f, ">");
}

void
text_reader_end_link(struct text_reader *r)
{
	struct link l = r->links[--r->nlinks];
	struct flow *f = &r->w.flow;
	bool elsewhere =
	    r->w.printed != l.printed; /* its text is in a paragraph before */
	bool blank;
	struct span text, url, written;

	f->apart = false;
	if (r->hidden > 0 || needs_no_address(l.url + strspn(l.url, " \t\r\n")))
		return;
	if (elsewhere)
		l = (struct link){ .url = l.url };
	else if (f->n < l.piece || f->text.len < l.at)
		return;
	text = (struct span){ f->text.data + l.at, f->text.len - l.at };
	if (text.n == 0 && !elsewhere && !l.picture)
		return;                  /* nothing to see */
	if (text.n == 0 && !elsewhere) { /* a picture without a text */
		text_reader_text(r, l.title);
		text.n = f->text.len - l.at;
	}
	url = shown_part(l.url);
	buf_reset(&r->url);
	mask_restore(r->tree.mask, url, &r->url);
	written = (struct span){ r->url.data, r->url.len };
	if (url.n == 0 ||
	    (memchr(written.s, ':', written.n) == NULL && same_text(text, written)))
		return; /* a person's address, as it is written */
	blank = f->blank;
	if (!elsewhere && same_text(bare(text), bare(written))) {
		flow_cut(f, l.piece, l.at);
		f->blank = l.blank;
	} else if (f->n > 0) {
		flow_blank(f);
	}
	add_address(r, url);
	f->blank = blank;
}
