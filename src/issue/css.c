/* css - as much of style sheets as mail is written in.  See css.h. */
#include "issue/css.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 32 /* octets */

bool
css_is(struct span a, const char *word)
{
	return a.n == strlen(word) && strncasecmp(a.s, word, a.n) == 0;
}

bool
css_begins(struct span a, const char *word)
{
	size_t n = strlen(word);

	return a.n >= n && strncasecmp(a.s, word, n) == 0 &&
	    (a.n == n || !(isalnum((unsigned char)a.s[n]) || a.s[n] == '-'));
}

/* To behind the string or comment that begins at i, else to the next octet. */
static size_t
step(struct span s, size_t i)
{
	char quote = s.s[i++];

	if (quote == '"' || quote == '\'') {
		while (i < s.n && s.s[i] != quote && s.s[i] != '\n')
			i++;
		return i < s.n ? i + 1 : i;
	}
	if (quote == '/' && i < s.n && s.s[i] == '*') {
		for (i++; i + 1 < s.n; i++) {
			if (s.s[i] == '*' && s.s[i + 1] == '/')
				return i + 2;
		}
		return s.n;
	}
	return i;
}

static struct span
without_comment(struct span s)
{
	s = span_trim(s);
	while (s.n >= 2 && s.s[0] == '/' && s.s[1] == '*') {
		size_t n = step(s, 0);

		s = span_trim((struct span){ s.s + n, s.n - n });
	}
	return s;
}

static void
take_important(struct css_declaration *d)
{
	static const char word[] = "important";
	size_t n = sizeof(word) - 1;

	d->important = d->value.n > n &&
	    strncasecmp(d->value.s + d->value.n - n, word, n) == 0 &&
	    memchr(d->value.s, '!', d->value.n) != NULL;
	if (!d->important)
		return;
	d->value.n =
	    (size_t)((const char *)memchr(d->value.s, '!', d->value.n) - d->value.s);
	d->value = span_trim(d->value);
}

bool
css_next_declaration(struct span *rest, struct css_declaration *out)
{
	struct span s = *rest;
	size_t i, colon, depth;

	while (s.n > 0) {
		colon = s.n;
		depth = 0;
		for (i = 0; i < s.n && (s.s[i] != ';' || depth > 0); i = step(s, i)) {
			if (s.s[i] == ':' && colon == s.n)
				colon = i;
			else if (s.s[i] == '(')
				depth++;
			else if (s.s[i] == ')' && depth > 0)
				depth--;
		}
		*out = (struct css_declaration){ { s.s, colon }, { s.s, 0 }, false };
		if (colon < i)
			out->value =
			    span_trim((struct span){ s.s + colon + 1, i - colon - 1 });
		i += i < s.n;
		s = *rest = (struct span){ s.s + i, s.n - i };
		if (out->value.n == 0)
			continue;
		out->name = without_comment(out->name);
		take_important(out);
		return true;
	}
	return false;
}

bool
css_next_rule(struct span *rest, struct css_rule *out)
{
	struct span s = *rest;
	size_t i = 0, open, depth = 0;

	while (s.n > 0) { /* what hides a sheet from old programs is none of it */
		s = without_comment(s);
		i = s.n >= 4 && memcmp(s.s, "<!--", 4) == 0  ? 4
		    : s.n >= 3 && memcmp(s.s, "-->", 3) == 0 ? 3
		    : s.n > 0 && s.s[0] == '}'               ? 1
							     : 0;
		if (i == 0)
			break;
		s = (struct span){ s.s + i, s.n - i };
	}
	if (s.n == 0) {
		*rest = s;
		return false;
	}
	for (i = 0; i < s.n && s.s[i] != '{' && (s.s[i] != ';' || s.s[0] != '@');)
		i = step(s, i);
	out->selector = span_trim((struct span){ s.s, i });
	out->block = (struct span){ s.s + i, 0 };
	if (i < s.n && s.s[i] == '{') {
		open = i + 1;
		for (; i < s.n; i = step(s, i)) {
			if (s.s[i] == '{')
				depth++;
			else if (s.s[i] == '}' && --depth == 0)
				break;
		}
		out->block = (struct span){ s.s + open, i > open ? i - open : 0 };
	}
	i += i < s.n;
	*rest = (struct span){ s.s + i, s.n - i };
	return true;
}

/* Of CSS's 148 names those that are seen in mail. */
static const struct {
	const char *name;
	struct css_colour colour;
} names[] = {
	{ "black", { 0, 0, 0 } },
	{ "silver", { 192, 192, 192 } },
	{ "gray", { 128, 128, 128 } },
	{ "grey", { 128, 128, 128 } },
	{ "white", { 255, 255, 255 } },
	{ "maroon", { 128, 0, 0 } },
	{ "red", { 255, 0, 0 } },
	{ "purple", { 128, 0, 128 } },
	{ "fuchsia", { 255, 0, 255 } },
	{ "green", { 0, 128, 0 } },
	{ "lime", { 0, 255, 0 } },
	{ "olive", { 128, 128, 0 } },
	{ "yellow", { 255, 255, 0 } },
	{ "navy", { 0, 0, 128 } },
	{ "blue", { 0, 0, 255 } },
	{ "teal", { 0, 128, 128 } },
	{ "aqua", { 0, 255, 255 } },
	{ "orange", { 255, 165, 0 } },
	{ "pink", { 255, 192, 203 } },
	{ "brown", { 165, 42, 42 } },
	{ "gold", { 255, 215, 0 } },
	{ "lightgray", { 211, 211, 211 } },
	{ "lightgrey", { 211, 211, 211 } },
	{ "darkgray", { 169, 169, 169 } },
	{ "darkgrey", { 169, 169, 169 } },
	{ "dimgray", { 105, 105, 105 } },
	{ "dimgrey", { 105, 105, 105 } },
	{ "whitesmoke", { 245, 245, 245 } },
	{ "darkblue", { 0, 0, 139 } },
	{ "darkgreen", { 0, 100, 0 } },
	{ "darkred", { 139, 0, 0 } },
};

static bool
hex_colour(struct span s, struct css_colour *out)
{
	int digit[6];
	size_t i;

	if (s.n != 3 && s.n != 6)
		return false;
	for (i = 0; i < s.n; i++) {
		digit[i] = str_hex_digit(s.s[i]);
		if (digit[i] < 0)
			return false;
	}
	if (s.n == 3)
		*out = (struct css_colour){ (uint8_t)(17 * digit[0]),
			(uint8_t)(17 * digit[1]), (uint8_t)(17 * digit[2]) };
	else
		*out = (struct css_colour){ (uint8_t)(16 * digit[0] + digit[1]),
			(uint8_t)(16 * digit[2] + digit[3]),
			(uint8_t)(16 * digit[4] + digit[5]) };
	return true;
}

/* The inside of "rgb(1, 2, 3)". */
static bool
rgb_colour(struct span s, struct css_colour *out)
{
	unsigned part[3] = { 0 };
	size_t i = 0, k;

	for (k = 0; k < 3; k++) {
		size_t start;

		while (i < s.n && strchr(" ,", s.s[i]) != NULL)
			i++;
		for (start = i; i < s.n && isdigit((unsigned char)s.s[i]); i++)
			part[k] =
			    part[k] > 255 ? 256 : part[k] * 10 + (unsigned)(s.s[i] - '0');
		if (i == start || part[k] > 255)
			return false;
	}
	*out =
	    (struct css_colour){ (uint8_t)part[0], (uint8_t)part[1], (uint8_t)part[2] };
	return span_is(span_trim((struct span){ s.s + i, s.n - i }), ")");
}

bool
css_colour(struct span value, struct css_colour *out)
{
	size_t i;

	if (value.n > 0 && value.s[0] == '#')
		return hex_colour((struct span){ value.s + 1, value.n - 1 }, out);
	if (value.n > 4 && strncasecmp(value.s, "rgb(", 4) == 0)
		return rgb_colour((struct span){ value.s + 4, value.n - 4 }, out);
	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (css_is(value, names[i].name)) {
			*out = names[i].colour;
			return true;
		}
	}
	return false;
}

bool
css_pixels(struct span value, double *out)
{
	char number[NUMBER_MAX + 1], *end;
	struct span unit;

	if (value.n == 0 || value.n > NUMBER_MAX ||
	    !(isdigit((unsigned char)value.s[0]) || value.s[0] == '.'))
		return false;
	memcpy(number, value.s, value.n);
	number[value.n] = '\0';
	*out = strtod(number, &end);
	unit = span_of(end);
	if (css_is(unit, "pt"))
		*out = *out * 4 / 3;
	return css_is(unit, "pt") || css_is(unit, "px") || (unit.n == 0 && *out == 0);
}

/* WCAG 2.2, "relative luminance". */
static double
linear(uint8_t channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double
luminance(struct css_colour c)
{
	return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) +
	    0.0722 * linear(c.blue);
}

double
css_contrast(struct css_colour a, struct css_colour b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

struct css_colour
css_ink(struct css_colour on)
{
	static const struct css_colour black = { 0, 0, 0 }, white = { 255, 255, 255 };

	return css_contrast(on, white) >= css_contrast(on, black) ? white : black;
}
