/* check_garbled - accents that were read in another encoding: "Ã©" for "é". */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <string.h>

/* How much here is what becomes of a letter's UTF-8 octets when each is taken for a
 * letter of Windows-1252; 0: none.  A quotation mark or a blank behind "Ã" is no sign:
 * "«IRMÃ»" is Portuguese. */
static size_t
garbled_at(struct span s)
{
	static const char *const signs[] = { "â€", "ï¿½", "\xEF\xBF\xBD" };
	unsigned char last;
	size_t i, n;

	for (i = 0; i < ARRAY_LEN(signs); i++) {
		n = strlen(signs[i]);
		if (s.n >= n && memcmp(s.s, signs[i], n) == 0)
			return n;
	}
	if (s.n < 4 || memcmp(s.s, "Ã\xC2", 3) != 0)
		return 0;
	last = (unsigned char)s.s[3];
	return last == 0xA0 || last == 0xAB || last == 0xBB ? 0 : 4;
}

/* The first is said: where one is, there are many. */
static void
look(struct check *c, struct span text, size_t offset)
{
	struct span rest = text;
	size_t n;

	if (c->findings->of[FINDING_TEXT_GARBLED] > 0)
		return;
	for (; rest.n > 0; rest.s++, rest.n--) {
		n = (rest.s[0] & 0x80) != 0 ? garbled_at(rest) : 0;
		if (n == 0)
			continue;
		check_say(c, FINDING_TEXT_GARBLED, offset + (size_t)(rest.s - text.s),
		    "'%.*s' is a letter that was read in the wrong encoding", (int)n,
		    rest.s);
		return;
	}
}

void
check_garbled(struct check *c)
{
	check_each_text(c, look);
}
