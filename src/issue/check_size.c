/* check_size - is all of the issue shown, or does Gmail cut it off? */
#include "issue/check_private.h"
#include "issue/qp.h"

/* "[Message clipped]": what Gmail shows of the HTML. */
#define CLIP (102u * 1024)

static size_t
encoded_size(const struct check *c)
{
	struct buf b;
	size_t n;

	buf_init(&b, 4 * HTML_BYTES_MAX);
	qp_encode(&b, c->source);
	n = b.len;
	buf_release(&b);
	return n;
}

/* Where the first link to unsubscribe is; the size when there is none. */
static size_t
leaving_offset(const struct check *c)
{
	size_t i;

	for (i = 0; i < c->html->mask.ntags; i++) {
		struct span s = mask_source(&c->html->mask, &c->html->mask.tags[i]);

		if (check_find(s, "unsubscribe") < s.n)
			return c->html->mask.tags[i].start;
	}
	return c->source.n;
}

void
check_size(struct check *c)
{
	size_t size = c->source.n, encoded = encoded_size(c);
	size_t leaving = leaving_offset(c);

	if (size > CLIP && leaving > CLIP && leaving < size)
		check_say(c, FINDING_SIZE_UNSUBSCRIBE, leaving,
		    "Gmail shows %u KB, and the link to unsubscribe comes after %zu",
		    CLIP / 1024, leaving / 1024);
	else if (size > CLIP)
		check_say(c, FINDING_SIZE_CLIPPED, CLIP,
		    "the HTML has %zu KB, and Gmail shows %u: it ends here for its "
		    "readers",
		    size / 1024, CLIP / 1024);
	else if (encoded > CLIP)
		finding_add_whole(c->findings, FINDING_SIZE_NEAR_CLIP,
		    c->manuscript->file,
		    "the HTML has %zu KB, and %zu as it is sent: near to the %u that Gmail "
		    "shows",
		    size / 1024, encoded / 1024, CLIP / 1024);
}
