/*
 * Replies of a hostile server: whatever comes, in whatever pieces, a reply is
 * the same, within its bounds, and harmless to show.
 *
 * The first byte says how large the pieces are, the rest is what is said.
 */
#include "fuzz.h"

#include "io/smtp_reply.h"

#include <string.h>
#include <unistr.h>

#define REPLIES 64

static void
check(const struct smtp_reply *r)
{
	size_t len = strnlen(r->text, sizeof r->text);

	hold(r->code >= 200 && r->code <= 599);
	hold(len < sizeof r->text && strnlen(r->status, 12) <= 9);
	hold(r->status[0] == '\0' || r->status[0] - '0' == r->code / 100);
	hold(u8_check((const uint8_t *)r->text, len) == NULL);
	for (size_t i = 0; i < len; i++)
		hold((unsigned char)r->text[i] >= 0x20 && r->text[i] != 0x7F);
}

/* All replies in s; how many, up to REPLIES; *rc is the last answer. */
static size_t
feed(const char *s, size_t n, size_t step, struct smtp_reply *replies, int *rc)
{
	struct smtp_reply_reader r;
	size_t used = 0, count = 0, piece;

	*rc = 0;
	smtp_reply_reader_init(&r);
	for (size_t at = 0; at < n && *rc >= 0 && count < REPLIES; at += used) {
		piece = n - at < step ? n - at : step;
		*rc = smtp_reply_feed(&r, s + at, piece, &used, &replies[count]);
		hold(used <= piece && (*rc != 0 || used == piece));
		if (*rc > 0) {
			check(&replies[count++]);
			hold(!smtp_reply_is_begun(&r));
		}
	}
	smtp_reply_reader_release(&r);
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct smtp_reply whole[REPLIES], pieces[REPLIES];
	const char *s = (const char *)data + 1;
	size_t count;
	int rc, rc_pieces;

	if (n < 2)
		return 0;
	count = feed(s, n - 1, n, whole, &rc);
	hold(feed(s, n - 1, data[0] + 1U, pieces, &rc_pieces) == count);
	hold((rc < 0) == (rc_pieces < 0) || count == REPLIES);
	for (size_t i = 0; i < count; i++)
		hold(whole[i].code == pieces[i].code &&
		    strcmp(whole[i].status, pieces[i].status) == 0 &&
		    strcmp(whole[i].text, pieces[i].text) == 0);
	return 0;
}
