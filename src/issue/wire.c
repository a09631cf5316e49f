/* wire - the last look at what a message is made of.  See wire.h. */
#include "issue/wire.h"

#include "util/xalloc.h"

#include <stdint.h>
#include <string.h>

#define LINE_MAX_OCTETS 998 /* RFC 5322 §2.1.1 */

/* Has a word of eight octets one that is not from " " to "~", or TAB? */
static bool
is_clean(const char *s, size_t n)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	uint64_t w, below, tilde;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&w, s + i, 8);
		below = (w - ones * ' ') & ~w & high; /* an octet under " " */
		tilde = (w + ones) & high;            /* DEL */
		if ((w & high) != 0 || below != 0 || tilde != 0)
			break;
	}
	for (; i < n; i++) {
		if ((s[i] < ' ' && s[i] != '\t') || s[i] > '~')
			return false;
	}
	return true;
}

static void
assert_line(const char *s, size_t n)
{
	if (n > LINE_MAX_OCTETS)
		BUG("a line of %zu octets in a message", n);
	if (n > 0 && s[0] == '.')
		BUG("a line that begins with a dot in a message");
	if (n >= 5 && memcmp(s, "From ", 5) == 0)
		BUG("a line that begins with 'From ' in a message");
	if (!is_clean(s, n))
		BUG("an octet that is not printable ASCII in a message");
}

void
wire_assert(struct span piece)
{
	const char *end;
	size_t n;

	while (piece.n > 0) {
		end = memchr(piece.s, '\n', piece.n);
		if (end != NULL && (end == piece.s || end[-1] != '\r'))
			BUG("a line end that is not CR LF in a message");
		n = end != NULL ? (size_t)(end + 1 - piece.s) : piece.n;
		assert_line(piece.s, end != NULL ? n - 2 : n);
		piece.s += n;
		piece.n -= n;
	}
}
