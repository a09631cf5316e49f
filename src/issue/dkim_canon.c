/* dkim_canon - relaxed canonicalisation.  See dkim_canon.h. */
#include "issue/dkim_canon.h"

#include <stdint.h>
#include <string.h>

static const struct span blank = { " ", 1 }, line_end = { "\r\n", 2 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Take a line from *rest, with its line end; that is missing at most in the last. */
static struct span
take_line(struct span *rest)
{
	struct span line = *rest;
	const char *end = memmem(rest->s, rest->n, "\r\n", 2);

	if (end != NULL)
		line.n = (size_t)(end - rest->s) + line_end.n;
	*rest = (struct span){ rest->s + line.n, rest->n - line.n };
	return line;
}

bool
dkim_canon_next(struct span *rest, struct span *field)
{
	struct span line = take_line(rest);

	*field = line;
	if (line.n == 0 || span_is(line, "\r\n"))
		return false;
	while (rest->n > 0 && is_blank(rest->s[0]))
		field->n += take_line(rest).n;
	return true;
}

struct span
dkim_canon_name(struct span field)
{
	size_t n = 0;

	while (
	    n < field.n && field.s[n] != ':' && field.s[n] != '\r' && field.s[n] != '\n')
		n++;
	if (n == field.n || field.s[n] != ':')
		return (struct span){ field.s, 0 };
	while (n > 0 && is_blank(field.s[n - 1]))
		n--;
	return (struct span){ field.s, n };
}

void
dkim_canon_field(struct span field, struct buf *out)
{
	struct span name = dkim_canon_name(field);
	const char *p = name.s, *end = field.s + field.n;
	bool pending = false;
	size_t start;

	for (; p < name.s + name.n; p++)
		buf_addc(out, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
	buf_addc(out, ':');
	start = out->len;
	if (name.n > 0)
		p = (const char *)memchr(p, ':', (size_t)(end - p)) + 1;
	for (; p < end; p++) {
		if (is_blank(*p) || *p == '\r' || *p == '\n') {
			pending = true;
			continue;
		}
		if (pending && out->len > start)
			buf_addc(out, ' ');
		pending = false;
		buf_addc(out, *p);
	}
}

static bool
is_line_end(const char *s, const char *end)
{
	return end - s >= 2 && s[0] == '\r' && s[1] == '\n';
}

/* The end of what counts: behind it are blanks and empty lines alone. */
static const char *
trim_end(struct span body)
{
	const char *end = body.s + body.n, *p = end;

	for (;;) {
		while (p > body.s && is_blank(p[-1]))
			p--;
		if (p - body.s < 2 || p[-1] != '\n' || p[-2] != '\r')
			return p;
		p -= 2;
	}
}

/* Does a run of blanks begin at s that does not stay as it is? */
static bool
is_changed(const char *s, const char *end)
{
	return *s == '\t' || (*s == ' ' && (is_blank(s[1]) || is_line_end(s + 1, end)));
}

/* 0x80 in each byte of w that is c, and now and then in one beside it. */
static uint64_t
bytes_with(uint64_t w, unsigned char c)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	w ^= each * c;
	return (w - each) & ~w & (each << 7);
}

/* May there be a place in these eight bytes where is_changed holds? */
static bool
is_suspect(const char *s)
{
	uint64_t w, blanks, near;

	memcpy(&w, s, sizeof(w));
	blanks = bytes_with(w, ' ');
	near = blanks | bytes_with(w, '\r');
	return (blanks & (near >> 8 | near << 8)) != 0 || bytes_with(w, '\t') != 0;
}

/*
 * The first place where is_changed holds, or end.  In most bodies there is none, so
 * eight bytes are looked at in one go: byte by byte this takes longer than the hash.
 */
static const char *
next_change(const char *s, const char *end)
{
	const char *stop;

	while (s < end) {
		while (end - s > 8 && !is_suspect(s))
			s += 7; /* the last one again, as the first of a pair */
		stop = end - s > 8 ? s + 7 : end;
		for (; s < stop; s++) {
			if (is_changed(s, end))
				return s;
		}
	}
	return end;
}

void
dkim_canon_body(struct span body, void (*take)(void *arg, struct span piece), void *arg)
{
	const char *s = body.s, *end = trim_end(body), *run;

	if (end == s)
		return;
	while ((run = next_change(s, end)) < end) {
		if (run > s)
			take(arg, (struct span){ s, (size_t)(run - s) });
		/* It ends before end does, which no blank stands before. */
		for (s = run; is_blank(*s); s++)
			continue;
		if (!is_line_end(s, end))
			take(arg, blank);
	}
	if (is_line_end(end, body.s + body.n)) {
		take(arg, (struct span){ s, (size_t)(end - s) + line_end.n });
	} else {
		take(arg, (struct span){ s, (size_t)(end - s) });
		take(arg, line_end);
	}
}
