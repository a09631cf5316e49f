/* path - the path of a request, cut into its parts.  See path.h. */
#include "web/path.h"

#include "util/str.h"
#include "util/utf8.h"

#include <stdbool.h>
#include <string.h>

static bool
leads_somewhere(struct span part)
{
	return part.n > 0 && !span_is(part, ".") && !span_is(part, "..") &&
	    memchr(part.s, '\\', part.n) == NULL && utf8_valid(part.s, part.n) &&
	    !utf8_has_control(part);
}

static const char *
below(const char *path, const char *base)
{
	size_t n = strlen(base);

	if (n == 0 || strncmp(path, base, n) != 0)
		return path;
	if (path[n] == '\0')
		return "/";
	return path[n] == '/' ? path + n : path;
}

int
path_cut(
    const char *path, const char *base, struct arena *a, const char *out[PATH_PARTS_MAX])
{
	const char *s = below(path, base);
	struct span part;
	bool is_folder;
	int n = 0;

	if (str_eq(s, "/"))
		return 0;
	while (*s == '/') {
		part = (struct span){ s + 1, strcspn(s + 1, "/") };
		is_folder = part.n == 0 && n > 0 && *part.s == '\0';
		if (n == PATH_PARTS_MAX || (!is_folder && !leads_somewhere(part)))
			return -1;
		out[n++] = arena_memdup(a, part.s, part.n);
		s = part.s + part.n;
	}
	return n > 0 ? n : -1;
}
