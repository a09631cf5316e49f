/* accept - what a browser asks for.  See accept.h. */
#include "web/accept.h"

#include "util/str.h"

#include <string.h>

#define NAME_SIZE 36 /* of a name that could be one of ours, and its NUL */
#define RANGES_MAX 64

/* "q=0.7" in thousandths; 1000 when there is none, 0 when it is broken. */
static int
quality(struct span parameters)
{
	const char *s = parameters.s;
	size_t n = parameters.n, i;
	int q, unit = 100;

	if (n == 0)
		return 1000;
	if (n < 3 || (s[0] != 'q' && s[0] != 'Q') || s[1] != '=' ||
	    (s[2] != '0' && s[2] != '1'))
		return 0;
	q = (s[2] - '0') * 1000;
	if (n > 3 && s[3] != '.')
		return 0;
	for (i = 4; i < n && i < 7; i++, unit /= 10) {
		if (s[i] < '0' || s[i] > '9')
			return 0;
		q += (s[i] - '0') * unit;
	}
	return q <= 1000 ? q : 1000;
}

/* Take the first range of a field, "fr;q=0.7", from its front: name is what it names, ""
 * when that is none of ours.  Returns how much that is liked. */
static int
take_range(const char **field, char name[NAME_SIZE])
{
	size_t n = strcspn(*field, ",");
	struct span range = { *field, n }, named = range;
	const char *semicolon = memchr(range.s, ';', range.n);

	*field += n + ((*field)[n] == ',');
	if (semicolon != NULL)
		named.n = (size_t)(semicolon - range.s);
	n = semicolon != NULL ? range.n - named.n - 1 : 0;
	range = span_trim((struct span){ range.s + range.n - n, n });
	named = span_trim(named);
	if (named.n >= NAME_SIZE)
		named.n = 0;
	memcpy(name, named.s, named.n);
	name[named.n] = '\0';
	return quality(range);
}

bool
accept_language(struct lang *out, const char *field)
{
	char tag[NAME_SIZE];
	struct lang lang;
	int best = 0, q, i;

	for (i = 0; *field != '\0' && i < RANGES_MAX; i++) {
		q = take_range(&field, tag);
		if (q > best && lang_find(&lang, tag)) {
			*out = lang;
			best = q;
		}
	}
	return best > 0;
}

bool
accept_gzip(const char *field)
{
	int gzip = -1, identity = -1, rest = 0, q, i; /* -1: it is not named */
	char coding[NAME_SIZE];

	for (i = 0; *field != '\0' && i < RANGES_MAX; i++) {
		q = take_range(&field, coding);
		if (str_eq_ci(coding, "gzip") || str_eq_ci(coding, "x-gzip"))
			gzip = q;
		else if (str_eq_ci(coding, "identity"))
			identity = q;
		else if (str_eq_ci(coding, "*"))
			rest = q;
	}
	if (gzip < 0)
		gzip = rest;
	return gzip > 0 && gzip >= identity;
}
