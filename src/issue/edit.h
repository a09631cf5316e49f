/*
 * edit - a text with some of its pieces replaced, the rest byte for byte.  Pure.
 */
#ifndef ISSUE_EDIT_H
#define ISSUE_EDIT_H

#include "util/arena.h"
#include "util/str.h"

#include <stddef.h>

/* { text, arena } is a text without edits; both are borrowed. */
struct edits {
	struct span text;
	struct arena *arena;
	struct edit *list;
	size_t count, room;
};

/* Put replacement, which is borrowed, in the place of old, a piece of the text.  In
 * any order; of two that overlap, the one that begins first wins, or is longer; what
 * takes the place of nothing overlaps nothing and comes first. */
void edits_add(struct edits *e, struct span old, struct span replacement);

/* The text as it is then; in the arena, or the text itself without edits. */
struct span edits_apply(struct edits *e);

#endif
