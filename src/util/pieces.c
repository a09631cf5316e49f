/* pieces - own bytes, and between them shared spans.  See pieces.h. */
#include "util/pieces.h"

#include "util/xalloc.h"

#include <string.h>

#define SHARED_MIN 128 /* octets that are cheaper to copy than to remember */

void
pieces_init(struct pieces *p, size_t max)
{
	*p = (struct pieces){ 0 };
	buf_init(&p->own, max);
}

void
pieces_release(struct pieces *p)
{
	size_t max = p->own.max;

	buf_release(&p->own);
	xfree(p->shared);
	pieces_init(p, max);
}

void
pieces_reset(struct pieces *p)
{
	buf_reset(&p->own);
	p->nshared = p->shared_len = 0;
}

void
pieces_share(struct pieces *p, struct span text)
{
	if (text.n < SHARED_MIN) {
		buf_add(&p->own, text.s, text.n);
		return;
	}
	if (p->nshared == p->size) {
		p->size = p->size == 0 ? 64 : p->size * 2;
		p->shared = xrealloc(p->shared, p->size, sizeof(*p->shared));
	}
	p->shared[p->nshared++] = (struct shared){ p->own.len, text };
	p->shared_len += text.n;
}

size_t
pieces_len(const struct pieces *p)
{
	return p->own.len + p->shared_len;
}

/* The piece before this place, which moves back; empty at the start. */
static struct span
previous(const struct pieces *p, struct pieces_place *at)
{
	size_t end = at->own;

	if (at->nshared > 0 && p->shared[at->nshared - 1].at == end)
		return p->shared[--at->nshared].text;
	at->own = at->nshared > 0 ? p->shared[at->nshared - 1].at : 0;
	return (struct span){ p->own.data + at->own, end - at->own };
}

bool
pieces_ends_with(const struct pieces *p, const char *end)
{
	struct pieces_place at = pieces_end(p);
	size_t left = strlen(end), n;
	struct span piece;

	while (left > 0) {
		piece = previous(p, &at);
		n = piece.n < left ? piece.n : left;
		left -= n;
		if (n == 0 || memcmp(piece.s + piece.n - n, end + left, n) != 0)
			return false;
	}
	return true;
}

bool
pieces_next(
    const struct pieces *p, struct pieces_place *at, struct span *out, bool *is_shared)
{
	size_t end = at->nshared < p->nshared ? p->shared[at->nshared].at : p->own.len;

	*is_shared = at->own == end && at->nshared < p->nshared;
	if (*is_shared) {
		*out = p->shared[at->nshared++].text;
		return true;
	}
	*out = (struct span){ p->own.data + at->own, end - at->own };
	at->own = end;
	return out->n > 0;
}

struct pieces_place
pieces_end(const struct pieces *p)
{
	return (struct pieces_place){ p->own.len, p->nshared };
}

void
pieces_truncate(struct pieces *p, struct pieces_place end)
{
	buf_truncate(&p->own, end.own);
	while (p->nshared > end.nshared)
		p->shared_len -= p->shared[--p->nshared].text.n;
}

void
pieces_flatten(struct pieces *p)
{
	size_t own = p->own.len, left = p->shared_len, n;
	const struct shared *s;
	char *data;

	if (p->nshared == 0 || buf_reserve(&p->own, left) == NULL)
		return;
	data = p->own.data;
	p->own.len += left;
	data[p->own.len] = '\0';
	/* From the end: what moves up does not fall on what has not moved yet. */
	while (p->nshared > 0) {
		s = &p->shared[--p->nshared];
		n = own - s->at;
		memmove(data + s->at + left, data + s->at, n);
		left -= s->text.n;
		memcpy(data + s->at + left, s->text.s, s->text.n);
		own = s->at;
	}
	p->shared_len = 0;
}
