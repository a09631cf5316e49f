/* visitor - who asks.  See visitor.h. */
#include "web/visitor.h"

#include "util/network.h"
#include "util/str.h"

#include <string.h>

#define FORWARDED "X-Forwarded-For"
#define IPV4_BITS 24
#define IPV6_BITS 48

/* Take the last of the parts between commas off list. */
static struct span
take_last(struct span *list)
{
	const char *comma = memrchr(list->s, ',', list->n);
	size_t keep = comma != NULL ? (size_t)(comma - list->s) : 0;
	size_t from = comma != NULL ? keep + 1 : 0;
	struct span last = { list->s + from, list->n - from };

	list->n = keep;
	return span_trim(last);
}

/* Does the setting name this address?  NULL: whoever is at a socket of this machine. */
static bool
is_proxy(const char *proxies, const struct network *address)
{
	struct span rest = span_of(proxies), part;
	struct network n;

	while (rest.n > 0) {
		part = take_last(&rest);
		if (address == NULL ? span_is(part, "unix")
				    : network_read(&n, part) && network_has(&n, address))
			return true;
	}
	return false;
}

/*
 * Who asks, from the connection backwards: the last one who is no proxy.  A proxy adds
 * whom it saw behind what it was told, some in a field of its own (HAProxy).  False:
 * not known.
 */
static bool
find(struct network *who, const struct http_request *r, const char *proxies)
{
	bool known = network_read(who, span_of(r->peer));
	size_t i = r->nheaders;
	struct span field;

	while (i-- > 0) {
		if (!str_eq_ci(r->headers[i].name, FORWARDED))
			continue;
		field = span_of(r->headers[i].value);
		while (field.n > 0) {
			if (!is_proxy(proxies, known ? who : NULL))
				return known;
			known = network_read(who, take_last(&field));
			if (!known)
				return false;
		}
	}
	return known;
}

int
visitor_network(const char **out, const struct visit *v, struct err *e)
{
	char text[NETWORK_TEXT_SIZE];
	const char *proxies;
	struct network who;

	*out = "";
	if (setting_get(v->site->settings, 0, "proxies", v->arena, &proxies, e) < 0)
		return -1;
	if (!find(&who, v->request, proxies) || network_is_loopback(&who))
		return 0;
	network_widen(&who, IPV4_BITS, IPV6_BITS);
	network_write(&who, text);
	*out = arena_strdup(v->arena, text);
	return 0;
}
