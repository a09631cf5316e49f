/* tracking - an issue whose links lead through us.  See tracking.h. */
#include "issue/tracking.h"

#include "issue/filter.h"
#include "issue/template.h"
#include "issue/web_address.h"
#include "util/buf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COPY "{{ track }}"
#define MENDED_MAX (1u << 20) /* bytes of an address */

/* Does a tag mean nothing at offset, because a verbatim block is open? */
static bool
is_verbatim(const struct mask *m, size_t offset)
{
	const struct tag *before = NULL;
	size_t low = 0, high = m->ntags, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (m->tags[middle].start < offset) {
			before = &m->tags[middle];
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return before != NULL && before->kind == TAG_BLOCK &&
	    span_is(tag_word(mask_source(m, before)), "verbatim");
}

static bool
is_web(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0 ||
	    strncasecmp(url, "http://", 7) == 0;
}

bool
tracking_takes(const struct html *h, const struct html_link *link)
{
	return is_web(link->url) && !template_has_tag(link->url) &&
	    !is_verbatim(&h->mask, link->offset);
}

static struct span
address(const struct tracking *t, const struct html_link *link, struct arena *a)
{
	return span_of(arena_printf(a, "%s" COPY "/%u", t->links, link->number));
}

/* Where the picture is put: before the last </body>, or at the end. */
static struct span
end_of_body(const struct html *h)
{
	static const char tag[] = "</body";
	struct span text = h->source;
	size_t at, n = sizeof(tag) - 1;

	for (at = text.n; at-- > 0;) {
		if (text.n - at >= n && strncasecmp(text.s + at, tag, n) == 0 &&
		    !is_verbatim(&h->mask, at))
			return (struct span){ text.s + at, 0 };
	}
	return (struct span){ text.s + text.n, 0 };
}

/* By their addresses, and those with the same one by their numbers. */
static int
by_url(const void *one, const void *other)
{
	const struct html_link *a = *(const struct html_link *const *)one;
	const struct html_link *b = *(const struct html_link *const *)other;
	int order = strcmp(a->url, b->url);

	if (order != 0)
		return order;
	return a->number < b->number ? -1 : a->number > b->number;
}

struct index {
	const struct html_link **links;
	size_t n;
};

static struct index
index_of(const struct html *h, struct arena *a)
{
	struct index x = { .links = arena_alloc(a, (h->nlinks + 1) * sizeof(*x.links)) };
	size_t i;

	for (i = 0; i < h->nlinks; i++) {
		if (tracking_takes(h, &h->links[i]))
			x.links[x.n++] = &h->links[i];
	}
	qsort(x.links, x.n, sizeof(*x.links), by_url);
	return x;
}

/* The first link to this address; NULL: there is none. */
static const struct html_link *
find(const struct index *x, const char *url)
{
	size_t low = 0, high = x->n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(x->links[middle]->url, url) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < x->n && str_eq(x->links[low]->url, url) ? x->links[low] : NULL;
}

/* The value of the attribute href that begins at at, between its quotes; empty when
 * there is none. */
static struct span
href_at(struct span text, size_t at)
{
	static const char name[] = "href=";
	size_t n = sizeof(name) - 1;
	const char *end;

	if (text.n - at < n + 2 || strncasecmp(text.s + at, name, n) != 0 ||
	    strchr("\"'", text.s[at + n]) == NULL)
		return (struct span){ "", 0 };
	at += n + 1;
	end = memchr(text.s + at, text.s[at - 1], text.n - at);
	return (
	    struct span){ text.s + at, end == NULL ? 0 : (size_t)(end - text.s) - at };
}

/* An address as a link has it, whose every & is written &amp;. */
static const char *
unescaped(struct span address, struct arena *a)
{
	char *url = arena_memdup(a, address.s, address.n), *from = url, *to = url;

	for (; *from != '\0'; from++) {
		*to++ = *from;
		if (strncmp(from, "&amp;", 5) == 0)
			from += 4;
	}
	*to = '\0';
	return url;
}

/* What Outlook alone sees, <!--[if mso]>, has the addresses of buttons once more. */
static void
edit_comments(const struct tracking *t, const struct html *h, struct edits *e)
{
	static const char begin[] = "<!--[if", end[] = "-->";
	struct index links = index_of(h, e->arena);
	struct span text = h->source, url;
	const struct html_link *link;
	bool inside = false;
	size_t at;

	for (at = 0; at < text.n; at++) {
		if (text.s[at] == '<' && text.n - at >= sizeof(begin) - 1 &&
		    memcmp(text.s + at, begin, sizeof(begin) - 1) == 0)
			inside = true;
		else if (text.s[at] == '-' && text.n - at >= sizeof(end) - 1 &&
		    memcmp(text.s + at, end, sizeof(end) - 1) == 0)
			inside = false;
		if (!inside)
			continue;
		url = href_at(text, at);
		if (url.n == 0 || is_verbatim(&h->mask, at))
			continue;
		link = find(&links, unescaped(url, e->arena));
		if (link != NULL)
			edits_add(e, url, address(t, link, e->arena));
		at += url.n;
	}
}

void
tracking_edit_links(const struct tracking *t, const struct html *h, struct edits *e)
{
	size_t i;

	for (i = 0; i < h->nlinks; i++) {
		if (tracking_takes(h, &h->links[i]))
			edits_add(e, h->links[i].raw, address(t, &h->links[i], e->arena));
	}
}

void
tracking_edit_html(const struct tracking *t, const struct html *h, struct edits *e)
{
	tracking_edit_links(t, h, e);
	edit_comments(t, h, e);
	if (*t->opens != '\0')
		edits_add(e, end_of_body(h),
		    span_of(arena_printf(e->arena,
			"<img src=\"%s" COPY "\" width=\"1\" height=\"1\" alt=\"\">",
			t->opens)));
}

/* An address as it is written into HTML. */
static struct span
escaped(const char *address, struct arena *a)
{
	struct buf url;
	struct span s;

	buf_init(&url, MENDED_MAX);
	html_escape(span_of(address), &url);
	s = span_of(arena_memdup(a, url.data, url.len));
	buf_release(&url);
	return s;
}

void
tracking_mend_links(const char *const *urls, size_t n, bool is_html, const struct html *h,
    struct edits *e)
{
	const struct html_link *link;
	const char *url;
	size_t i;

	for (i = 0; i < h->nlinks; i++) {
		link = &h->links[i];
		url = link->number <= n ? urls[link->number - 1] : NULL;
		if (url != NULL && tracking_takes(h, link))
			edits_add(e, link->raw,
			    is_html ? escaped(url, e->arena) : span_of(url));
	}
}

void
tracking_edit_text(const struct tracking *t, const struct html *h, struct edits *e)
{
	const struct html_link *link;
	struct index links = index_of(h, e->arena);
	struct web_addresses w;
	struct span url;

	web_addresses_init(&w, e->text);
	while (web_addresses_next(&w, &url)) {
		link = find(&links, arena_memdup(e->arena, url.s, url.n));
		if (link != NULL)
			edits_add(e, url, address(t, link, e->arena));
	}
}
