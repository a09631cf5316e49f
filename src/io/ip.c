/* ip - is an address one of the internet at large?  See ip.h. */
#include "io/ip.h"

#include "util/xalloc.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

struct network {
	const char *address;
	unsigned bits;
};

/* IPv4 stands in IPv6 here, so that there is one way to compare. */
static const struct network ipv4 = { "::ffff:0:0", 96 };
static const struct network nat64 = { "64:ff9b::", 96 };
static const struct network unicast = { "2000::", 3 };

static const struct network special[] = {
	{ "::ffff:0.0.0.0", 96 + 8 },        /* this network: 0.0.0.0 is this machine */
	{ "::ffff:10.0.0.0", 96 + 8 },       /* private (RFC 1918) */
	{ "::ffff:100.64.0.0", 96 + 10 },    /* behind a carrier's NAT (RFC 6598) */
	{ "::ffff:127.0.0.0", 96 + 8 },      /* loopback */
	{ "::ffff:168.63.129.16", 96 + 32 }, /* Azure's metadata, a public number */
	{ "::ffff:169.254.0.0", 96 + 16 },   /* link-local; metadata of most clouds */
	{ "::ffff:172.16.0.0", 96 + 12 },    /* private */
	{ "::ffff:192.0.0.0", 96 + 24 },     /* IETF protocols; Oracle's metadata */
	{ "::ffff:192.0.2.0", 96 + 24 },     /* documentation */
	{ "::ffff:192.88.99.0", 96 + 24 },   /* relays of 6to4, given up */
	{ "::ffff:192.168.0.0", 96 + 16 },   /* private */
	{ "::ffff:198.18.0.0", 96 + 15 },    /* benchmarks */
	{ "::ffff:198.51.100.0", 96 + 24 },  /* documentation */
	{ "::ffff:203.0.113.0", 96 + 24 },   /* documentation */
	{ "::ffff:224.0.0.0", 96 + 4 },      /* multicast */
	{ "::ffff:240.0.0.0", 96 + 4 },      /* reserved; broadcast */
	{ "2001::", 23 },                    /* IETF protocols: Teredo, ORCHID */
	{ "2001:db8::", 32 },                /* documentation */
	{ "2002::", 16 },                    /* 6to4: an IPv4 address of any kind in it */
	{ "3fff::", 20 },                    /* documentation */
};

static bool
is_in(const struct in6_addr *address, const struct network *net)
{
	struct in6_addr first;
	unsigned whole = net->bits / 8, rest = net->bits % 8;

	if (inet_pton(AF_INET6, net->address, &first) != 1)
		BUG("'%s' is no network", net->address);
	if (memcmp(address, &first, whole) != 0)
		return false;
	return rest == 0 ||
	    (address->s6_addr[whole] ^ first.s6_addr[whole]) >> (8 - rest) == 0;
}

/* As IPv4 in IPv6: its last four octets, whatever stands before them. */
static void
map(struct in6_addr *out, const void *four)
{
	memset(out, 0, 10);
	memset(out->s6_addr + 10, 0xFF, 2);
	memcpy(out->s6_addr + 12, four, 4);
}

bool
ip_is_public(const struct sockaddr *address)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct in6_addr it;
	size_t i;

	if (address->sa_family == AF_INET) {
		memcpy(&four, address, sizeof(four));
		map(&it, &four.sin_addr);
	} else if (address->sa_family == AF_INET6) {
		memcpy(&six, address, sizeof(six));
		it = six.sin6_addr;
		if (is_in(&it, &nat64))
			map(&it, six.sin6_addr.s6_addr + 12);
	} else {
		return false;
	}
	if (!is_in(&it, &ipv4) && !is_in(&it, &unicast))
		return false;
	for (i = 0; i < ARRAY_LEN(special); i++) {
		if (is_in(&it, &special[i]))
			return false;
	}
	return true;
}
