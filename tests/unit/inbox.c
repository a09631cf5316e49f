/* inbox - a mail that came in: tokens, and whether a person wrote it. */
#include "tap.h"

#include "inbox/message.h"
#include "util/buf.h"

#define T1 "3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11"
#define T2 "c15c0289-ec2d-4a91-a7ec-8e65a18debbe"

/* The tokens with "|" between them. */
static const struct {
	const char *what, *mail, *tokens;
	enum message_origin origin;
} mails[] = {
	{ "nothing at all", "", "", MESSAGE_WRITTEN },
	{ "no header", "\r\n" T1 "\r\n", "", MESSAGE_WRITTEN },
	{ "in the subject", "Subject: unsubscribe " T1 "\r\n\r\nbody\r\n", T1,
	    MESSAGE_WRITTEN },
	{ "upper case", "Subject: 3F0C7A52-5B1E-4D0A-9A53-0D7B8F6E2C11\n\n", T1,
	    MESSAGE_WRITTEN },
	{ "an encoded subject",
	    "Subject: =?utf-8?q?unsubscribe_3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e?=\r\n"
	    " =?utf-8?q?2c11?=\r\n\r\n",
	    T1, MESSAGE_WRITTEN },
	{ "still percent-encoded", "Subject: unsubscribe%20" T1 "\r\n\r\n", T1,
	    MESSAGE_WRITTEN },
	{ "a folded subject", "Subject: unsubscribe\r\n " T1 "\r\n\r\n", T1,
	    MESSAGE_WRITTEN },
	{ "in the address", "To: retours+" T1 "@asso.example\r\n\r\n", T1,
	    MESSAGE_WRITTEN },
	{ "in the name", "To: \"confirm " T1 "\" <retours@asso.example>\r\n\r\n", T1,
	    MESSAGE_WRITTEN },
	{ "the address before the subject",
	    "Subject: " T2 "\r\nTo: a\r\nDelivered-To: r+" T1 "@x\r\n\r\n", T1 "|" T2,
	    MESSAGE_WRITTEN },
	{ "once each", "Subject: " T1 "\r\nCc: " T1 ", " T1 "\r\n\r\n", T1,
	    MESSAGE_WRITTEN },
	{ "four at most",
	    "Subject: 00000000-0000-0000-0000-000000000001 "
	    "00000000-0000-0000-0000-000000000002 00000000-0000-0000-0000-000000000003 "
	    "00000000-0000-0000-0000-000000000004 00000000-0000-0000-0000-000000000005"
	    "\r\n\r\n",
	    "00000000-0000-0000-0000-000000000001|00000000-0000-0000-0000-000000000002|"
	    "00000000-0000-0000-0000-000000000003|00000000-0000-0000-0000-000000000004",
	    MESSAGE_WRITTEN },
	{ "not in the body", "Subject: hello\r\n\r\n" T1 "\r\n", "", MESSAGE_WRITTEN },
	{ "not in other fields",
	    "References: <" T1 "@x>\r\nX-A: " T1 "\r\nFrom: " T1 "@x\r\n\r\n", "",
	    MESSAGE_WRITTEN },
	{ "nearly one", "Subject: 3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c1\r\n\r\n", "",
	    MESSAGE_WRITTEN },
	{ "from a pipe", "From a@b.example Mon Nov 23 10:00:00 2026\nSubject: " T1 "\n\n",
	    T1, MESSAGE_WRITTEN },
	{ "an answer of a machine",
	    "Auto-Submitted: auto-replied (vacation)\r\nSubject: " T1 "\r\n\r\n", T1,
	    MESSAGE_AUTOMATIC },
	{ "said to be none", "Auto-Submitted: no\r\n\r\n", "", MESSAGE_WRITTEN },
	{ "bulk", "Precedence: Bulk\r\n\r\n", "", MESSAGE_AUTOMATIC },
	{ "an old autoresponder", "X-Autoreply: yes\r\n\r\n", "", MESSAGE_AUTOMATIC },
	{ "of a list", "list-id: <a.b>\r\n\r\n", "", MESSAGE_AUTOMATIC },
	{ "of a null sender", "Return-Path: <>\r\nTo: r+" T1 "@x\r\n\r\n", T1,
	    MESSAGE_RETURNED },
	{ "of somebody", "Return-Path: <a@b.example>\r\n\r\n", "", MESSAGE_WRITTEN },
	{ "a report",
	    "Content-Type: multipart/report; report-type=delivery-status;\r\n"
	    "\tboundary=\"x\"\r\n\r\n--x\r\n\r\n--x--\r\n",
	    "", MESSAGE_RETURNED },
	{ "both", "Return-Path: <>\r\nAuto-Submitted: auto-replied\r\n\r\n", "",
	    MESSAGE_RETURNED },
};

static void
test_mails(void)
{
	struct arena a = { 0 };
	struct message m;
	struct buf got;
	size_t i, j;

	buf_init(&got, 4096);
	for (i = 0; i < LENGTH(mails); i++) {
		buf_reset(&got);
		message_read(&m, span_of(mails[i].mail), &a);
		for (j = 0; j < m.ntokens; j++)
			buf_printf(&got, "%s%s", j > 0 ? "|" : "", m.tokens[j]);
		is_str(got.data, mails[i].tokens, "%s: tokens", mails[i].what);
		is_int(m.origin, mails[i].origin, "%s: origin", mails[i].what);
	}
	message_read(&m, span_of("From a Mon Nov 23 10:00:00 2026\nTo: a\n\nb\n"), &a);
	is_mem(m.bytes.s, m.bytes.n, "To: a\n\nb\n", 9, "what is the same each time");
	buf_release(&got);
	arena_release(&a);
}

/* What repeats is of no use to who means ill: it is read in no time, or not at all. */
static const struct {
	const char *what, *unit, *behind;
	size_t times;
} hostile[] = {
	{ "a million header fields", "a: b\r\n", "Subject: " T1 "\r\n\r\n", 1000000 },
	{ "a header line of 6 MB", "aaaaaa", "\r\n\r\n", 1000000 },
	{ "a name of 6 MB", "To: aaa", ":\r\n\r\n", 1000000 },
	{ "nested comments", "To: (((((((", "\r\n\r\n", 100000 },
	{ "encoded words", "=?utf-8?q?=41?= ", "\r\n\r\n", 100000 },
	{ "nested parts", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", "",
	    10000 },
	{ "nested messages", "Content-Type: message/rfc822\r\n\r\n", "", 10000 },
	{ "NULs", "To: \r\n \r\n", "\r\n", 10000 },
};

static void
test_hostile(void)
{
	struct arena a = { 0 };
	struct message m;
	struct buf mail;
	size_t i, n;

	for (i = 0; i < LENGTH(hostile); i++) {
		buf_init(&mail, 16u << 20);
		for (n = 0; n < hostile[i].times; n++)
			buf_adds(&mail, hostile[i].unit);
		buf_adds(&mail, hostile[i].behind);
		message_read(&m, (struct span){ mail.data, mail.len }, &a);
		ok(m.ntokens == 0, "%s: nothing", hostile[i].what);
		buf_release(&mail);
		arena_reset(&a);
	}
	arena_release(&a);
}

int
main(void)
{
	test_mails();
	test_hostile();
	return done_testing();
}
