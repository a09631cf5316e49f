/* wire - the last look at a finished message.  See wire.h. */
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
		BUG("a line of %zu octets in a finished message", n);
	if (n > 0 && s[0] == '.')
		BUG("a line that begins with a dot in a finished message");
	if (n >= 5 && memcmp(s, "From ", 5) == 0)
		BUG("a line that begins with 'From ' in a finished message");
	if (!is_clean(s, n))
		BUG("an octet that is not printable ASCII in a finished message");
}

void
wire_assert(struct span m)
{
	const char *end;

	while (m.n > 0) {
		end = memchr(m.s, '\n', m.n);
		if (end == NULL || end == m.s || end[-1] != '\r')
			BUG("a line end that is not CR LF in a finished message");
		assert_line(m.s, (size_t)(end - 1 - m.s));
		m.n -= (size_t)(end + 1 - m.s);
		m.s = end + 1;
	}
}
