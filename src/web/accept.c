/* accept - which language a browser asks for.  See accept.h. */
#include "web/accept.h"

#include "util/str.h"

#include <string.h>

#define TAG_SIZE 36 /* of a tag that could be one of ours, and its NUL */
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

bool
accept_language(struct lang *out, const char *field)
{
	struct span range, tag;
	char text[TAG_SIZE];
	const char *semicolon;
	struct lang lang;
	int best = 0, q, i;
	size_t n;

	for (i = 0; *field != '\0' && i < RANGES_MAX; i++) {
		n = strcspn(field, ",");
		range = (struct span){ field, n };
		field += n + (field[n] == ',');
		semicolon = memchr(range.s, ';', range.n);
		tag = range;
		if (semicolon != NULL)
			tag.n = (size_t)(semicolon - range.s);
		n = semicolon != NULL ? range.n - tag.n - 1 : 0;
		q = quality(span_trim((struct span){ range.s + range.n - n, n }));
		tag = span_trim(tag);
		if (tag.n >= sizeof(text) || q <= best)
			continue;
		memcpy(text, tag.s, tag.n);
		text[tag.n] = '\0';
		if (lang_find(&lang, text)) {
			*out = lang;
			best = q;
		}
	}
	return best > 0;
}
