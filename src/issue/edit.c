/* edit - a text with some of its pieces replaced.  See edit.h. */
#include "issue/edit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct edit {
	size_t start, end; /* in the text */
	struct span replacement;
};

void
edits_add(struct edits *e, struct span old, struct span replacement)
{
	size_t start = (size_t)(old.s - e->text.s);
	struct edit *more;

	if (e->count == e->room) {
		e->room = e->room == 0 ? 16 : e->room * 2;
		more = arena_alloc(e->arena, e->room * sizeof(*more));
		if (e->count > 0)
			memcpy(more, e->list, e->count * sizeof(*more));
		e->list = more;
	}
	e->list[e->count++] = (struct edit){ start, start + old.n, replacement };
}

static int
by_place(const void *one, const void *other)
{
	const struct edit *a = one, *b = other;
	bool a_adds = a->start == a->end, b_adds = b->start == b->end;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a_adds != b_adds)
		return a_adds ? -1 : 1;
	return a->end > b->end ? -1 : a->end < b->end;
}

struct span
edits_apply(struct edits *e)
{
	size_t total = e->text.n, at = 0, n = 0, i;
	struct edit *one;
	char *out;

	if (e->count == 0)
		return e->text;
	qsort(e->list, e->count, sizeof(*e->list), by_place);
	for (i = 0; i < e->count; i++)
		total += e->list[i].replacement.n;
	out = arena_alloc(e->arena, total + 1);
	for (i = 0; i < e->count; i++) {
		one = &e->list[i];
		if (one->start < at)
			continue;
		memcpy(out + n, e->text.s + at, one->start - at);
		n += one->start - at;
		memcpy(out + n, one->replacement.s, one->replacement.n);
		n += one->replacement.n;
		at = one->end;
	}
	memcpy(out + n, e->text.s + at, e->text.n - at);
	return (struct span){ out, n + e->text.n - at };
}
