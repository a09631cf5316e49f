/*
 * buf - bytes that grow, up to a maximum that has a name.
 *
 * Adding past the maximum adds nothing and marks the buffer as overflowed, for
 * good until it is reset: callers add freely and ask once at the end.
 * The bytes are always followed by a NUL that is not counted.
 */
#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* "" while nothing was added */
	size_t len;
	size_t size; /* allocated; 0: data is not ours to free */
	size_t max;  /* bytes */
	bool overflowed;
};

/* Caller's storage; max is the most bytes it will ever hold. */
void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);

/* Empty it, keep the memory. */
void buf_reset(struct buf *b);

void buf_add(struct buf *b, const void *s, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for n more bytes at data + len, for callers that write in place and
 * then add to len themselves; NULL and overflowed when n is too much. */
char *buf_reserve(struct buf *b, size_t n);

/* Put n bytes before those at position at; nothing when there is no room. */
void buf_insert(struct buf *b, size_t at, const void *s, size_t n);

/* Drop all but the first len bytes. */
void buf_truncate(struct buf *b, size_t len);

/* Drop the first n bytes. */
void buf_consume(struct buf *b, size_t n);

#endif
