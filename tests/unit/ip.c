/* Which addresses a link of a letter may lead to: both ends of each network that is
 * refused, and the neighbours that are not. */
#include "io/ip.h"
#include "tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

static const char *const refused[] = {
	"0.0.0.0",
	"0.255.255.255",
	"10.0.0.0",
	"10.255.255.255",
	"100.64.0.0",
	"100.127.255.255",
	"100.100.100.200",
	"127.0.0.1",
	"127.255.255.255",
	"168.63.129.16",
	"169.254.0.0",
	"169.254.169.254",
	"169.254.170.2",
	"172.16.0.0",
	"172.31.255.255",
	"192.0.0.0",
	"192.0.0.192",
	"192.0.2.1",
	"192.88.99.1",
	"192.168.0.0",
	"192.168.255.255",
	"198.18.0.0",
	"198.19.255.255",
	"198.51.100.7",
	"203.0.113.7",
	"224.0.0.1",
	"239.255.255.255",
	"240.0.0.1",
	"255.255.255.255",
	"::",
	"::1",
	"::7f00:1",
	"::ffff:0:127.0.0.1",
	"::ffff:127.0.0.1",
	"::ffff:10.1.2.3",
	"::ffff:169.254.169.254",
	"::ffff:0.0.0.0",
	"64:ff9b::127.0.0.1",
	"64:ff9b::10.0.0.1",
	"64:ff9b::169.254.169.254",
	"64:ff9b:1::8.8.8.8",
	"100::1",
	"2001::1",
	"2001:1ff:ffff::1",
	"2001:db8::1",
	"2002:7f00:1::1",
	"2002:808:808::1",
	"3fff::1",
	"3fff:fff::1",
	"4000::1",
	"5f00::1",
	"fc00::1",
	"fd00:ec2::254",
	"fdff::1",
	"fe80::1",
	"febf::1",
	"fec0::1",
	"ff02::1",
	"ff0e::1",
};

static const char *const allowed[] = {
	"1.0.0.0",
	"8.8.8.8",
	"9.255.255.255",
	"11.0.0.0",
	"100.63.255.255",
	"100.128.0.0",
	"126.255.255.255",
	"128.0.0.0",
	"168.63.129.15",
	"168.63.129.17",
	"169.253.255.255",
	"169.255.0.0",
	"172.15.255.255",
	"172.32.0.0",
	"192.0.1.0",
	"192.0.3.0",
	"192.167.255.255",
	"192.169.0.0",
	"198.17.255.255",
	"198.20.0.0",
	"223.255.255.255",
	"::ffff:8.8.8.8",
	"64:ff9b::8.8.8.8",
	"2001:200::1",
	"2001:db7:ffff::1",
	"2001:4860:4860::8888",
	"2003::1",
	"2a01:4f8::1",
	"3ffe::1",
	"3fff:1000::1",
};

static bool
is_public(const char *text)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return ip_is_public((struct sockaddr *)&four);
	ok(inet_pton(AF_INET6, text, &six.sin6_addr) == 1, "'%s' is an address", text);
	return ip_is_public((struct sockaddr *)&six);
}

int
main(void)
{
	struct sockaddr_un other = { .sun_family = AF_UNIX };
	size_t i;

	for (i = 0; i < LENGTH(refused); i++)
		ok(!is_public(refused[i]), "'%s' is not reached from everywhere",
		    refused[i]);
	for (i = 0; i < LENGTH(allowed); i++)
		ok(is_public(allowed[i]), "'%s' is public", allowed[i]);
	ok(!ip_is_public((struct sockaddr *)&other), "a socket of this machine is not");
	return done_testing();
}
