/* Quoted-printable: tables, and pieces that must join to what they were. */
#include "issue/qp.h"
#include "tap.h"

#include <stdlib.h>

#define TEXT_MAX 4096

struct piece {
	const char *in, *want;
};

static const struct piece pieces[] = {
	{ "", "" },
	{ "abc", "abc" },
	{ "a=b", "a=3Db" },
	{ "h\xC3\xA9", "h=C3=A9" },
	{ "a\nb\r\nc\rd", "a\r\nb\r\nc\r\nd" },
	{ "a \nb\t\nc ", "a=20\r\nb=09\r\nc=20" },
	{ "a b\tc", "a b\tc" },
	{ ".", "=2E" },
	{ "a.\n.b", "a.\r\n=2Eb" },
	{ "From me\nFrom you", "=46rom me\r\n=46rom you" },
	{ "from From From", "from From From" },
	{ "\xFF\xC3", "=FF=C3" },
	{ "\x01\x7F", "=01=7F" },
	{ "\n\n", "\r\n\r\n" },
};

static void
test_table(void)
{
	struct buf out;
	size_t i;

	buf_init(&out, 1 << 16);
	for (i = 0; i < LENGTH(pieces); i++) {
		buf_reset(&out);
		qp_encode(&out, span_of(pieces[i].in));
		is_str(out.data, pieces[i].want, "piece %zu", i);
	}
	buf_release(&out);
}

static void
test_join(void)
{
	struct pieces out;

	pieces_init(&out, 1 << 16);
	buf_adds(&out.own, "before");
	qp_join(&out, 6);
	is_str(out.own.data, "before", "nothing to join to");
	qp_encode(&out.own, span_of("a"));
	qp_join(&out, 6);
	qp_encode(&out.own, span_of("b\n"));
	qp_join(&out, 6);
	qp_encode(&out.own, span_of(".c"));
	is_str(out.own.data, "beforea=\r\nb\r\n=2Ec",
	    "soft break, but not behind a hard one");
	pieces_release(&out);
}

/* As a mail reader would; -1 for what is no quoted-printable of ours. */
static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t
decode(const char *s, size_t n, char *out)
{
	size_t i, o = 0;

	for (i = 0; i < n; i++) {
		if (s[i] != '=') {
			out[o++] = s[i];
		} else if (i + 2 < n && s[i + 1] == '\r' && s[i + 2] == '\n') {
			i += 2;
		} else if (i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			out[o++] = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else {
			return (size_t)-1;
		}
	}
	return o;
}

static size_t
add_as_mail(char *out, size_t o, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\r' || s[i] == '\n') {
			if (s[i] == '\r' && i + 1 < n && s[i + 1] == '\n')
				i++;
			out[o++] = '\r';
			out[o++] = '\n';
		} else {
			out[o++] = s[i];
		}
	}
	return o;
}

static bool
lines_are_sound(const char *s, size_t n, bool utf8)
{
	const char *end, *p = s;

	for (; p < s + n; p = end + 2) {
		end = memmem(p, (size_t)(s + n - p), "\r\n", 2);
		if (end == NULL)
			end = s + n;
		if (end - p > QP_LINE_MAX || *p == '.' || strncmp(p, "From ", 5) == 0)
			return false;
		if (end > p && (end[-1] == ' ' || end[-1] == '\t'))
			return false;
		/* A soft break behind a lead byte, or before a continuation. */
		if (utf8 && end - p >= 4 && end[-1] == '=' && end + 4 < s + n &&
		    end[2] == '=' && strchr("89AB", end[3]) != NULL && end[-4] == '=' &&
		    strchr("CDEF", end[-3]) != NULL)
			return false;
	}
	return true;
}

static void
test_property(void)
{
	static const char *const bits[] = { "a", ".", "From ", " ", "\t", "\n", "\r",
		"\r\n", "=", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x90\x9E", "word", "{{",
		"--=_", "0123456789012345678901234567890123456789", "F", "rom " };
	static char want[TEXT_MAX * 2], got[TEXT_MAX * 4];
	struct pieces out;
	size_t round, wrong = 0, unsound = 0;

	pieces_init(&out, 1 << 20);
	srand(20261123);
	for (round = 0; round < 20000; round++) {
		size_t nwant = 0, ngot, k, count = (size_t)rand() % 5;

		bool broken = round % 4 == 0; /* with bytes that are not UTF-8 */

		pieces_reset(&out);
		for (k = 0; k < count; k++) {
			char piece[512];
			size_t n = 0, j, many = (size_t)rand() % 12;

			for (j = 0; j < many; j++) {
				const char *bit = bits[(size_t)rand() % LENGTH(bits)];

				memcpy(piece + n, bit, strlen(bit));
				n += strlen(bit);
			}
			if (broken)
				piece[n++] = (char)(rand() % 256);
			qp_join(&out, 0);
			qp_encode(&out.own, (struct span){ piece, n });
			nwant = add_as_mail(want, nwant, piece, n);
		}
		ngot = decode(out.own.data, out.own.len, got);
		wrong += ngot != nwant || memcmp(got, want, nwant) != 0;
		unsound += !lines_are_sound(out.own.data, out.own.len, !broken);
	}
	is_int(wrong, 0, "pieces decode to what they were");
	is_int(unsound, 0, "lines are short, end in no blank, split no character");
	pieces_release(&out);
}

static void
test_lengths(void)
{
	char text[200];
	struct buf out;
	size_t n, bad = 0;
	char got[400];

	buf_init(&out, 1 << 16);
	for (n = 0; n < 160; n++) {
		memset(text, 'x', n);
		memcpy(text + n, "\xF0\x9F\x90\x9E!", 5);
		buf_reset(&out);
		qp_encode(&out, (struct span){ text, n + 5 });
		bad += !lines_are_sound(out.data, out.len, true) ||
		    decode(out.data, out.len, got) != n + 5 ||
		    memcmp(got, text, n + 5) != 0;
	}
	is_int(bad, 0, "a character at every column");
	buf_release(&out);
}

int
main(void)
{
	test_table();
	test_join();
	test_property();
	test_lengths();
	return done_testing();
}
