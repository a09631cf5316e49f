/* dkim_canon - relaxed canonicalisation.  See dkim_canon.h. */
#include "issue/dkim_canon.h"

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
	const char *colon = memchr(field.s, ':', field.n);

	if (colon != NULL)
		field.n = (size_t)(colon - field.s);
	while (field.n > 0 && is_blank(field.s[field.n - 1]))
		field.n--;
	return field;
}

void
dkim_canon_field(struct span field, struct buf *out)
{
	struct span name = dkim_canon_name(field);
	const char *colon = memchr(field.s, ':', field.n), *p;
	bool pending = false;
	size_t start;
	char c;

	for (p = name.s; p < name.s + name.n; p++)
		buf_addc(out, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
	buf_addc(out, ':');
	start = out->len;
	for (p = colon != NULL ? colon + 1 : field.s + field.n; p < field.s + field.n;
	     p++) {
		c = *p;
		if (is_blank(c) || c == '\r' || c == '\n') {
			pending = true;
			continue;
		}
		if (pending && out->len > start)
			buf_addc(out, ' ');
		pending = false;
		buf_addc(out, c);
	}
}

/* Pieces on their way: neighbours in memory go as one. */
struct pieces {
	void (*take)(void *arg, struct span piece);
	void *arg;
	struct span held;
};

static void
flush(struct pieces *p)
{
	if (p->held.n > 0)
		p->take(p->arg, p->held);
	p->held = (struct span){ "", 0 };
}

static void
add(struct pieces *p, struct span s)
{
	if (s.s == p->held.s + p->held.n) {
		p->held.n += s.n;
		return;
	}
	flush(p);
	p->held = s;
}

/* A line without blanks at its end: each run of blanks in it becomes one. */
static void
add_text(struct pieces *p, struct span text)
{
	const char *s = text.s, *end = text.s + text.n, *from = s, *run;

	while (s < end) {
		if (!is_blank(*s)) {
			s++;
			continue;
		}
		run = s;
		while (is_blank(*s))
			s++;
		if (s - run == 1 && *run == ' ')
			continue;
		add(p, (struct span){ from, (size_t)(run - from) });
		add(p, blank);
		from = s;
	}
	add(p, (struct span){ from, (size_t)(end - from) });
}

void
dkim_canon_body(struct span body, void (*take)(void *arg, struct span piece), void *arg)
{
	struct pieces p = { take, arg, { "", 0 } };
	struct span line, text;
	size_t empty = 0;

	while (body.n > 0) {
		text = line = take_line(&body);
		if (text.n >= line_end.n && text.s[text.n - 1] == '\n' &&
		    text.s[text.n - 2] == '\r')
			text.n -= line_end.n;
		while (text.n > 0 && is_blank(text.s[text.n - 1]))
			text.n--;
		if (text.n == 0) {
			empty++;
			continue;
		}
		/* Only those at the very end are left out. */
		for (; empty > 0; empty--)
			add(&p, line_end);
		add_text(&p, text);
		if (line.n == text.n + line_end.n)
			add(&p, (struct span){ text.s + text.n, line_end.n });
		else
			add(&p, line_end);
	}
	flush(&p);
}
