/* qp - quoted-printable, made to be put together from pieces.  See qp.h. */
#include "issue/qp.h"

#include "util/utf8.h"

#include <string.h>

#define SOFT_BREAK "=\r\n"
#define ENCODED_SIZE 3 /* "=C3" */

/* May this byte stand for itself anywhere in a line?  Blanks are looked at apart. */
static bool
is_plain(unsigned char c)
{
	return c >= '!' && c <= '~' && c != '=';
}

/* n bytes, as "=C3=A9". */
static void
add_encoded(struct buf *out, const char *s, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		buf_add(
		    out, (char[]){ '=', digits[c >> 4], digits[c & 15] }, ENCODED_SIZE);
	}
}

/* Is a blank the last thing on its line? */
static bool
ends_line(struct span s, size_t at)
{
	return at + 1 == s.n || s.s[at + 1] == '\r' || s.s[at + 1] == '\n';
}

/* A "." or "From " at the start of a line is encoded: nothing downstream has to
 * stuff dots or quote mbox lines. */
static bool
is_dangerous_start(struct span s, size_t at)
{
	return s.s[at] == '.' || (s.n - at >= 5 && memcmp(s.s + at, "From ", 5) == 0);
}

/* How many bytes that stand for themselves come here, of max. */
static size_t
plain_run(struct span s, size_t at, size_t max)
{
	size_t end = at + (s.n - at < max ? s.n - at : max), from = at;

	while (at < end && is_plain((unsigned char)s.s[at]))
		at++;
	return at - from;
}

/* How many bytes at once: a character is never split. */
static size_t
unit(struct span s, size_t at)
{
	uint32_t c;
	size_t n;

	if ((unsigned char)s.s[at] < 0x80)
		return 1;
	n = utf8_next(s.s + at, s.n - at, &c);
	return n > 0 ? n : 1;
}

void
qp_encode(struct buf *out, struct span s)
{
	size_t at = 0, column = 0, n, width;
	bool plain;
	char c;

	while (at < s.n) {
		/* Most of what there is, at once. */
		n = plain_run(s, at, QP_LINE_MAX - 1 - column);
		if (n > 0 && (column > 0 || !is_dangerous_start(s, at))) {
			buf_add(out, s.s + at, n);
			column += n;
			at += n;
			continue;
		}
		c = s.s[at];
		if (c == '\r' || c == '\n') {
			at += c == '\r' && at + 1 < s.n && s.s[at + 1] == '\n' ? 2 : 1;
			buf_add(out, "\r\n", 2);
			column = 0;
			continue;
		}
		n = unit(s, at);
		plain = is_plain((unsigned char)c) ||
		    ((c == ' ' || c == '\t') && !ends_line(s, at));
		width = plain ? 1 : n * ENCODED_SIZE;
		if (column + width > QP_LINE_MAX - 1) {
			buf_add(out, SOFT_BREAK, strlen(SOFT_BREAK));
			column = 0;
		}
		if (column == 0 && plain && is_dangerous_start(s, at)) {
			plain = false;
			width = ENCODED_SIZE;
		}
		if (plain)
			buf_addc(out, c);
		else
			add_encoded(out, s.s + at, n);
		column += width;
		at += n;
	}
}

void
qp_join(struct pieces *out, size_t start)
{
	if (pieces_len(out) == start || pieces_ends_with(out, "\r\n"))
		return;
	buf_add(&out->own, SOFT_BREAK, strlen(SOFT_BREAK));
}
