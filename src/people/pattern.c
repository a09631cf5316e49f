/* pattern - a domain, or all domains below one.  See pattern.h. */
#include "people/pattern.h"

#include "people/address.h"
#include "util/str.h"

#include <string.h>

#define BELOW "*."

bool
pattern_is(const char *text)
{
	return *text == '@' || str_starts(text, "*@");
}

int
pattern_parse(const char **out, const char *text, struct arena *a, struct err *e)
{
	const char *domain = strchr(text, '@') + 1, *below = "";
	struct address address;

	if (str_starts(domain, BELOW)) {
		below = BELOW;
		domain += strlen(BELOW);
	}
	if (strchr(domain, '*') != NULL)
		return err_set(e, ERR_DATA,
		    "'%s': a '*' may only stand for what is before a domain: "
		    "@*.example.org",
		    text);
	/* As an address the domain is checked and gets its one spelling; below a top
	 * level domain it needs a label more to be one. */
	if (address_parse(&address,
		span_of(arena_printf(a, "x@%s%s", *below != '\0' ? "x." : "", domain)), a,
		e) < 0)
		return err_ctx(e, "'%s'", text);
	domain = address.domain + (*below != '\0' ? strlen("x.") : 0);
	*out = arena_printf(a, "@%s%s", below, domain);
	return 0;
}

const char *
pattern_tail(const char *pattern)
{
	return str_starts(pattern, "@" BELOW) ? pattern + strlen("@*") : pattern;
}

bool
pattern_next(const char **at, bool first, struct arena *a, const char **out)
{
	const char *dot;

	if (first) {
		*out = arena_printf(a, "@%s", *at);
		return true;
	}
	dot = strchr(*at, '.');
	if (dot == NULL)
		return false;
	*at = dot + 1;
	*out = arena_printf(a, "@" BELOW "%s", *at);
	return true;
}
