/* dns_name - is this a name of the DNS?  See dns_name.h. */
#include "util/dns_name.h"

#include <string.h>

static bool
label_is_valid(struct span l)
{
	size_t i;
	char c;

	if (l.n == 0 || l.n > DNS_LABEL_MAX || l.s[0] == '-' || l.s[l.n - 1] == '-')
		return false;
	for (i = 0; i < l.n; i++) {
		c = l.s[i];
		if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') &&
		    (c < '0' || c > '9') && c != '-')
			return false;
	}
	return true;
}

bool
dns_name_is_valid(struct span name)
{
	struct span label;
	const char *dot;

	if (name.n > DNS_NAME_MAX)
		return false;
	while ((dot = memchr(name.s, '.', name.n)) != NULL) {
		label = (struct span){ name.s, (size_t)(dot - name.s) };
		if (!label_is_valid(label))
			return false;
		name = (struct span){ dot + 1, name.n - label.n - 1 };
	}
	return label_is_valid(name);
}
