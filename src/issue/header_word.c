/* header_word - encoded words.  See header_word.h. */
#include "issue/header_word.h"

#include "issue/header.h"
#include "util/utf8.h"

#include <string.h>

#define WRAPPING 12 /* "=?UTF-8?Q?" and "?=" */

/* What stands for itself in Q, in a phrase as well (RFC 2047 §5 (3)). */
static bool
is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || (c != '\0' && strchr("!*+-/", c) != NULL);
}

static size_t
q_width(struct span s)
{
	size_t width = 0, i;

	for (i = 0; i < s.n; i++)
		width += is_plain((unsigned char)s.s[i]) || s.s[i] == ' ' ? 1 : 3;
	return width;
}

static size_t
b_width(struct span s)
{
	return (s.n + 2) / 3 * 4;
}

static void
add_q(struct buf *out, struct span s)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char c;
	size_t i;

	for (i = 0; i < s.n; i++) {
		c = (unsigned char)s.s[i];
		if (c == ' ') {
			buf_addc(out, '_');
		} else if (is_plain(c)) {
			buf_addc(out, (char)c);
		} else {
			buf_addc(out, '=');
			buf_addc(out, digits[c >> 4]);
			buf_addc(out, digits[c & 15]);
		}
	}
}

static void
add_b(struct buf *out, struct span s)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned long group;
	size_t i, n, k;

	for (i = 0; i < s.n; i += 3) {
		n = s.n - i < 3 ? s.n - i : 3;
		group = 0;
		for (k = 0; k < 3; k++)
			group = group << 8 | (k < n ? (unsigned char)s.s[i + k] : 0);
		for (k = 0; k < 4; k++)
			buf_addc(out, k <= n ? digits[group >> (18 - 6 * k) & 63] : '=');
	}
}

/*
 * The longest start of s, in whole characters, whose code has at most room octets.  In
 * B it is the end of s or has no padding: GMime, which several mail programs read with,
 * loses all that comes behind a padded word.
 */
static size_t
fitting(struct span s, size_t room, bool q)
{
	size_t at = 0, best = 0;
	struct span head;
	uint32_t c;

	while (at < s.n) {
		head = (struct span){ s.s, at + utf8_next(s.s + at, s.n - at, &c) };
		if ((q ? q_width(head) : b_width(head)) > room)
			break;
		at = head.n;
		if (q || at % 3 == 0 || at == s.n)
			best = at;
	}
	return best;
}

static void
add_word(struct buf *out, struct span s, bool q)
{
	buf_adds(out, q ? "=?UTF-8?Q?" : "=?UTF-8?B?");
	if (q)
		add_q(out, s);
	else
		add_b(out, s);
	buf_adds(out, "?=");
}

void
header_word_add(struct buf *out, struct span text, size_t column)
{
	bool q = q_width(text) <= b_width(text), word_q;
	size_t n, room;

	while (text.n > 0) {
		room = HEADER_ENCODED_LINE_MAX > column + WRAPPING
		    ? HEADER_ENCODED_LINE_MAX - column - WRAPPING
		    : 0;
		if (room > HEADER_WORD_MAX - WRAPPING)
			room = HEADER_WORD_MAX - WRAPPING;
		n = fitting(text, room, q);
		word_q = q || n == 0;
		if (n == 0)
			n = fitting(text, room, true);
		if (n > 0) {
			add_word(out, (struct span){ text.s, n }, word_q);
			text.s += n;
			text.n -= n;
		}
		if (text.n > 0) {
			buf_adds(out, "\r\n ");
			column = 1;
		}
	}
}
