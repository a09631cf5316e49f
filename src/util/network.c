/* network - addresses of the internet, and the networks they are in.  See network.h. */
#include "util/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS_BITS 128
#define IPV4_BITS 96 /* that come before those of IPv4 */

static const unsigned char ipv4_prefix[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };

static bool
is_ipv4(const struct network *n)
{
	return memcmp(n->octets, ipv4_prefix, sizeof(ipv4_prefix)) == 0;
}

/* Those of address behind the first bits become 0. */
static void
clear_behind(unsigned char address[16], unsigned bits)
{
	unsigned i;

	for (i = bits; i < ADDRESS_BITS; i++)
		address[i / 8] &= (unsigned char)~(0x80u >> i % 8);
}

static bool
read_address(struct network *out, struct span text)
{
	char s[INET6_ADDRSTRLEN];

	if (text.n > 2 && text.s[0] == '[' && text.s[text.n - 1] == ']')
		text = (struct span){ text.s + 1, text.n - 2 };
	if (text.n >= sizeof(s) || memchr(text.s, '\0', text.n) != NULL)
		return false;
	memcpy(s, text.s, text.n);
	s[text.n] = '\0';
	out->bits = ADDRESS_BITS;
	if (inet_pton(AF_INET6, s, out->octets) == 1)
		return true;
	memcpy(out->octets, ipv4_prefix, sizeof(ipv4_prefix));
	return inet_pton(AF_INET, s, out->octets + sizeof(ipv4_prefix)) == 1;
}

static bool
read_bits(struct network *n, struct span text)
{
	unsigned first = is_ipv4(n) ? IPV4_BITS : 0, bits = 0;
	unsigned char whole[16];
	size_t i;

	if (text.n == 0 || text.n > 3)
		return false;
	for (i = 0; i < text.n; i++) {
		if (text.s[i] < '0' || text.s[i] > '9')
			return false;
		bits = 10 * bits + (unsigned)(text.s[i] - '0');
	}
	if (bits > ADDRESS_BITS - first)
		return false;
	n->bits = first + bits;
	memcpy(whole, n->octets, sizeof(whole));
	clear_behind(n->octets, n->bits);
	return memcmp(whole, n->octets, sizeof(whole)) == 0;
}

bool
network_read(struct network *out, struct span text)
{
	const char *slash = memchr(text.s, '/', text.n);
	size_t n = slash != NULL ? (size_t)(slash - text.s) : text.n;

	if (!read_address(out, (struct span){ text.s, n }))
		return false;
	return slash == NULL ||
	    read_bits(out, (struct span){ slash + 1, text.n - n - 1 });
}

bool
network_has(const struct network *n, const struct network *other)
{
	struct network cut = *other;

	if (other->bits < n->bits)
		return false;
	clear_behind(cut.octets, n->bits);
	return memcmp(cut.octets, n->octets, sizeof(cut.octets)) == 0;
}

bool
network_is_loopback(const struct network *n)
{
	static const struct network ipv6 = { .octets = { [15] = 1 }, .bits = 128 };

	return network_has(&ipv6, n) ||
	    (is_ipv4(n) && n->octets[sizeof(ipv4_prefix)] == 127);
}

void
network_widen(struct network *n, unsigned ipv4, unsigned ipv6)
{
	unsigned bits = is_ipv4(n) ? IPV4_BITS + ipv4 : ipv6;

	if (bits >= n->bits)
		return;
	n->bits = bits;
	clear_behind(n->octets, bits);
}

void
network_write(const struct network *n, char out[NETWORK_TEXT_SIZE])
{
	bool ipv4 = is_ipv4(n);
	size_t used;

	inet_ntop(ipv4 ? AF_INET : AF_INET6, n->octets + (ipv4 ? sizeof(ipv4_prefix) : 0),
	    out, NETWORK_TEXT_SIZE);
	used = strlen(out);
	if (n->bits < ADDRESS_BITS)
		snprintf(out + used, NETWORK_TEXT_SIZE - used, "/%u",
		    n->bits - (ipv4 ? IPV4_BITS : 0));
}
