/* Replies of servers, good ones and hostile ones, whole and byte by byte. */
#include "io/smtp_reply.h"
#include "tap.h"

#include <stdlib.h>

#define L64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define L512 L64 L64 L64 L64 L64 L64 L64 L64

static const struct {
	const char *in;
	int rc, code;
	const char *status, *text, *rest;
} cases[] = {
	{ "250 ok\r\n", 1, 250, "", "ok", "" },
	{ "250\r\n", 1, 250, "", "", "" },
	{ "250 \r\n", 1, 250, "", "", "" },
	{ "250 ok\n", 1, 250, "", "ok", "" },
	{ "250 2.0.0 Ok: queued as 4XyZ\r\n", 1, 250, "2.0.0", "Ok: queued as 4XyZ", "" },
	{ "550-5.1.1 No such user\r\n550 5.1.1 here\r\n", 1, 550, "5.1.1",
	    "No such user here", "" },
	{ "550-No such user\r\n550 5.1.1 here\r\n", 1, 550, "5.1.1", "No such user here",
	    "" },
	{ "550-5.7.1 a\r\n550-5.7.26 b\r\n550 c\r\n", 1, 550, "5.7.1", "a b c", "" },
	{ "250-\r\n250-x\r\n250 \r\n", 1, 250, "", "x", "" },
	{ "250 a\r\n550 b\r\n", 1, 250, "", "a", "550 b\r\n" },
	{ "571 5.7.1 not you\r\n", 1, 571, "5.7.1", "not you", "" },
	{ "599 x\r\n", 1, 599, "", "x", "" },
	{ "354 5.1.1 go\r\n", 1, 354, "", "5.1.1 go", "" },
	/* What only looks like an enhanced code stays text. */
	{ "550 4.1.1 class\r\n", 1, 550, "", "4.1.1 class", "" },
	{ "550 5.1.1\r\n", 1, 550, "5.1.1", "", "" },
	{ "550 5.1111.1 x\r\n", 1, 550, "", "5.1111.1 x", "" },
	{ "550 5.1.1111 x\r\n", 1, 550, "", "5.1.1111 x", "" },
	{ "550 5.123.456 x\r\n", 1, 550, "5.123.456", "x", "" },
	{ "550 5.1.1: x\r\n", 1, 550, "", "5.1.1: x", "" },
	{ "550 5.1. x\r\n", 1, 550, "", "5.1. x", "" },
	{ "550 5..1 x\r\n", 1, 550, "", "5..1 x", "" },
	{ "550 55.1.1 x\r\n", 1, 550, "", "55.1.1 x", "" },
	/* No byte that moves a cursor, ends a line of a log or hides text. */
	{ "550 a\033[31mb\r\n", 1, 550, "", "a?[31mb", "" },
	{ "550 a\rb\r\n", 1, 550, "", "a?b", "" },
	{ "550 a\tb\r\n", 1, 550, "", "a b", "" },
	{ "550 a\177b\xC2\x9B"
	  "c\r\n",
	    1, 550, "", "a?b?c", "" },
	{ "550 a\xE2\x80\xAE"
	  "b\xE2\x80\xA8"
	  "c\xEF\xBB\xBF"
	  "d\r\n",
	    1, 550, "", "a?b?c?d", "" },
	{ "550 caf\xC3\xA9 \xFF\xC0\xAF\r\n", 1, 550, "",
	    "caf\xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "" },
	{ "550 \xED\xA0\x80\r\n", 1, 550, "", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
	    "" },
	/* Cut, never in the middle of a character. */
	{ "550 " L512 L512 "\r\n", 1, 550, "", NULL, "" },
	/* More is needed. */
	{ "", 0, 0, "", "", "" },
	{ "250", 0, 0, "", "", "" },
	{ "250 ok\r", 0, 0, "", "", "" },
	{ "250-ok\r\n", 0, 0, "", "", "" },
	{ "250-a\r\n250-b\r\n250-", 0, 0, "", "", "" },
	/* No SMTP. */
	{ "\r\n", -1, 0, "", "", "" },
	{ "ok\r\n", -1, 0, "", "", "" },
	{ "25\r\n", -1, 0, "", "", "" },
	{ "25x ok\r\n", -1, 0, "", "", "" },
	{ "2500 ok\r\n", -1, 0, "", "", "" },
	{ "250ok\r\n", -1, 0, "", "", "" },
	{ "250\tok\r\n", -1, 0, "", "", "" },
	{ " 250 ok\r\n", -1, 0, "", "", "" },
	{ "199 x\r\n", -1, 0, "", "", "" },
	{ "600 x\r\n", -1, 0, "", "", "" },
	{ "000 x\r\n", -1, 0, "", "", "" },
	{ "+50 x\r\n", -1, 0, "", "", "" },
	{ "250-a\r\n550 b\r\n", -1, 0, "", "", "" },
	{ "250-a\r\n\r\n", -1, 0, "", "", "" },
	{ "HTTP/1.1 400 Bad Request\r\n", -1, 0, "", "", "" },
	{ "\x16\x03\x01\x02\r\n", -1, 0, "", "", "" },
};

/* Feed s in pieces of step bytes. */
static int
feed(const char *s, size_t n, size_t step, struct smtp_reply *reply, size_t *taken)
{
	struct smtp_reply_reader r;
	size_t used, piece;
	int rc = 0;

	smtp_reply_reader_init(&r);
	for (*taken = 0; rc == 0 && *taken < n; *taken += used) {
		piece = n - *taken < step ? n - *taken : step;
		rc = smtp_reply_feed(&r, s + *taken, piece, &used, reply);
	}
	if (rc < 0) /* and it stays so */
		rc = smtp_reply_feed(&r, "250 ok\r\n", 8, &used, reply);
	smtp_reply_reader_release(&r);
	return rc;
}

static void
test_cases(void)
{
	struct smtp_reply reply;
	size_t taken;

	for (size_t i = 0; i < LENGTH(cases); i++)
		for (size_t step = 1; step <= 4096; step *= 8) {
			const char *in = cases[i].in;
			size_t n = strlen(in);

			reply = (struct smtp_reply){ 0 };
			is_int(feed(in, n, step, &reply, &taken), cases[i].rc,
			    "case %zu in pieces of %zu", i, step);
			if (cases[i].rc <= 0)
				continue;
			is_int(reply.code, cases[i].code, "case %zu: code", i);
			is_str(reply.status, cases[i].status, "case %zu: status", i);
			if (cases[i].text != NULL)
				is_str(reply.text, cases[i].text, "case %zu: text", i);
			is_str(in + taken, cases[i].rest, "case %zu: bytes left", i);
		}
}

/* A text that is too long ends with "…", whole characters before it. */
static void
test_cut(void)
{
	char in[2048], want[512];
	struct smtp_reply reply;
	size_t taken, n;

	for (size_t shift = 0; shift < 4; shift++) {
		n = (size_t)snprintf(in, sizeof in, "550 %.*s", (int)shift, "abcd");
		while (n < 1500) {
			memcpy(in + n, "\xE2\x82\xAC", 3);
			n += 3;
		}
		memcpy(in + n, "\r\n550 more\r\n", 13);
		in[3] = '-';
		is_int(feed(in, n + 12, 4096, &reply, &taken), 1, "long text %zu", shift);
		snprintf(want, sizeof want, "%.*s…", (int)(shift + (508 - shift) / 3 * 3),
		    in + 4);
		is_str(reply.text, want, "cut at a character %zu", shift);
	}
}

static void
test_limits(void)
{
	struct smtp_reply reply;
	struct smtp_reply_reader r;
	size_t taken, n = SMTP_REPLY_LINE_MAX;
	char *line = malloc(n + 1);
	int rc = 0;

	memset(line, 'x', n + 1);
	memcpy(line, "250 ", 4);
	memcpy(line + n - 2, "\r\n", 2);
	is_int(feed(line, n, 1000, &reply, &taken), 1, "the longest line");
	line[n - 2] = 'x';
	line[n - 1] = 'x';
	is_int(feed(line, n, 1000, &reply, &taken), 0, "a line that long without an end");
	memcpy(line + n - 1, "\r\n", 2);
	is_int(feed(line, n + 1, 1000, &reply, &taken), -1, "one octet more");
	free(line);

	smtp_reply_reader_init(&r);
	for (n = 0; rc == 0 && n <= SMTP_REPLY_MAX; n += 7)
		rc = smtp_reply_feed(&r, "250-x\r\n", 7, &taken, &reply);
	is_int(rc, -1, "a reply without end");
	ok(n <= SMTP_REPLY_MAX + 7, "is refused in time");
	smtp_reply_reader_release(&r);
}

static void
test_begun(void)
{
	struct smtp_reply_reader r;
	struct smtp_reply reply;
	size_t used;

	smtp_reply_reader_init(&r);
	ok(!smtp_reply_is_begun(&r), "nothing read yet");
	is_int(smtp_reply_feed(&r, "2", 1, &used, &reply), 0, "a digit");
	ok(smtp_reply_is_begun(&r), "begun");
	is_int(smtp_reply_feed(&r, "50-a\r\n", 6, &used, &reply), 0, "a line");
	ok(smtp_reply_is_begun(&r), "still");
	is_int(smtp_reply_feed(&r, "250 b\r\n2", 8, &used, &reply), 1, "whole");
	is_int(used, 7, "the rest is not taken");
	ok(!smtp_reply_is_begun(&r), "over");
	smtp_reply_reader_release(&r);
}

/* NUL is a byte like others. */
static void
test_nul(void)
{
	struct smtp_reply reply;
	size_t taken;

	is_int(feed("550 a\0b\r\n", 9, 3, &reply, &taken), 1, "NUL in the text");
	is_str(reply.text, "a?b", "is replaced");
	is_int(feed("\0\0\0\r\n", 5, 3, &reply, &taken), -1, "NUL for a code");
}

int
main(void)
{
	test_cases();
	test_cut();
	test_limits();
	test_begun();
	test_nul();
	return done_testing();
}
