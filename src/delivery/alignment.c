/* alignment - do two domains belong together?  See alignment.h. */
#include "delivery/alignment.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Is a below b?  A top-level domain alone is nobody's. */
static bool
is_below(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);

	return na > nb && strchr(b, '.') != NULL && a[na - nb - 1] == '.' &&
	    strcasecmp(a + na - nb, b) == 0;
}

enum alignment
alignment_of(const char *a, const char *b)
{
	const char *dot;

	if (strcasecmp(a, b) == 0)
		return ALIGNED_SAME;
	if (is_below(a, b) || is_below(b, a))
		return ALIGNED_BELOW;
	for (dot = strchr(a, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
		if (is_below(b, dot + 1))
			return ALIGNED_UNSURE;
	}
	return ALIGNED_NOT;
}
