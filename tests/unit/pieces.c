/* pieces - own and shared bytes, against the same text in one piece. */
#include "util/pieces.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define LONG 4000 /* octets that are shared; short ones are copied */

/* All pieces, one after the other; returns how many are shared. */
static size_t
walk(const struct pieces *p, struct buf *out)
{
	struct pieces_place at = { 0 };
	struct span piece;
	size_t n = 0;
	bool is_shared;

	buf_reset(out);
	while (pieces_next(p, &at, &piece, &is_shared)) {
		n += is_shared;
		buf_add(out, piece.s, piece.n);
	}
	return n;
}

static void
fill(char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text[i] = (char)('a' + rand() % 26);
}

/* Texts of random pieces: as they are, with the last ones taken back, and in one. */
static void
test_random(void)
{
	char text[LONG];
	struct pieces_place half = { 0 };
	struct pieces p;
	struct buf want, got;
	size_t half_len = 0;
	int wrong = 0, shared = 0;

	fill(text, sizeof(text));
	pieces_init(&p, 1 << 20);
	buf_init(&want, 1 << 20);
	buf_init(&got, 1 << 20);
	for (int round = 0; round < 2000; round++) {
		pieces_reset(&p);
		buf_reset(&want);
		for (int i = 0, n = rand() % 12; i < n; i++) {
			size_t from = (size_t)rand() % LONG, many;

			many = (size_t)rand() % (LONG - from) / (i % 3 == 0 ? 20 : 1);
			if (i == n / 2) {
				half = pieces_end(&p);
				half_len = want.len;
			}
			buf_add(&want, text + from, many);
			if (rand() % 2 == 0)
				buf_add(&p.own, text + from, many);
			else
				pieces_share(&p, (struct span){ text + from, many });
		}
		shared += walk(&p, &got) > 0;
		wrong += pieces_len(&p) != want.len || !str_eq(got.data, want.data);
		wrong += want.len > 9 &&
		    (!pieces_ends_with(&p, want.data + want.len - 2) ||
			pieces_ends_with(&p, "??"));
		if (round % 2 == 0 && want.len > 0) {
			pieces_truncate(&p, half);
			buf_truncate(&want, half_len);
			walk(&p, &got);
			wrong += !str_eq(got.data, want.data);
		}
		pieces_flatten(&p);
		wrong += walk(&p, &got) != 0 || pieces_len(&p) != want.len ||
		    !str_eq(p.own.data, want.data);
	}
	is_int(wrong, 0, "pieces are the text that they were made of");
	ok(shared > 1000, "%d of 2000 texts share something", shared);
	pieces_release(&p);
	buf_release(&want);
	buf_release(&got);
}

static void
test_limit(void)
{
	char text[LONG];
	struct pieces p;

	fill(text, sizeof(text));
	pieces_init(&p, 100);
	pieces_share(&p, (struct span){ text, LONG });
	buf_adds(&p.own, "x");
	is_int((int)pieces_len(&p), LONG + 1, "what is shared takes no room");
	pieces_flatten(&p);
	ok(p.own.overflowed, "but where it is copied");
	is_int((int)pieces_len(&p), LONG + 1, "and then it stays shared");
	pieces_release(&p);
}

int
main(void)
{
	srand(20261126);
	test_random();
	test_limit();
	return done_testing();
}
