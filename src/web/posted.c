/* posted - the fields of a form that was sent.  See posted.h. */
#include "web/posted.h"

#include "util/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70 /* RFC 2046 section 5.1.1 */
#define DISPOSITION "Content-Disposition:"

static int
add(struct posted *p, const char *name, const char *value, struct err *e)
{
	if (name == NULL || value == NULL)
		return err_set(e, ERR_DATA, "a field of the form is not text in UTF-8");
	if (p->n == POSTED_FIELDS_MAX)
		return err_set(
		    e, ERR_DATA, "the form has over %d fields", POSTED_FIELDS_MAX);
	p->fields[p->n].name = name;
	p->fields[p->n].value = value;
	p->n++;
	return 0;
}

/* Take the first n octets off s. */
static struct span
take(struct span *s, size_t n)
{
	struct span taken = { s->s, n };

	s->s += n;
	s->n -= n;
	return taken;
}

/* Take all up to what, which goes too, or all there is. */
static struct span
take_to(struct span *s, const char *what)
{
	const char *at = memmem(s->s, s->n, what, strlen(what));
	struct span taken = take(s, at != NULL ? (size_t)(at - s->s) : s->n);

	if (at != NULL)
		take(s, strlen(what));
	return taken;
}

/* A copy of s; NULL when it is not UTF-8 or holds a control. */
static const char *
text(struct span s, struct arena *a)
{
	if (!utf8_valid(s.s, s.n) || utf8_has_control(s))
		return NULL;
	return arena_memdup(a, s.s, s.n);
}

/* The same, with "+" and "%41" decoded. */
static const char *
decoded(struct span s, struct arena *a)
{
	char *out = arena_alloc(a, s.n + 1), *p = out;
	size_t n;

	for (; s.n > 0; s.s += n, s.n -= n) {
		n = *s.s == '%' ? 3 : 1;
		if (n == 1)
			*p = *s.s == '+' ? ' ' : *s.s;
		else if (!str_percent(s, p))
			return NULL;
		p++;
	}
	return text((struct span){ out, (size_t)(p - out) }, a);
}

static int
read_urlencoded(struct posted *p, struct span body, struct arena *a, struct err *e)
{
	struct span value, name;

	body = span_trim(body); /* some programs end it with a line end */
	while (body.n > 0) {
		value = take_to(&body, "&");
		if (value.n == 0)
			continue;
		name = take_to(&value, "=");
		if (add(p, decoded(name, a), decoded(value, a), e) < 0)
			return -1;
	}
	return 0;
}

/* A quoted string at the start of s, or a token; false when its end is missing.  It
 * takes no more memory than it is long: there may be thousands. */
static bool
take_value(struct span *s, struct arena *a, struct span *out)
{
	bool quoted = s->n > 0 && s->s[0] == '"';
	size_t end, i;
	char *p;

	for (end = quoted; end < s->n; end++) {
		if (quoted ? s->s[end] == '"' : strchr("; \t", s->s[end]) != NULL)
			break;
		if (quoted && s->s[end] == '\\' && end + 1 < s->n)
			end++;
	}
	if (quoted && end >= s->n)
		return false;
	p = arena_alloc(a, end + 1);
	*out = (struct span){ p, 0 };
	for (i = quoted; i < end; i++) {
		if (quoted && s->s[i] == '\\' && i + 1 < end)
			i++;
		p[out->n++] = s->s[i];
	}
	take(s, end + quoted);
	return true;
}

/* The parameter called name in what follows the first word of a field's value. */
static bool
find_parameter(struct span value, const char *name, struct arena *a, struct span *out)
{
	struct span key;

	take_to(&value, ";");
	while (value.n > 0) {
		key = span_trim(take_to(&value, "="));
		if (!take_value(&value, a, out))
			return false;
		if (str_eq_ci(arena_memdup(a, key.s, key.n), name))
			return true;
		take_to(&value, ";");
	}
	return false;
}

static int
read_part(struct posted *p, struct span part, struct arena *a, struct err *e)
{
	struct span header = take_to(&part, "\r\n\r\n"), line, name;

	while (header.n > 0) {
		line = take_to(&header, "\r\n");
		if (line.n > strlen(DISPOSITION) &&
		    strncasecmp(line.s, DISPOSITION, strlen(DISPOSITION)) == 0 &&
		    find_parameter(line, "name", a, &name))
			return add(p, text(name, a), text(part, a), e);
	}
	return err_set(e, ERR_DATA, "a part of the form has no name");
}

static int
read_multipart(struct posted *p, const char *boundary, struct span body, struct arena *a,
    struct err *e)
{
	const char *delimiter = arena_printf(a, "\r\n--%s", boundary);
	struct span part;

	/* The first delimiter may be the first line. */
	if (body.n < strlen(delimiter) - 2 ||
	    memcmp(body.s, delimiter + 2, strlen(delimiter) - 2) != 0)
		take_to(&body, delimiter);
	else
		take(&body, strlen(delimiter) - 2);
	while (body.n < 2 || memcmp(body.s, "--", 2) != 0) {
		part = take_to(&body, "\r\n"); /* the rest of the delimiter's line */
		if (span_trim(part).n > 0 || body.n == 0)
			return err_set(e, ERR_DATA, "the form ends before its end");
		/* A last one that is cut short is refused at the next turn. */
		if (read_part(p, take_to(&body, delimiter), a, e) < 0)
			return -1;
	}
	return 0;
}

/* Is this the type, whatever its parameters? */
static bool
is_type(struct span value, const char *type, struct arena *a)
{
	struct span first = span_trim(take_to(&value, ";"));

	return str_eq_ci(arena_memdup(a, first.s, first.n), type);
}

int
posted_read(struct posted *out, const char *type, struct span body, struct arena *a,
    struct err *e)
{
	struct span boundary;
	const char *line;

	out->n = 0;
	if (is_type(span_of(type), "application/x-www-form-urlencoded", a))
		return read_urlencoded(out, body, a, e);
	if (!is_type(span_of(type), "multipart/form-data", a))
		return err_set(e, ERR_DATA, "what was sent is no form");
	line = find_parameter(span_of(type), "boundary", a, &boundary) ? text(boundary, a)
								       : NULL;
	if (line == NULL || boundary.n == 0 || boundary.n > BOUNDARY_MAX)
		return err_set(e, ERR_DATA, "the form has no boundary");
	return read_multipart(out, line, body, a, e);
}

/* NULL when there is none. */
static const char *
find(const struct posted *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (str_eq(p->fields[i].name, name))
			return p->fields[i].value;
	}
	return NULL;
}

bool
posted_has(const struct posted *p, const char *name)
{
	return find(p, name) != NULL;
}

const char *
posted_value(const struct posted *p, const char *name)
{
	const char *value = find(p, name);

	return value != NULL ? value : "";
}
