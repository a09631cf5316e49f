/* What may stand in an envelope, and what may follow DATA. */
#include "io/smtp_envelope.h"
#include "tap.h"

#define D63 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc"

static const struct {
	const char *address;
	bool safe, safe_eai;
} addresses[] = {
	{ "a@b", true, true },
	{ "a.b+c=d@example.org", true, true },
	{ "!#$%&'*+-/=?^_`{|}~@example.org", true, true },
	{ "a@xn--bcher-kva.example", true, true },
	{ "a@under_score.example", true, true },
	{ "\"a b\"@example.org", true, true },
	{ "\"a@b\"@example.org", true, true },
	{ "\"a\\\"b\"@example.org", true, true },
	{ "\"a\\\\\"@example.org", true, true },
	{ "\"<x>\"@example.org", true, true },
	{ "r\xC3\xA9@example.org", false, true },
	{ "\"r\xC3\xA9\"@example.org", false, true },
	{ D63 "a@" D63 "." D63 "." D63 "." D63, false, false },
	{ D63 "a@example.org", true, true },
	{ D63 "ab@example.org", false, false },
	{ "a@" D63 ".org", true, true },
	{ "a@" D63 "a.org", false, false },
	{ "", false, false },
	{ "a", false, false },
	{ "@", false, false },
	{ "a@", false, false },
	{ "@b", false, false },
	{ ".a@b", false, false },
	{ "a.@b", false, false },
	{ "a..b@c", false, false },
	{ "a@b.", false, false },
	{ "a@.b", false, false },
	{ "a@b..c", false, false },
	{ "a@-b", false, false },
	{ "a@b-", false, false },
	{ "a@b-.c", false, false },
	{ "a@[127.0.0.1]", false, false },
	{ "a@b@c", false, false },
	{ "a b@c", false, false },
	{ "a@b c", false, false },
	{ " a@b", false, false },
	{ "a@b ", false, false },
	{ "<a@b>", false, false },
	{ "a@b>", false, false },
	{ "a>@b", false, false },
	{ "@relay:a@b", false, false },
	{ "a@b>\r\nRCPT TO:<evil@x", false, false },
	{ "a\r\n@b", false, false },
	{ "a@b\r\n", false, false },
	{ "a@b\n", false, false },
	{ "a\t@b", false, false },
	{ "a\177@b", false, false },
	{ "\"a\r\nb\"@c", false, false },
	{ "\"a\"b\"@c", false, false },
	{ "\"a\\\"@c", false, false },
	{ "\"@c", false, false },
	{ "\"a\\\\\" x\"@c", false, false },
	{ "a@b\xC3\xBC"
	  "cher.example",
	    false, false },
	{ "r\xC3@example.org", false, false },
	{ "r\xC0\x80@example.org", false, false },
	{ "r\xED\xA0\x80@example.org", false, false },
	{ "r\xC2\x85@example.org", false, false },
};

static const struct {
	const char *data;
	size_t n; /* 0: as long as it is */
	bool safe;
} datas[] = {
	{ "a\r\n", 0, true },
	{ "\r\n", 0, true },
	{ "Subject: x\r\n\r\nbody\r\n", 0, true },
	{ "a.\r\nb.c\r\n", 0, true },
	{ "", 0, false },
	{ "\n", 0, false },
	{ "a", 0, false },
	{ "a\r", 0, false },
	{ "a\n", 0, false },
	{ "a\r\nb", 0, false },
	{ ".\r\n", 0, false },
	{ ".a\r\n", 0, false },
	{ "a\r\n.\r\n", 0, false },
	{ "a\r\n.b\r\n", 0, false },
	{ "a\n.\r\nb\r\n", 0, false },
	{ "a\n.\nb\r\n", 0, false },
	{ "a\r.\rb\r\n", 0, false },
	{ "a\r\r\n", 0, false },
	{ "a\n\r\n", 0, false },
	{ "a\rb\r\n", 0, false },
	{ "a\0b\r\n", 5, false },
};

/* Is a text safe that is nobody else's? */
static bool
is_safe(const char *s, size_t n)
{
	struct pieces data;
	bool safe;

	pieces_init(&data, SIZE_MAX / 2);
	buf_add(&data.own, s, n);
	safe = smtp_data_is_safe(&data);
	pieces_release(&data);
	return safe;
}

/* Between own and shared octets the rules are the same; the inside of the shared ones
 * was looked at by who made them. */
static void
test_shared_data(void)
{
	static const struct {
		const char *before;
		char first, last; /* of the shared span */
		const char *after;
		bool safe;
	} cases[] = { { "a: b\r\n", 'x', 'x', "=\r\nb\r\n", true },
		{ "", 'x', '\n', "b\r\n", true }, { "a", 'x', '\n', "", true },
		{ "a\r\n", '.', 'x', "\r\n", false }, { "a", '.', 'x', "\r\n", true },
		{ "", '.', 'x', "\r\n", false }, { "a\r", 'x', 'x', "\r\n", false },
		{ "a", '\n', 'x', "\r\n", false }, { "a\r", '\n', 'x', "\r\n", true },
		{ "a", 'x', '\n', ".b\r\n", false }, { "a", 'x', 'x', "\nb\r\n", false },
		{ "a", 'x', '\r', "\nb\r\n", true }, { "a", 'x', '\r', "b\r\n", false },
		{ "a", 'x', 'x', "b", false }, { "a", 'x', 'x', "", false },
		{ "a", '\0', 'x', "\r\n", false } };
	struct pieces data;
	char shared[200];

	pieces_init(&data, 1000);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		memset(shared, 'y', sizeof(shared));
		shared[0] = cases[i].first;
		shared[sizeof(shared) - 2] = '\r';
		shared[sizeof(shared) - 1] = cases[i].last;
		pieces_reset(&data);
		buf_adds(&data.own, cases[i].before);
		pieces_share(&data, (struct span){ shared, sizeof(shared) });
		buf_adds(&data.own, cases[i].after);
		is_int(smtp_data_is_safe(&data), cases[i].safe, "shared data %zu", i);
	}
	pieces_release(&data);
}

/* Long data, with one octet wrong at each place. */
static void
test_long_data(void)
{
	static const struct {
		const char *put;
		size_t n;
	} wrong[] = { { "\n", 1 }, { "\r", 1 }, { "\0", 1 }, { "\r\n.", 3 },
		{ "\n\r", 2 } };
	char data[301], copy[301];
	int missed = 0;

	memset(data, 'x', sizeof(data));
	for (size_t i = 70; i + 2 < sizeof(data); i += 71)
		memcpy(data + i, "\r\n", 2);
	memcpy(data + sizeof(data) - 2, "\r\n", 2);
	is_int(is_safe(data, sizeof(data)), true, "long data");
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		for (size_t at = 0; at + wrong[i].n < sizeof(data) - 2; at++) {
			if (data[at] == '\n' && wrong[i].put[0] == '\n')
				continue;
			if (data[at] == '\r' && wrong[i].put[0] == '\r' &&
			    wrong[i].n == 1)
				continue;
			memcpy(copy, data, sizeof(copy));
			memcpy(copy + at, wrong[i].put, wrong[i].n);
			missed += is_safe(copy, sizeof(copy));
		}
	}
	is_int(missed, 0, "wrong octets that were not seen in long data");
}

static void
test_commands(void)
{
	static const struct {
		struct smtp_message m;
		struct smtp_offers offers;
		const char *mail, *rcpt;
	} cases[] = {
		{ { .from = "n@x", .to = "r@y", .envid = "e1" }, { .size = false },
		    "MAIL FROM:<n@x>\r\n", "RCPT TO:<r@y>\r\n" },
		{ { .from = "", .to = "r@y", .envid = "" }, { .size = true },
		    "MAIL FROM:<> SIZE=3\r\n", "RCPT TO:<r@y>\r\n" },
		{ { .from = "n@x", .to = "r@y", .envid = "a+b=c" }, { .dsn = true },
		    "MAIL FROM:<n@x> RET=HDRS ENVID=a+2Bb+3Dc\r\n",
		    "RCPT TO:<r@y> NOTIFY=FAILURE,DELAY\r\n" },
		{ { .from = "n@x", .to = "r@y", .envid = "" }, { .dsn = true },
		    "MAIL FROM:<n@x> RET=HDRS\r\n",
		    "RCPT TO:<r@y> NOTIFY=FAILURE,DELAY\r\n" },
		{ { .from = "n@x", .to = "\xC3\xA9@y", .envid = "", .eai = true },
		    { .smtputf8 = true, .size = true },
		    "MAIL FROM:<n@x> SIZE=3 SMTPUTF8\r\n", "RCPT TO:<\xC3\xA9@y>\r\n" },
	};
	const struct pieces data = { .own = { .data = (char[]){ "a\r\n" }, .len = 3 } };
	struct smtp_message m;
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		m = cases[i].m;
		m.data = &data;
		smtp_message_check(&m);
		buf_reset(&b);
		smtp_add_mail(&b, &m, &cases[i].offers);
		is_str(b.data, cases[i].mail, "MAIL %zu", i);
		buf_reset(&b);
		smtp_add_rcpt(&b, &m, &cases[i].offers);
		is_str(b.data, cases[i].rcpt, "RCPT %zu", i);
	}
	buf_release(&b);
}

int
main(void)
{
	for (size_t i = 0; i < LENGTH(addresses); i++) {
		const char *a = addresses[i].address;

		is_int(
		    smtp_address_is_safe(a, false), addresses[i].safe, "address %zu", i);
		is_int(smtp_address_is_safe(a, true), addresses[i].safe_eai,
		    "address %zu with SMTPUTF8", i);
	}
	for (size_t i = 0; i < LENGTH(datas); i++) {
		struct span s = span_of(datas[i].data);

		if (datas[i].n > 0)
			s.n = datas[i].n;
		is_int(is_safe(s.s, s.n), datas[i].safe, "data %zu", i);
	}
	test_shared_data();
	test_long_data();
	test_commands();
	return done_testing();
}
