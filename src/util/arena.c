/* arena - text that lives and dies together.  See arena.h. */
#include "util/arena.h"

#include "util/xalloc.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_SIZE 16384

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) char data[];
};

static struct arena_block *
block_new(struct arena *a, size_t size)
{
	struct arena_block *b = xrealloc(NULL, sizeof(*b) + size, 1);

	b->next = a->blocks;
	b->used = 0;
	b->size = size;
	a->blocks = b;
	return b;
}

/* Room for n bytes, whatever is in them. */
static void *
take(struct arena *a, size_t n)
{
	struct arena_block *b = a->blocks;
	size_t align = alignof(max_align_t);
	void *p;

	if (n > SIZE_MAX / 2)
		BUG("out of memory");
	n = (n + align - 1) / align * align;
	if (b == NULL || b->size - b->used < n)
		b = block_new(a, n > BLOCK_SIZE ? n : BLOCK_SIZE);
	p = b->data + b->used;
	b->used += n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, n), 0, n);
}

char *
arena_memdup(struct arena *a, const void *s, size_t n)
{
	char *p = take(a, n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s));
}

/* Most texts fit into the room that is left, and stand there after the first try; to
 * measure without room is slow. */
char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct arena_block *b = a->blocks;
	size_t room = b != NULL ? b->size - b->used : 0;
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room > 0 ? b->data + b->used : NULL, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format '%s'", fmt);
	p = take(a, (size_t)n + 1);
	if ((size_t)n < room)
		return p;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *b, *next;

	if (a->blocks == NULL)
		return;
	for (b = a->blocks->next; b != NULL; b = next) {
		next = b->next;
		xfree(b);
	}
	a->blocks->next = NULL;
	a->blocks->used = 0;
}

void
arena_release(struct arena *a)
{
	arena_reset(a);
	xfree(a->blocks);
	a->blocks = NULL;
}
