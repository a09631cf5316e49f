/* import_sort - records by their key, more of them than memory holds.  See
 * import_sort.h. */
#include "people/import_sort.h"

#include "io/file.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WINDOW_TOTAL (4u << 20) /* of all runs while merging */
#define WINDOW_MIN 4096
#define RECORD_MAX (16u << 20)

/* A record in memory and in the file: this, the key, NUL, the payload, NUL. */
struct head {
	uint32_t key, payload;
};

/* A sorted part of the file, and what of it is in memory. */
struct run {
	off_t next, end; /* of the file; next is behind the window */
	struct buf window;
	size_t used; /* of the window */
	struct head head;
};

struct import_sort {
	size_t memory;
	struct buf data; /* records of the run that is being filled */
	size_t *places;  /* of records in data */
	size_t n, size;
	size_t next; /* of places, when there is no file */
	int fd;      /* -1 while everything is in memory */
	off_t written;
	struct run *runs;
	size_t nruns;
	size_t *heap; /* runs, the one with the least record first */
	size_t nheap;
};

struct import_sort *
import_sort_new(size_t memory)
{
	struct import_sort *s = xcalloc(1, sizeof(*s));

	s->memory = memory != 0 ? memory : IMPORT_SORT_MEMORY;
	s->fd = -1;
	buf_init(&s->data, s->memory + RECORD_MAX);
	return s;
}

void
import_sort_free(struct import_sort *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->nruns; i++)
		buf_release(&s->runs[i].window);
	if (s->fd >= 0)
		close(s->fd);
	buf_release(&s->data);
	xfree(s->places);
	xfree(s->runs);
	xfree(s->heap);
	xfree(s);
}

static struct head
head_at(const char *p)
{
	struct head h;

	memcpy(&h, p, sizeof(h));
	return h;
}

static size_t
size_of(struct head h)
{
	return sizeof(h) + h.key + 1 + h.payload + 1;
}

static int
compare(const char *a, const char *b)
{
	size_t na = head_at(a).key, nb = head_at(b).key;
	int order =
	    memcmp(a + sizeof(struct head), b + sizeof(struct head), na < nb ? na : nb);

	if (order != 0)
		return order;
	return na < nb ? -1 : na > nb;
}

/* Records lie in data in the order of their coming: equal keys keep it. */
static int
compare_places(const void *a, const void *b, void *arg)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const char *data = arg;
	int order = compare(data + x, data + y);

	if (order != 0)
		return order;
	return x < y ? -1 : x > y;
}

static void
sort(struct import_sort *s)
{
	/* An empty array has no address that qsort may be given. */
	if (s->n > 0)
		qsort_r(
		    s->places, s->n, sizeof(*s->places), compare_places, s->data.data);
}

/* Sort what is in memory and move it to the file as one run. */
static int
spill(struct import_sort *s, struct err *e)
{
	struct run *run;
	struct buf out;
	size_t i;
	int rc = 0;

	if (s->fd < 0 && (s->fd = file_temporary(e)) < 0)
		return -1;
	sort(s);
	s->runs = xrealloc(s->runs, s->nruns + 1, sizeof(*s->runs));
	run = &s->runs[s->nruns++];
	*run = (struct run){ .next = s->written };
	buf_init(&run->window, RECORD_MAX);
	buf_init(&out, RECORD_MAX + WINDOW_TOTAL);
	for (i = 0; i < s->n && rc == 0; i++) {
		const char *p = s->data.data + s->places[i];
		size_t n = size_of(head_at(p));

		buf_add(&out, p, n);
		s->written += (off_t)n;
		if (out.len >= 64 * 1024 || i + 1 == s->n) {
			if (file_put(s->fd, (struct span){ out.data, out.len }) < 0)
				rc =
				    err_errno(e, ERR_IO, "cannot write a temporary file");
			buf_reset(&out);
		}
	}
	buf_release(&out);
	run->end = s->written;
	s->n = 0;
	buf_reset(&s->data);
	return rc;
}

int
import_sort_add(
    struct import_sort *s, struct span key, struct span payload, struct err *e)
{
	struct head h = { (uint32_t)key.n, (uint32_t)payload.n };

	if (key.n + payload.n > RECORD_MAX / 2)
		BUG("a record of %zu bytes", key.n + payload.n);
	if (s->n > 0 && s->data.len + size_of(h) > s->memory && spill(s, e) < 0)
		return -1;
	if (s->n == s->size) {
		s->size = s->size == 0 ? 1024 : 2 * s->size;
		s->places = xrealloc(s->places, s->size, sizeof(*s->places));
	}
	s->places[s->n++] = s->data.len;
	buf_add(&s->data, &h, sizeof(h));
	buf_add(&s->data, key.s, key.n);
	buf_addc(&s->data, '\0');
	buf_add(&s->data, payload.s, payload.n);
	buf_addc(&s->data, '\0');
	return 0;
}

/* Have n bytes from used on in the window of the run. */
static int
need(struct import_sort *s, struct run *r, size_t n, struct err *e)
{
	size_t window = WINDOW_TOTAL / s->nruns, want;
	ssize_t got;
	char *p;

	if (r->window.len - r->used >= n)
		return 0;
	buf_consume(&r->window, r->used);
	r->used = 0;
	if (window < WINDOW_MIN)
		window = WINDOW_MIN;
	want = n > window ? n : window;
	if ((off_t)want > r->end - r->next + (off_t)r->window.len)
		want = (size_t)(r->end - r->next) + r->window.len;
	while (r->window.len < want) {
		p = buf_reserve(&r->window, want - r->window.len);
		got = pread(s->fd, p, want - r->window.len, r->next);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_errno(e, ERR_IO, "cannot read a temporary file");
		r->window.len += (size_t)got;
		r->next += got;
	}
	return 0;
}

/* Load the next record of the run: 1, 0 at its end, -1. */
static int
load(struct import_sort *s, struct run *r, struct err *e)
{
	if (r->next == r->end && r->used == r->window.len)
		return 0;
	if (need(s, r, sizeof(struct head), e) < 0)
		return -1;
	r->head = head_at(r->window.data + r->used);
	return need(s, r, size_of(r->head), e) < 0 ? -1 : 1;
}

static bool
before(const struct import_sort *s, size_t a, size_t b)
{
	const struct run *x = &s->runs[a], *y = &s->runs[b];
	int order = compare(x->window.data + x->used, y->window.data + y->used);

	return order < 0 || (order == 0 && a < b);
}

static void
sift_down(struct import_sort *s, size_t i)
{
	size_t child, keep;

	for (;; i = child) {
		child = 2 * i + 1;
		if (child >= s->nheap)
			return;
		if (child + 1 < s->nheap && before(s, s->heap[child + 1], s->heap[child]))
			child++;
		if (!before(s, s->heap[child], s->heap[i]))
			return;
		keep = s->heap[i];
		s->heap[i] = s->heap[child];
		s->heap[child] = keep;
	}
}

int
import_sort_finish(struct import_sort *s, struct err *e)
{
	size_t i;

	if (s->fd < 0) {
		sort(s);
		return 0;
	}
	if (s->n > 0 && spill(s, e) < 0)
		return -1;
	buf_release(&s->data);
	s->heap = xcalloc(s->nruns, sizeof(*s->heap));
	for (i = 0; i < s->nruns; i++) {
		if (load(s, &s->runs[i], e) < 0)
			return -1;
		s->heap[s->nheap++] = i;
	}
	for (i = s->nheap; i-- > 0;)
		sift_down(s, i);
	return 0;
}

static void
give(const char *p, struct span *key, struct span *payload)
{
	struct head h = head_at(p);

	*key = (struct span){ p + sizeof(h), h.key };
	*payload = (struct span){ p + sizeof(h) + h.key + 1, h.payload };
}

/* Take the record that was given last off its run. */
static int
advance(struct import_sort *s, struct err *e)
{
	struct run *r = &s->runs[s->heap[0]];
	int rc;

	r->used += size_of(r->head);
	rc = load(s, r, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		s->heap[0] = s->heap[--s->nheap];
	sift_down(s, 0);
	return 0;
}

int
import_sort_next(
    struct import_sort *s, struct span *key, struct span *payload, struct err *e)
{
	if (s->fd < 0) {
		if (s->next == s->n)
			return 0;
		give(s->data.data + s->places[s->next++], key, payload);
		return 1;
	}
	/* next counts what was given: the first call has nothing to take off. */
	if (s->next++ > 0 && s->nheap > 0 && advance(s, e) < 0)
		return -1;
	if (s->nheap == 0)
		return 0;
	give(s->runs[s->heap[0]].window.data + s->runs[s->heap[0]].used, key, payload);
	return 1;
}
