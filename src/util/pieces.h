/*
 * pieces - a text of bytes of its own and, between them, of spans that it shares with
 * a million others.  Those are borrowed, never copied: they must outlive it.
 */
#ifndef UTIL_PIECES_H
#define UTIL_PIECES_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

struct pieces {
	struct buf own;
	struct shared {
		size_t at; /* it stands before this one of the own bytes */
		struct span text;
	} * shared;
	size_t nshared, size; /* of these; allocated */
	size_t shared_len;    /* octets of all of them */
};

/* Caller's storage; max is the most bytes of its own that it will ever hold. */
void pieces_init(struct pieces *p, size_t max);
void pieces_release(struct pieces *p);

/* Empty it, keep the memory. */
void pieces_reset(struct pieces *p);

/* Append a span that is shared; own bytes are appended to own.  A short one is
 * copied. */
void pieces_share(struct pieces *p, struct span text);

/* Octets of the whole. */
size_t pieces_len(const struct pieces *p);

/* Is end what the last piece ends with? */
bool pieces_ends_with(const struct pieces *p, const char *end);

/* A place in it; begins as zero. */
struct pieces_place {
	size_t own, nshared; /* bytes and spans before it */
};

/* The piece at this place, which moves on; false at the end. */
bool pieces_next(
    const struct pieces *p, struct pieces_place *at, struct span *out, bool *is_shared);

/* Drop all but what was there at this place, the end of it at some time. */
struct pieces_place pieces_end(const struct pieces *p);
void pieces_truncate(struct pieces *p, struct pieces_place end);

/* Copy what is shared: from now on all bytes are its own, one after the other. */
void pieces_flatten(struct pieces *p);

#endif
