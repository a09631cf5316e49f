/*
 * visitor - who asks: the address of the browser, and the network that it is in.
 *
 * Behind a web server the connection is the server's.  What X-Forwarded-For says of
 * where a request came from is believed of those alone that the setting `proxies`
 * names: anybody may write such a field.
 */
#ifndef WEB_VISITOR_H
#define WEB_VISITOR_H

#include "web/visit.h"

/*
 * The address of who asks, as text in the visit's arena; "" when it is not known: on
 * this machine (a proxy that `proxies` does not name), or a field that cannot be read.
 */
int visitor_address(const char **out, const struct visit *v, struct err *e);

/* The network that one subscriber line has at most, /24 or of IPv6 /48; "" as above. */
int visitor_network(const char **out, const struct visit *v, struct err *e);

#endif
