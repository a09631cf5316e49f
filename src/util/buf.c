/* buf - bytes that grow, up to a maximum.  See buf.h. */
#include "util/buf.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static char nothing[1] = "";

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .data = nothing, .max = max };
}

void
buf_release(struct buf *b)
{
	if (b->size > 0)
		xfree(b->data);
	buf_init(b, b->max);
}

void
buf_reset(struct buf *b)
{
	b->overflowed = false;
	buf_truncate(b, 0);
}

char *
buf_reserve(struct buf *b, size_t n)
{
	size_t want;

	if (b->overflowed || n > b->max || b->len > b->max - n) {
		b->overflowed = true;
		return NULL;
	}
	if (b->len + n + 1 > b->size) {
		want = b->size < 64 ? 128 : b->size * 2;
		if (want < b->len + n + 1)
			want = b->len + n + 1;
		b->data = xrealloc(b->size > 0 ? b->data : NULL, want, 1);
		b->size = want;
		b->data[b->len] = '\0';
	}
	return b->data + b->len;
}

void
buf_add(struct buf *b, const void *s, size_t n)
{
	char *p = buf_reserve(b, n);

	if (p == NULL)
		return;
	if (n > 0)
		memcpy(p, s, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	char *p = buf_reserve(b, 1);

	if (p == NULL)
		return;
	p[0] = c;
	p[1] = '\0';
	b->len++;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t room = b->size > 0 ? b->size - b->len : 0;
	va_list ap;
	char *p;
	int n;

	/* Most often there is room already. */
	va_start(ap, fmt);
	n = vsnprintf(b->data + b->len, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format '%s'", fmt);
	p = buf_reserve(b, (size_t)n);
	if (p == NULL) {
		if (room > 0)
			b->data[b->len] = '\0';
		return;
	}
	if ((size_t)n >= room) {
		va_start(ap, fmt);
		vsnprintf(p, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

void
buf_insert(struct buf *b, size_t at, const void *s, size_t n)
{
	if (at > b->len)
		BUG("inserting at %zu of %zu bytes", at, b->len);
	if (n == 0 || buf_reserve(b, n) == NULL)
		return;
	memmove(b->data + at + n, b->data + at, b->len - at);
	memcpy(b->data + at, s, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_truncate(struct buf *b, size_t len)
{
	if (len > b->len)
		BUG("truncating %zu bytes to %zu", b->len, len);
	b->len = len;
	if (b->size > 0)
		b->data[len] = '\0';
}

void
buf_consume(struct buf *b, size_t n)
{
	if (n > b->len)
		BUG("consuming %zu of %zu bytes", n, b->len);
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n);
	buf_truncate(b, b->len - n);
}
