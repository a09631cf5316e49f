/* str - small questions about text.  See str.h. */
#include "util/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NEAR_MAX 64 /* longer words have no near names */

struct span
span_of(const char *s)
{
	return (struct span){ s, strlen(s) };
}

bool
span_is(struct span a, const char *s)
{
	return strlen(s) == a.n && memcmp(a.s, s, a.n) == 0;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

struct span
span_trim(struct span a)
{
	while (a.n > 0 && blank(a.s[0])) {
		a.s++;
		a.n--;
	}
	while (a.n > 0 && blank(a.s[a.n - 1]))
		a.n--;
	return a;
}

bool
str_eq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_eq_ci(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

uint64_t
str_hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

bool
str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

int
str_to_int(const char *s, int64_t min, int64_t max, int64_t *out)
{
	char *end;
	long long v;

	if (*s != '-' && (*s < '0' || *s > '9'))
		return -1;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' || v < min || v > max)
		return -1;
	*out = v;
	return 0;
}

/* Levenshtein's distance, case ignored; both words shorter than NEAR_MAX. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NEAR_MAX + 1], n = strlen(b), i, j, diagonal, up;

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			up = row[j];
			if (lower(a[i - 1]) != lower(b[j - 1]))
				diagonal++;
			row[j] = diagonal;
			if (up + 1 < row[j])
				row[j] = up + 1;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
			diagonal = up;
		}
	}
	return row[n];
}

const char *
str_near(const char *word, const char *const *names, size_t n)
{
	size_t len = strlen(word), best = (len + 2) / 3 + 1, i, d;
	const char *found = NULL;

	if (len >= NEAR_MAX)
		return NULL;
	for (i = 0; i < n; i++) {
		if (strlen(names[i]) >= NEAR_MAX)
			continue;
		d = distance(word, names[i]);
		if (d < best) {
			best = d;
			found = names[i];
		}
	}
	return found;
}

int
str_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
str_unhex(unsigned char *out, const char *hex, size_t n)
{
	int high, low;

	for (; n > 0; n--, hex += 2) {
		high = str_hex_digit(hex[0]);
		low = high < 0 ? -1 : str_hex_digit(hex[1]);
		if (low < 0)
			return false;
		*out++ = (unsigned char)(high << 4 | low);
	}
	return true;
}

bool
str_percent(struct span s, char *out)
{
	return s.n > 2 && s.s[0] == '%' && str_unhex((unsigned char *)out, s.s + 1, 1);
}

void
str_hex(char *out, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

void
str_without_addresses(char *out, size_t size, const char *s)
{
	static const char blanks[] = " \t,;:()[]\"'";
	static const char hidden[] = "<\xE2\x80\xA6>";
	size_t n, used = 0;
	const char *put;
	int len;

	out[0] = '\0';
	for (; *s != '\0' && used + 1 < size; s += n) {
		n = strcspn(s, blanks);
		put = n > 0 && memchr(s, '@', n) != NULL ? hidden : s;
		if (n == 0)
			n = 1;
		len = snprintf(out + used, size - used, "%.*s",
		    put == hidden ? (int)strlen(hidden) : (int)n, put);
		used += (size_t)len < size - used ? (size_t)len : size - used - 1;
	}
}
