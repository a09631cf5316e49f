/*
 * ip - is an address one of the internet at large?
 *
 * What a stranger wrote (a link of a letter) must not make this machine knock at
 * doors that only it can reach: itself, the network that it stands in, the
 * metadata service of a cloud.  Only reads its argument.
 */
#ifndef IO_IP_H
#define IO_IP_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * Is it unicast and reached from everywhere (IANA's registries of special-purpose
 * addresses, RFC 6890)?  An IPv4 address inside of an IPv6 one (::ffff:0:0/96,
 * NAT64's 64:ff9b::/96) is judged as itself: behind NAT64 all of IPv4 looks so.
 * What is neither IPv4 nor IPv6 is not.
 */
bool ip_is_public(const struct sockaddr *address);

#endif
