/* line - lines of bounded length, one after the other.  See line.h. */
#include "util/line.h"

#include "util/buf.h"
#include "util/xalloc.h"

#include <stdbool.h>
#include <string.h>

#define CHUNK (64u << 10)

struct line_reader {
	struct csv_source source;
	size_t max, number;
	struct buf data; /* what was read */
	size_t used;     /* of data: the lines that were given */
	bool ended;
};

struct line_reader *
line_reader_new(struct csv_source source, size_t max)
{
	struct line_reader *r = xcalloc(1, sizeof(*r));

	r->source = source;
	r->max = max;
	buf_init(&r->data, max + 2 + CHUNK);
	return r;
}

void
line_reader_free(struct line_reader *r)
{
	if (r == NULL)
		return;
	buf_release(&r->data);
	xfree(r);
}

size_t
line_number(const struct line_reader *r)
{
	return r->number;
}

static int
fill(struct line_reader *r, struct err *e)
{
	long got;

	buf_consume(&r->data, r->used);
	r->used = 0;
	got = r->source.read(r->source.arg, buf_reserve(&r->data, CHUNK), CHUNK, e);
	if (got < 0)
		return -1;
	r->ended = got == 0;
	r->data.len += (size_t)got;
	return 0;
}

int
line_next(struct line_reader *r, struct span *out, struct err *e)
{
	size_t looked = 0;
	const char *begin, *end;

	for (;;) {
		begin = r->data.data + r->used;
		*out = (struct span){ begin, r->data.len - r->used };
		end = memchr(begin + looked, '\n', out->n - looked);
		if (end != NULL || r->ended)
			break;
		looked = out->n;
		if (looked > r->max)
			break;
		if (fill(r, e) < 0)
			return -1;
	}
	if (end == NULL && out->n == 0)
		return 0;
	r->number++;
	if (end != NULL)
		out->n = (size_t)(end - begin);
	r->used += out->n + (end != NULL);
	if (out->n > 0 && out->s[out->n - 1] == '\r')
		out->n--;
	if (out->n > r->max)
		return err_set(
		    e, ERR_DATA, "line %zu: it has over %zu bytes", r->number, r->max);
	return 1;
}
