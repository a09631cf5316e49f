/* filter_html - the filters that make, escape or remove markup.  See filter.h. */
#include "issue/filter_private.h"

#include <string.h>

static const char *
entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

bool
html_needs_escape(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (entity(s.s[i]) != NULL)
			return true;
	}
	return false;
}

void
html_escape(struct span s, struct buf *out)
{
	size_t from = 0, i;
	const char *e;

	for (i = 0; i < s.n; i++) {
		e = entity(s.s[i]);
		if (e == NULL)
			continue;
		buf_add(out, s.s + from, i - from);
		buf_adds(out, e);
		from = i + 1;
	}
	buf_add(out, s.s + from, s.n - from);
}

FILTER(safe)
{
	struct value v = *in;

	(void)argument;
	if (v.type != VALUE_LIST)
		v = value_span(filter_text(r, in));
	v.safe = true;
	return v;
}

FILTER(escape)
{
	struct span s = filter_text(r, in);
	struct value v = value_span(s);
	struct buf out;

	(void)argument;
	if (!in->safe && html_needs_escape(s)) {
		buf_init(&out, r->left);
		html_escape(s, &out);
		v = filter_made(r, &out);
	}
	v.safe = true;
	return v;
}

/* The text as the inside of an element, line by line. */
static void
add_lines(struct filter_room *r, bool safe, struct span s, struct buf *out)
{
	size_t i, from = 0;

	for (i = 0; i <= s.n; i++) {
		struct span line = { s.s + from, i - from };

		if (i < s.n && s.s[i] != '\n' && s.s[i] != '\r')
			continue;
		if (safe || !r->escape)
			buf_add(out, line.s, line.n);
		else
			html_escape(line, out);
		if (i < s.n)
			buf_adds(out, "<br>");
		if (i + 1 < s.n && s.s[i] == '\r' && s.s[i + 1] == '\n')
			i++;
		from = i + 1;
	}
}

FILTER(linebreaksbr)
{
	struct span s = filter_text(r, in);
	struct value v;
	struct buf out;

	(void)argument;
	buf_init(&out, r->left);
	add_lines(r, in->safe, s, &out);
	v = filter_made(r, &out);
	v.safe = true;
	return v;
}

/* Bytes of the line ends at s, and how many those are. */
static size_t
line_ends(struct span s, size_t at, size_t *lines)
{
	size_t i = at;

	for (*lines = 0; i < s.n && (s.s[i] == '\n' || s.s[i] == '\r'); ++*lines)
		i += i + 1 < s.n && s.s[i] == '\r' && s.s[i + 1] == '\n' ? 2 : 1;
	return i - at;
}

FILTER(linebreaks)
{
	struct span s = filter_text(r, in);
	size_t i = 0, from = 0, len, lines;
	struct value v;
	struct buf out;

	(void)argument;
	buf_init(&out, r->left);
	while (i <= s.n) {
		len = line_ends(s, i, &lines);
		if (i < s.n && lines < 2) {
			i += len > 0 ? len : 1;
			continue;
		}
		if (from > 0)
			buf_adds(&out, "\n\n");
		buf_adds(&out, "<p>");
		add_lines(r, in->safe, (struct span){ s.s + from, i - from }, &out);
		buf_adds(&out, "</p>");
		if (i == s.n)
			break;
		i += len;
		from = i;
	}
	v = filter_made(r, &out);
	v.safe = true;
	return v;
}

static bool
opens_tag(struct span s, size_t at)
{
	char c = at + 1 < s.n ? s.s[at + 1] : ' ';

	return s.s[at] == '<' &&
	    ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' ||
		c == '?');
}

/*
 * One pass, and yet nothing that is left can join to a new tag: a "<" right
 * before a removed tag goes with it.
 */
FILTER(striptags)
{
	struct span s = filter_text(r, in);
	char *made = filter_alloc(r, s.n);
	size_t i, o = 0;
	const char *close;
	bool more = true;

	(void)argument;
	if (made == NULL)
		return (struct value){ 0 };
	for (i = 0; i < s.n; i++) {
		close = more && opens_tag(s, i) ? memchr(s.s + i, '>', s.n - i) : NULL;
		if (close == NULL) {
			more = more && !opens_tag(s, i);
			made[o++] = s.s[i];
			continue;
		}
		i = (size_t)(close - s.s);
		while (o > 0 && made[o - 1] == '<')
			o--;
	}
	return value_span((struct span){ made, o });
}

FILTER(urlencode)
{
	static const char hex[] = "0123456789ABCDEF";
	struct span s = filter_text(r, in);
	struct buf out;

	(void)argument;
	buf_init(&out, r->left);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.s[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL)) {
			buf_addc(&out, (char)c);
		} else {
			buf_addc(&out, '%');
			buf_addc(&out, hex[c >> 4]);
			buf_addc(&out, hex[c & 15]);
		}
	}
	return filter_made(r, &out);
}
