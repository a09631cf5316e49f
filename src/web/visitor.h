/*
 * visitor - who asks: the network that the browser is in.
 *
 * Behind a web server the connection is the server's.  What X-Forwarded-For says of
 * where a request came from is believed of those alone that the setting `proxies`
 * names: anybody may write such a field.
 */
#ifndef WEB_VISITOR_H
#define WEB_VISITOR_H

#include "web/visit.h"

/*
 * The network that who asks has at most, as one subscriber line has: /24, or of IPv6 /48,
 * as text in the visit's arena.  "" when it is not known: on this machine (a proxy that
 * `proxies` does not name), or a field that cannot be read.
 */
int visitor_network(const char **out, const struct visit *v, struct err *e);

#endif
