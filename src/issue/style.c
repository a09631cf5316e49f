/* style - the rules of a layout that become style attributes.  See style.h. */
#include "issue/style.h"

#include "issue/css.h"
#include "issue/filter.h"

#include <stdlib.h>
#include <string.h>

/* Behind white space and comments. */
static size_t
skip(struct span css, size_t at)
{
	const char *end;

	for (;;) {
		while (at < css.n && strchr(" \t\r\n\f", css.s[at]) != NULL &&
		    css.s[at] != '\0')
			at++;
		if (css.n - at < 4 || memcmp(css.s + at, "/*", 2) != 0)
			return at;
		end = memmem(css.s + at + 2, css.n - at - 2, "*/", 2);
		if (end == NULL)
			return css.n;
		at = (size_t)(end - css.s) + 2;
	}
}

/* One rule for each of the names before the "{". */
static const char *
add_names(struct style *out, struct span names, struct span declarations)
{
	const char *comma;
	struct span name;

	while (names.n > 0) {
		comma = memchr(names.s, ',', names.n);
		name = names;
		if (comma != NULL)
			name.n = (size_t)(comma - names.s);
		names.s += name.n + (comma != NULL);
		names.n -= name.n + (comma != NULL);
		name = span_trim(name);
		if (name.n == 0)
			return "a rule has the names of elements or forms before its '{'";
		if (out->nrules == STYLE_RULES_MAX)
			return "too many rules";
		out->rules[out->nrules++] = (struct style_rule){ name, declarations };
	}
	return NULL;
}

const char *
style_read(struct style *out, struct span css, size_t *at)
{
	const char *open, *close, *wrong;
	struct span names, declarations;

	out->nrules = 0;
	for (*at = skip(css, 0); *at < css.n; *at = skip(css, *at)) {
		open = memchr(css.s + *at, '{', css.n - *at);
		if (open == NULL)
			return "a rule without '{'";
		close = memchr(open, '}', (size_t)(css.s + css.n - open));
		if (close == NULL)
			return "a rule without '}'";
		names =
		    span_trim((struct span){ css.s + *at, (size_t)(open - css.s) - *at });
		declarations =
		    span_trim((struct span){ open + 1, (size_t)(close - open) - 1 });
		if (names.n == 0 || *names.s == '@')
			return "a rule that is written into elements has no '@': put it "
			       "into another <style>";
		wrong = add_names(out, names, declarations);
		if (wrong != NULL)
			return wrong;
		*at = (size_t)(close - css.s) + 1;
	}
	return NULL;
}

static bool
is_name(struct span a, struct span b)
{
	return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

/* White space is one blank, and the last ";" is there. */
static void
write_declarations(struct span d, struct buf *out)
{
	bool gap = false;
	size_t i;

	for (i = 0; i < d.n; i++) {
		if (strchr(" \t\r\n\f", d.s[i]) != NULL && d.s[i] != '\0') {
			gap = true;
			continue;
		}
		if (gap && d.s[i] != ';')
			buf_addc(out, ' ');
		gap = false;
		html_escape((struct span){ d.s + i, 1 }, out);
	}
	if (d.n > 0 && d.s[d.n - 1] != ';')
		buf_addc(out, ';');
}

void
style_write(const struct style *s, struct span name, struct buf *out)
{
	size_t i;

	for (i = 0; i < s->nrules; i++) {
		if (is_name(s->rules[i].name, name))
			write_declarations(s->rules[i].declarations, out);
	}
}

unsigned
style_pixels(
    const struct style *s, const char *name, const char *property, unsigned otherwise)
{
	const char *p, *end;
	struct span d;
	size_t i, n = strlen(property);

	for (i = 0; i < s->nrules; i++) {
		if (!is_name(s->rules[i].name, span_of(name)))
			continue;
		d = s->rules[i].declarations;
		end = d.s + d.n;
		for (p = d.s; (size_t)(end - p) > n; p++) {
			if (memcmp(p, property, n) != 0)
				continue;
			for (p += n; p < end && (*p == ':' || *p == ' '); p++)
				;
			/* The declarations end before a '}'. */
			return (unsigned)strtoul(p, NULL, 10);
		}
	}
	return otherwise;
}

const char *
style_ink(struct span color)
{
	struct css_colour back = { 0 };

	css_colour(color, &back);
	return css_ink(back).red == 0 ? "#000000" : "#ffffff";
}
