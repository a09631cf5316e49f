/*
 * derived - a text that is made of others and knows where each piece was written.
 * Pure.
 *
 * The HTML of a Markdown issue is one: whoever finds a mistake in it says so of
 * the HTML, and findings (issue/finding.h) tell the author the line and column in
 * the Markdown, the front matter or the layout.  So no reader of a text need know
 * how it came to be.  A text may be derived from texts that are derived.
 */
#ifndef ISSUE_DERIVED_H
#define ISSUE_DERIVED_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

#include <stddef.h>

/* Where something was written: a place in the text of a file. */
struct origin {
	const char *file;
	struct span text;
	size_t offset;
};

struct derived_piece {
	size_t start; /* in the text; it goes up to the next piece */
	struct origin from;
	size_t step; /* 1: taken byte for byte; 0: all of it was made for one place */
};

struct derived {
	struct span text;
	struct buf out; /* the text while it is being made */
	struct derived_piece *pieces;
	size_t npieces, room;
	struct arena *arena;
	const struct derived *next; /* in a list of findings */
};

/* An empty text of max bytes at most; out.overflowed says that it was longer. */
void derived_init(struct derived *d, size_t max, struct arena *a);

/* Append n bytes of from.text, beginning at from.offset. */
void derived_copy(struct derived *d, struct origin from, size_t n);

/* Append what was made because of what stands at from. */
void derived_add(struct derived *d, struct origin from, struct span made);
void derived_adds(struct derived *d, struct origin from, const char *made);

/* The text is whole: it goes to the arena and, as d->text, stays the same. */
void derived_finish(struct derived *d);

/* Where the byte at offset was written; offset may be the end. */
struct origin derived_origin(const struct derived *d, size_t offset);

#endif
