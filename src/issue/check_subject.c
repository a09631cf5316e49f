/* check_subject - the subject as lists of mail show it.  Fields that are empty in it
 * are counted over the real readers: delivery/precheck_readers.c. */
#include "issue/check_private.h"

#include "util/buf.h"
#include "util/term.h"

#include <ctype.h>
#include <string.h>

#define DESKTOP_COLUMNS 60
#define PHONE_COLUMNS 35
#define CAPITALS_MIN 10 /* letters; shorter is a name */

/* The subject with nothing in the place of its tags. */
static struct span
without_tags(struct check *c, struct span subject)
{
	struct buf b;
	struct tag tag;
	size_t at = 0, done = 0;
	struct span bare;

	buf_init(&b, HTML_BYTES_MAX);
	while (template_next_tag(subject, &at, &tag)) {
		buf_add(&b, subject.s + done, tag.start - done);
		done = tag.end;
	}
	buf_add(&b, subject.s + done, subject.n - done);
	bare = (struct span){ arena_memdup(c->arena, b.data, b.len), b.len };
	buf_release(&b);
	return bare;
}

static bool
is_shouted(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++) {
		if (islower((unsigned char)s.s[i]) || (unsigned char)s.s[i] == 0xC3)
			return false;
		n += isupper((unsigned char)s.s[i]) != 0;
	}
	return n >= CAPITALS_MIN && memchr(s.s, ' ', s.n) != NULL;
}

void
check_subject(struct check *c)
{
	struct span subject = span_of(c->facts->subject), bare;
	size_t at = c->manuscript->subject_offset;
	int columns;

	if (subject.n == 0) /* said when it was read */
		return;
	bare = without_tags(c, subject);
	columns = term_width(bare.s, bare.n);
	if (columns > DESKTOP_COLUMNS)
		check_say_source(c, FINDING_SUBJECT_LONG, at,
		    "the subject takes %d columns; many programs show %d, phones only '%.*s'",
		    columns, DESKTOP_COLUMNS,
		    (int)term_fit(bare.s, bare.n, PHONE_COLUMNS), bare.s);
	if (is_shouted(bare))
		check_say_source(c, FINDING_SUBJECT_CAPITALS, at,
		    "the subject is all in capitals: '%s'", check_short(c, bare));
}
