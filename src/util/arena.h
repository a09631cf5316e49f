/*
 * arena - text that lives and dies together.
 *
 * A command has one arena for what it answers with, and a scratch arena that
 * is reset after each item, so that a million items need the memory of one.
 * Nothing in an arena is freed alone.
 */
#ifndef UTIL_ARENA_H
#define UTIL_ARENA_H

#include <stddef.h>

struct arena_block;

/* { 0 } is an empty arena. */
struct arena {
	struct arena_block *blocks; /* the newest first */
};

/* Zeroed memory, aligned for any type, until the arena is reset or released. */
void *arena_alloc(struct arena *a, size_t n);

/* A terminated copy of s, or of the n bytes at s. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_memdup(struct arena *a, const void *s, size_t n);

char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Forget everything; the newest block is kept for reuse. */
void arena_reset(struct arena *a);

/* Forget everything and give the memory back. */
void arena_release(struct arena *a);

#endif
