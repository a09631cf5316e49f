/* derived - a text that knows where each piece of it was written.  See derived.h. */
#include "issue/derived.h"

#include <string.h>

#define ROOM_FIRST 64

void
derived_init(struct derived *d, size_t max, struct arena *a)
{
	*d = (struct derived){ .arena = a };
	buf_init(&d->out, max);
}

static struct derived_piece *
last(struct derived *d)
{
	return d->npieces == 0 ? NULL : &d->pieces[d->npieces - 1];
}

static bool
goes_on(const struct derived_piece *p, size_t start, struct origin from, size_t step)
{
	return p != NULL && p->step == step && p->from.text.s == from.text.s &&
	    p->from.offset + step * (start - p->start) == from.offset;
}

/* What is appended next was written at from. */
static void
begin(struct derived *d, struct origin from, size_t step)
{
	struct derived_piece *more;

	if (goes_on(last(d), d->out.len, from, step))
		return;
	if (d->npieces == d->room) {
		d->room = d->room == 0 ? ROOM_FIRST : 2 * d->room;
		more = arena_alloc(d->arena, d->room * sizeof(*more));
		if (d->npieces > 0)
			memcpy(more, d->pieces, d->npieces * sizeof(*more));
		d->pieces = more;
	}
	d->pieces[d->npieces++] = (struct derived_piece){ d->out.len, from, step };
}

void
derived_copy(struct derived *d, struct origin from, size_t n)
{
	if (n == 0)
		return;
	begin(d, from, 1);
	buf_add(&d->out, from.text.s + from.offset, n);
}

void
derived_add(struct derived *d, struct origin from, struct span made)
{
	if (made.n == 0)
		return;
	begin(d, from, 0);
	buf_add(&d->out, made.s, made.n);
}

void
derived_adds(struct derived *d, struct origin from, const char *made)
{
	derived_add(d, from, span_of(made));
}

void
derived_finish(struct derived *d)
{
	d->text =
	    (struct span){ arena_memdup(d->arena, d->out.data, d->out.len), d->out.len };
	buf_release(&d->out);
}

struct origin
derived_origin(const struct derived *d, size_t offset)
{
	size_t low = 0, high = d->npieces, middle;
	struct origin at;

	if (d->npieces == 0)
		return (struct origin){ "", d->text, 0 };
	while (high - low > 1) {
		middle = (low + high) / 2;
		if (d->pieces[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	at = d->pieces[low].from;
	at.offset += d->pieces[low].step * (offset - d->pieces[low].start);
	return at;
}
