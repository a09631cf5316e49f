/* Addresses and networks: what is one, and who is in which. */
#include "tap.h"

#include "util/network.h"

static const struct {
	const char *in, *want; /* NULL: refused */
} texts[] = {
	{ "192.0.2.7", "192.0.2.7" },
	{ "192.0.2.0/24", "192.0.2.0/24" },
	{ "0.0.0.0/0", "0.0.0.0/0" },
	{ "192.0.2.7/32", "192.0.2.7" },
	{ "::ffff:192.0.2.7", "192.0.2.7" },
	{ "2001:DB8::1", "2001:db8::1" },
	{ "2001:db8::/32", "2001:db8::/32" },
	{ "[::1]", "::1" },
	{ "::/0", "::/0" },
	{ "192.0.2.7/24", NULL },
	{ "2001:db8::1/64", NULL },
	{ "192.0.2.0/33", NULL },
	{ "2001:db8::/129", NULL },
	{ "192.0.2.0/", NULL },
	{ "192.0.2.0/+24", NULL },
	{ "192.0.2.0/0024", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.256", NULL },
	{ "192.0.2.7 ", NULL },
	{ "192.0.2.7:80", NULL },
	{ "fe80::1%eth0", NULL },
	{ "[192.0.2.7", NULL },
	{ "localhost", NULL },
	{ "", NULL },
	{ "/8", NULL },
	{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc", NULL },
};

static const struct {
	const char *network, *other;
	bool want;
} within[] = {
	{ "192.0.2.0/24", "192.0.2.255", true },
	{ "192.0.2.0/24", "192.0.3.0", false },
	{ "192.0.2.0/24", "192.0.2.0/25", true },
	{ "192.0.2.0/25", "192.0.2.0/24", false },
	{ "192.0.2.7", "::ffff:192.0.2.7", true },
	{ "0.0.0.0/0", "2001:db8::1", false },
	{ "2001:db8::/32", "2001:db8:ffff::", true },
	{ "2001:db8::/32", "2001:db9::", false },
	{ "::/0", "192.0.2.7", true },
	{ "192.0.2.128/31", "192.0.2.129", true },
	{ "192.0.2.128/31", "192.0.2.130", false },
};

static void
test_texts(void)
{
	char text[NETWORK_TEXT_SIZE];
	struct network n;
	size_t i;

	for (i = 0; i < LENGTH(texts); i++) {
		if (network_read(&n, span_of(texts[i].in)))
			network_write(&n, text);
		is_str(network_read(&n, span_of(texts[i].in)) ? text : NULL,
		    texts[i].want, "'%s'", texts[i].in);
	}
	ok(!network_read(&n, (struct span){ "192.0.2.7\0x", 11 }), "a NUL");
}

static void
test_within(void)
{
	struct network n, other;
	size_t i;

	for (i = 0; i < LENGTH(within); i++) {
		network_read(&n, span_of(within[i].network));
		network_read(&other, span_of(within[i].other));
		ok(network_has(&n, &other) == within[i].want, "%s in %s", within[i].other,
		    within[i].network);
	}
}

static void
test_widen(void)
{
	char text[NETWORK_TEXT_SIZE];
	struct network n;

	network_read(&n, span_of("192.0.2.7"));
	network_widen(&n, 24, 48);
	network_write(&n, text);
	is_str(text, "192.0.2.0/24", "of IPv4");
	network_read(&n, span_of("2001:db8:1:2:3:4:5:6"));
	network_widen(&n, 24, 48);
	network_write(&n, text);
	is_str(text, "2001:db8:1::/48", "of IPv6");
	network_read(&n, span_of("10.0.0.0/8"));
	network_widen(&n, 24, 48);
	network_write(&n, text);
	is_str(text, "10.0.0.0/8", "a wider one stays");
}

static void
test_loopback(void)
{
	static const char *const here[] = { "127.0.0.1", "127.255.0.9", "::1",
		"::ffff:127.0.0.1" };
	static const char *const elsewhere[] = { "126.0.0.1", "128.0.0.1", "::2", "::" };
	struct network n;
	size_t i;

	for (i = 0; i < LENGTH(here); i++) {
		network_read(&n, span_of(here[i]));
		ok(network_is_loopback(&n), "%s is this machine", here[i]);
	}
	for (i = 0; i < LENGTH(elsewhere); i++) {
		network_read(&n, span_of(elsewhere[i]));
		ok(!network_is_loopback(&n), "%s is not", elsewhere[i]);
	}
}

int
main(void)
{
	test_texts();
	test_within();
	test_widen();
	test_loopback();
	return done_testing();
}
