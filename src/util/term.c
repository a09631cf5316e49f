/* term - text for a terminal.  See term.h. */
#include "util/term.h"

#include "util/str.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <unistr.h>
#include <uniwidth.h>

static bool
reverses(ucs4_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* The next character: its length in bytes, or 1 for a byte that begins none. */
static size_t
next(const char *s, size_t n, ucs4_t *c, bool *valid)
{
	int len = u8_mbtoucr(c, (const uint8_t *)s, n);

	*valid = len > 0;
	return len > 0 ? (size_t)len : 1;
}

static bool
control(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

void
term_add(struct buf *b, const char *s, size_t n)
{
	size_t len;
	ucs4_t c;
	bool valid;

	for (; n > 0; s += len, n -= len) {
		len = next(s, n, &c, &valid);
		if (!valid)
			buf_printf(b, "\\x%02X", (unsigned char)*s);
		else if (c == '\n')
			buf_adds(b, "\\n");
		else if (c == '\r')
			buf_adds(b, "\\r");
		else if (c == '\t')
			buf_adds(b, "\\t");
		else if (c < 0x100 && control(c))
			buf_printf(b, "\\x%02X", (unsigned)c);
		else if (control(c) || reverses(c))
			buf_printf(b, "\\u%04X", (unsigned)c);
		else
			buf_add(b, s, len);
	}
}

void
term_add_lines(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n, *p;

	for (; s < end; s = p) {
		for (p = s; p < end && *p != '\n' && *p != '\t'; p++) {
			if (*p == '\r' && p + 1 < end && p[1] == '\n')
				break;
		}
		term_add(b, s, (size_t)(p - s));
		if (p < end)
			buf_addc(b, *p++);
	}
}

int
term_width(const char *s, size_t n)
{
	size_t len;
	ucs4_t c;
	bool valid;
	int width = 0, w;

	for (; n > 0; s += len, n -= len) {
		len = next(s, n, &c, &valid);
		w = valid ? uc_width(c, "UTF-8") : 1;
		width += w > 0 ? w : 0;
	}
	return width;
}

size_t
term_fit(const char *s, size_t n, int columns)
{
	size_t taken = 0, len;
	ucs4_t c;
	bool valid;
	int w;

	while (taken < n) {
		len = next(s + taken, n - taken, &c, &valid);
		w = valid ? uc_width(c, "UTF-8") : 1;
		columns -= w > 0 ? w : 0;
		if (columns < 0)
			break;
		taken += len;
	}
	return taken;
}

bool
term_has_colour(FILE *f)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (no != NULL && no[0] != '\0')
		return false;
	if (term == NULL || str_eq(term, "dumb"))
		return false;
	return isatty(fileno(f)) == 1;
}

int
term_columns(FILE *f)
{
	struct winsize w;

	if (ioctl(fileno(f), TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return 80;
}
