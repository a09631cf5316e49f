/* source - the files that an issue is made of, by name.  See source.h. */
#include "issue/source.h"

#include <string.h>

void
source_add(struct source *s, struct arena *a, const char *name, struct span bytes)
{
	struct source_file *more;

	if (s->count == s->room) {
		s->room = s->room == 0 ? 8 : s->room * 2;
		more = arena_alloc(a, s->room * sizeof(*more));
		if (s->count > 0)
			memcpy(more, s->files, s->count * sizeof(*more));
		s->files = more;
	}
	s->files[s->count++] = (struct source_file){ name, bytes };
}

bool
source_find(const struct source *s, const char *name, struct span *out)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		if (str_eq(s->files[i].name, name)) {
			*out = s->files[i].bytes;
			return true;
		}
	}
	return false;
}
