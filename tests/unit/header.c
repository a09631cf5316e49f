/* The header writer: what stands in a field, how it is folded, what is refused. */
#include "issue/header.h"
#include "tap.h"
#include "util/header_name.h"

#include <stdlib.h>

struct text_case {
	const char *in, *want;
};

static const struct text_case texts[] = {
	{ "Hello", "Subject: Hello\r\n" },
	{ "", "Subject:\r\n" },
	{ "50 % = half_price?", "Subject: 50 % = half_price?\r\n" },
	{ "a  b", "Subject: a  b\r\n" },
	{ "=?utf-8?Q?x?=", "Subject: =?UTF-8?B?PT91dGYtOD9RP3g/PQ==?=\r\n" },
	/* In B only the last word is padded: its octets go by threes, or it is in Q. */
	{ "éàéàéàéàéàéàéàéàéàéà",
	    "Subject: "
	    "=?UTF-8?B?w6nDoMOpw6DDqcOgw6nDoMOpw6DDqcOgw6nDoMOpw6DDqcOg?=\r\n"
	    " =?UTF-8?B?w6nDoA==?=\r\n" },
	{ "a日本日本日本日本日本日本日本",
	    "Subject: "
	    "=?UTF-8?Q?a=E6=97=A5=E6=9C=AC=E6=97=A5=E6=9C=AC=E6=97=A5=E6=9C=AC?=\r\n"
	    " =?UTF-8?B?5pel5pys5pel5pys5pel5pys5pel5pys?=\r\n" },
};

struct mailbox_case {
	const char *name, *address, *want;
};

static const struct mailbox_case mailboxes[] = {
	{ "", "a@b.example", "To: a@b.example\r\n" },
	{ "Ada Lovelace", "a@b.example", "To: Ada Lovelace <a@b.example>\r\n" },
	{ "O'Neill", "a@b.example", "To: O'Neill <a@b.example>\r\n" },
	{ "Doe, J.", "a@b.example", "To: \"Doe, J.\" <a@b.example>\r\n" },
	{ "say \"hi\" \\", "a@b.example",
	    "To: \"say \\\"hi\\\" \\\\\" <a@b.example>\r\n" },
	{ "(classe de CM2)", "a@b.example", "To: \"(classe de CM2)\" <a@b.example>\r\n" },
	{ "x@y <z@w>", "a@b.example", "To: \"x@y <z@w>\" <a@b.example>\r\n" },
	{ "\xF0\x9F\x90\x9E", "a@b.example",
	    "To: =?UTF-8?B?8J+Qng==?= <a@b.example>\r\n" },
};

static void
test_tables(void)
{
	struct err e = { 0 };
	struct buf out;
	size_t i;

	buf_init(&out, 1 << 16);
	for (i = 0; i < LENGTH(texts); i++) {
		buf_reset(&out);
		is_int(header_text(&out, "Subject", texts[i].in, &e), 0, "text %zu", i);
		is_str(out.data, texts[i].want, "text %zu: '%s'", i, texts[i].in);
	}
	for (i = 0; i < LENGTH(mailboxes); i++) {
		buf_reset(&out);
		is_int(header_mailbox(
			   &out, "To", mailboxes[i].name, mailboxes[i].address, &e),
		    0, "mailbox %zu", i);
		is_str(out.data, mailboxes[i].want, "mailbox %zu: '%s'", i,
		    mailboxes[i].name);
	}
	buf_release(&out);
}

/* Every line within its bounds, no blank one, ASCII, ended by CR LF. */
static bool
is_sound(const char *s)
{
	const char *end, *p = s;

	for (; *p != '\0'; p = end + 2) {
		end = strstr(p, "\r\n");
		if (end == NULL || end - p > HEADER_LINE_MAX)
			return false;
		if (memmem(p, (size_t)(end - p), "=?UTF-8?", 8) != NULL && end - p > 76)
			return false;
		if (strspn(p, " ") >= (size_t)(end - p) || (p > s && *p != ' '))
			return false;
		for (; p < end; p++) {
			if (*p < ' ' || *p > '~')
				return false;
		}
	}
	return true;
}

static void
test_refused(void)
{
	static const char *const bad[] = { "a\r\nBcc: x@y", "a\nb", "a\rb", "a\x01",
		"a\x7F", "a\xC2\x85z", "\xFF" };
	struct err e;
	struct buf out;
	size_t i;

	buf_init(&out, 1 << 16);
	buf_adds(&out, "X: y\r\n");
	for (i = 0; i < LENGTH(bad); i++) {
		e = (struct err){ 0 };
		is_int(header_text(&out, "Subject", bad[i], &e), -1, "text %zu", i);
		is_int(e.kind, ERR_DATA, "text %zu is bad data", i);
		e = (struct err){ 0 };
		is_int(
		    header_mailbox(&out, "To", bad[i], "a@b.c", &e), -1, "name %zu", i);
		e = (struct err){ 0 };
		is_int(header_raw(&out, "X-A", bad[i], &e), -1, "raw %zu", i);
	}
	e = (struct err){ 0 };
	is_int(
	    header_mailbox(&out, "To", "", "a@b\r\nBcc: c@d", &e), -1, "address, CR LF");
	e = (struct err){ 0 };
	is_int(
	    header_mailbox(&out, "To", "N", "a@b>, <c@d", &e), -1, "address, brackets");
	e = (struct err){ 0 };
	is_int(header_mailbox(&out, "To", "", "a@b, c@d", &e), -1, "two addresses");
	e = (struct err){ 0 };
	is_int(
	    header_mailbox(&out, "To", "", "a@ex\xC3\xA4mple.org", &e), -1, "not ASCII");
	is_str(out.data, "X: y\r\n", "nothing was appended");
	buf_release(&out);
}

static void
test_folding(void)
{
	struct err e = { 0 };
	struct buf out, in;
	size_t n, unsound = 0, i;

	buf_init(&out, 1 << 20);
	buf_init(&in, 1 << 20);
	for (n = 0; n < 90; n++) {
		buf_reset(&in);
		for (i = 0; i < n; i++)
			buf_addc(&in, i % 7 == 3 ? ' ' : 'x');
		buf_adds(&in,
		    "\xF0\x9F\x90\x9E\xC3\xA9 fin de la phrase qui est assez longue");
		buf_reset(&out);
		if (header_text(&out, "Subject", in.data, &e) < 0 || !is_sound(out.data))
			unsound++;
		buf_reset(&out);
		if (header_mailbox(
			&out, "From", in.data, "someone@a.rather.long.example", &e) < 0 ||
		    !is_sound(out.data))
			unsound++;
	}
	is_int(unsound, 0, "an emoji at every column: lines are sound");
	buf_reset(&out);
	is_int(header_raw(&out, "List-Unsubscribe",
		   "<https://news.example.org/u/0f8fad5b-d9cb-469f-a165-70867728950e>, "
		   "<mailto:leave@example.org?subject=leave>",
		   &e),
	    0, "two URIs");
	is_str(out.data,
	    "List-Unsubscribe: "
	    "<https://news.example.org/u/0f8fad5b-d9cb-469f-a165-70867728950e>,\r\n"
	    " <mailto:leave@example.org?subject=leave>\r\n",
	    "folded between them");
	buf_reset(&in);
	for (i = 0; i < 3000; i++)
		buf_addc(&in, 'x');
	buf_reset(&out);
	is_int(header_text(&out, "Subject", in.data, &e), 0, "a word of 3000 letters");
	ok(is_sound(out.data), "is broken up");
	buf_reset(&out);
	is_int(header_raw(&out, "X-Raw", in.data, &e), -1,
	    "but not where that is not allowed");
	is_int(out.len, 0, "nothing was appended");
	buf_release(&out);
	buf_release(&in);
}

/* Does the field, unfolded, say what went in?  Encoded words are another test's. */
static bool
says(const char *field, const char *name, const char *value)
{
	struct buf plain;
	const char *got;
	size_t n;
	bool same;

	if (strstr(field, "=?") != NULL)
		return true;
	buf_init(&plain, 1 << 20);
	for (; *field != '\0'; field++) {
		if (*field != '\r' && *field != '\n')
			buf_addc(&plain, *field);
	}
	got = plain.data + strlen(name) + 1;
	got += strspn(got, " ");
	value += strspn(value, " "); /* at the ends blanks say nothing */
	n = strlen(value);
	while (n > 0 && value[n - 1] == ' ')
		n--;
	same = strncmp(plain.data, name, strlen(name)) == 0 && strlen(got) == n &&
	    memcmp(got, value, n) == 0;
	buf_release(&plain);
	return same;
}

/* Words and blanks of every length round the limits, in every order. */
static void
test_lengths(void)
{
	static const size_t lengths[] = { 0, 1, 2, 71, 77, 78, 919, 920, 921, 922, 997,
		998, 999 };
	static const char *const ends[] = { "", "\xC3\xA9" };
	char longest[HEADER_NAME_MAX + 1];
	const char *names[] = { "X", "Subject", longest };
	struct err e = { 0 };
	struct buf out, in;
	size_t total = LENGTH(lengths), i, j, n, end, name, blanks, unsound = 0, lost = 0;
	size_t refused = 0;

	memset(longest, 'x', HEADER_NAME_MAX);
	longest[HEADER_NAME_MAX] = '\0';
	buf_init(&out, 1 << 20);
	buf_init(&in, 1 << 20);
	for (i = 0; i < total * total * LENGTH(ends) * 2; i++) {
		buf_reset(&in);
		end = i / (total * total);
		blanks = end / LENGTH(ends);
		for (j = 0; j < 4; j++, blanks++) {
			for (n = lengths[j % 2 == 0 ? i % total : i / total % total];
			     n > 0; n--)
				buf_addc(&in, blanks % 2 == 0 ? 'x' : ' ');
		}
		buf_adds(&in, ends[end % LENGTH(ends)]);
		for (name = 0; name < LENGTH(names); name++) {
			buf_reset(&out);
			refused += header_text(&out, names[name], in.data, &e) < 0;
			unsound += !is_sound(out.data);
			lost += !says(out.data, names[name], in.data);
			buf_reset(&out);
			refused += header_mailbox(
				       &out, names[name], in.data, "a@b.example", &e) < 0;
			unsound += !is_sound(out.data);
			buf_reset(&out);
			if (header_raw(&out, names[name], in.data, &e) == 0) {
				unsound += !is_sound(out.data);
				lost += !says(out.data, names[name], in.data);
			}
		}
	}
	is_int(unsound, 0, "words and blanks of any length: lines are sound");
	is_int(lost, 0, "and nothing is lost");
	is_int(refused, 0, "and no text is refused");
	buf_release(&out);
	buf_release(&in);
}

static void
test_others(void)
{
	struct err e = { 0 };
	struct buf out;

	buf_init(&out, 1 << 16);
	setenv("TZ", "Asia/Kathmandu", 1);
	setenv("LC_ALL", "fr_FR.UTF-8", 1);
	is_int(header_date(&out, "Date", 1795467600, &e), 0, "date");
	is_str(out.data, "Date: Tue, 24 Nov 2026 02:45:00 +0545\r\n",
	    "numeric zone, English");
	buf_reset(&out);
	is_int(header_phrase(&out, "List-Id", "La lettre", "lettre.example.org", &e), 0,
	    "id");
	is_str(out.data, "List-Id: La lettre <lettre.example.org>\r\n", "list id");
	buf_reset(&out);
	is_int(header_phrase(&out, "Message-ID", "", "1.abc@example.org", &e), 0,
	    "no phrase");
	is_str(out.data, "Message-ID: <1.abc@example.org>\r\n", "message id");
	buf_release(&out);
}

static void
test_names(void)
{
	static const char *const ours[] = { "Subject", "subject", "BCC",
		"List-Unsubscribe-Post", "DKIM-Signature", "Content-Language",
		"Resent-To", "Return-Path", "ARC-Seal" };
	static const char *const free_ones[] = { "X-Mailer", "Organization", "Comments",
		"Importance", "Contentment" };
	static const char *const bad[] = { "", "a b", "a:", "a\r\nb", "caf\xC3\xA9" };
	size_t i;

	for (i = 0; i < LENGTH(ours); i++)
		ok(header_name_is_ours(ours[i]), "'%s' is ours", ours[i]);
	for (i = 0; i < LENGTH(free_ones); i++) {
		ok(!header_name_is_ours(free_ones[i]), "'%s' is not", free_ones[i]);
		ok(header_name_is_valid(free_ones[i]), "'%s' is a name", free_ones[i]);
	}
	for (i = 0; i < LENGTH(bad); i++)
		ok(!header_name_is_valid(bad[i]), "name %zu is none", i);
}

int
main(void)
{
	test_tables();
	test_refused();
	test_folding();
	test_lengths();
	test_others();
	test_names();
	return done_testing();
}
