/* utf8 - questions about text that need Unicode.  See utf8.h. */
#include "util/utf8.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* How many bytes at the begin are ASCII: most text is so to its end, and an import
 * asks this of every byte, hence eight at a time. */
static size_t
ascii_length(const char *s, size_t n)
{
	uint64_t word;
	size_t i;

	for (i = 0; n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if ((word & 0x8080808080808080u) != 0)
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

bool
utf8_valid(const char *s, size_t n)
{
	size_t ascii = ascii_length(s, n);

	return u8_check((const uint8_t *)s + ascii, n - ascii) == NULL;
}

size_t
utf8_next(const char *s, size_t n, uint32_t *c)
{
	ucs4_t found;
	int len;

	if (n == 0)
		return 0;
	if ((unsigned char)*s < 0x80) {
		*c = (unsigned char)*s;
		return 1;
	}
	len = u8_mbtoucr(&found, (const uint8_t *)s, n);
	*c = len > 0 ? found : UTF8_BAD;
	return len > 0 ? (size_t)len : 1;
}

size_t
utf8_length(struct span s)
{
	return u8_mbsnlen((const uint8_t *)s.s, s.n);
}

bool
utf8_is_ascii(struct span s)
{
	return ascii_length(s.s, s.n) == s.n;
}

static bool
is_visible_ascii(char c)
{
	return c > ' ' && c < 0x7F;
}

bool
utf8_is_blank(uint32_t c)
{
	if (c > ' ' && c < 0x7F)
		return false;
	return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 ||
	    c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

bool
utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

bool
utf8_has_control(struct span s)
{
	uint32_t c;
	size_t i, len;

	for (i = 0; i < s.n; i += len) {
		len = 1;
		if (s.s[i] == ' ' || is_visible_ascii(s.s[i]))
			continue;
		len = utf8_next(s.s + i, s.n - i, &c);
		if (utf8_is_control(c))
			return true;
	}
	return false;
}

size_t
utf8_blank_controls(char *s, size_t n)
{
	size_t at, len, to = 0;
	uint32_t c;

	for (at = 0; at < n; at += len) {
		len = utf8_next(s + at, n - at, &c);
		if (c == UTF8_BAD || utf8_is_control(c)) {
			s[to++] = ' ';
			continue;
		}
		memmove(s + to, s + at, len);
		to += len;
	}
	return to;
}

struct span
utf8_trim(struct span s)
{
	uint32_t c;
	size_t len, start;

	if (s.n > 0 && is_visible_ascii(s.s[0]) && is_visible_ascii(s.s[s.n - 1]))
		return s;
	while ((len = utf8_next(s.s, s.n, &c)) > 0 && utf8_is_blank(c)) {
		s.s += len;
		s.n -= len;
	}
	while (s.n > 0) {
		for (start = s.n - 1; start > 0 && (s.s[start] & 0xC0) == 0x80;)
			start--;
		utf8_next(s.s + start, s.n - start, &c);
		if (!utf8_is_blank(c))
			break;
		s.n = start;
	}
	return s;
}

/* What libunistring made, moved to the arena.  NULL is out of memory: the text
 * is valid, nothing else can fail. */
static struct span
keep(struct arena *a, uint8_t *made, size_t n)
{
	struct span s;

	if (made == NULL)
		BUG("out of memory, or text that is not UTF-8");
	s = (struct span){ arena_memdup(a, made, n), n };
	free(made); // NOLINT: libunistring's malloc, not ours
	return s;
}

/* Nothing below U+0300, whose first byte is 0xCC, is a mark or changes. */
static bool
is_composed(struct span s)
{
	size_t i;

	for (i = ascii_length(s.s, s.n); i < s.n; i++) {
		if ((unsigned char)s.s[i] >= 0xCC)
			return false;
	}
	return true;
}

struct span
utf8_nfc(struct arena *a, struct span s)
{
	uint8_t *made;
	size_t n = 0;

	if (is_composed(s))
		return s;
	made = u8_normalize(UNINORM_NFC, (const uint8_t *)s.s, s.n, NULL, &n);
	return keep(a, made, n);
}

static char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct span
utf8_lower(struct arena *a, struct span s)
{
	uint8_t *made;
	size_t n = 0, i;
	char *copy;

	if (utf8_is_ascii(s)) {
		copy = arena_memdup(a, s.s, s.n);
		for (i = 0; i < s.n; i++)
			copy[i] = ascii_lower(copy[i]);
		return (struct span){ copy, s.n };
	}
	made = u8_tolower((const uint8_t *)s.s, s.n, NULL, UNINORM_NFC, NULL, &n);
	return keep(a, made, n);
}

struct span
utf8_upper(struct arena *a, struct span s)
{
	uint8_t *made;
	size_t n = 0;

	if (s.n == 0)
		return s;
	made = u8_toupper((const uint8_t *)s.s, s.n, NULL, UNINORM_NFC, NULL, &n);
	return keep(a, made, n);
}

struct span
utf8_unaccent(struct arena *a, struct span s)
{
	struct span all, out;
	uint8_t *made;
	uint32_t c;
	size_t n = 0, len, i;
	char *copy;

	if (utf8_is_ascii(s))
		return s;
	made = u8_normalize(UNINORM_NFKD, (const uint8_t *)s.s, s.n, NULL, &n);
	all = keep(a, made, n);
	copy = arena_alloc(a, all.n + 1);
	out = (struct span){ copy, 0 };
	for (i = 0; (len = utf8_next(all.s + i, all.n - i, &c)) > 0; i += len) {
		if (uc_is_general_category(c, UC_MARK))
			continue;
		memcpy(copy + out.n, all.s + i, len);
		out.n += len;
	}
	return out;
}

const char *
utf8_slug(struct arena *a, struct span s, size_t max)
{
	struct span plain = utf8_lower(a, utf8_unaccent(a, s));
	char *out = arena_alloc(a, max + 1);
	size_t i, n = 0;
	bool gap = false;

	for (i = 0; i < plain.n && n < max; i++) {
		char c = plain.s[i];

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = n > 0;
			continue;
		}
		if (gap && n + 1 < max)
			out[n++] = '-';
		gap = false;
		out[n++] = c;
	}
	out[n] = '\0';
	return out;
}
