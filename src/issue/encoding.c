/* encoding - is what an author saved a text?  See encoding.h. */
#include "issue/encoding.h"

#include "util/utf8.h"

#include <string.h>

int
encoding_check(struct span *text, const char *file, struct findings *f)
{
	const char *nul;
	size_t i = 0, n;
	uint32_t c;

	if (text->n >= 3 && memcmp(text->s, "\xEF\xBB\xBF", 3) == 0) {
		text->s += 3;
		text->n -= 3;
	}
	nul = memchr(text->s, '\0', text->n);
	if (nul != NULL) {
		i = (size_t)(nul - text->s);
		finding_add(f, FINDING_NOT_UTF8, file, (struct span){ text->s, i }, i,
		    "a NUL byte, so this is no text: save the file as UTF-8");
		return -1;
	}
	if (utf8_valid(text->s, text->n))
		return 0;
	for (; i < text->n; i += n) {
		n = utf8_next(text->s + i, text->n - i, &c);
		if (c == UTF8_BAD)
			break;
	}
	/* What follows is shown to a person: no more than what is sound. */
	finding_add(f, FINDING_NOT_UTF8, file, (struct span){ text->s, i }, i,
	    "the byte 0x%02X is not UTF-8: save the file as UTF-8",
	    i < text->n ? (unsigned char)text->s[i] : 0);
	return -1;
}
