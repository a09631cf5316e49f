/*
 * source - the files that an issue is made of, by name.  Pure.
 *
 * Filled by cli or delivery with what lies beside the issue, so that issue/
 * reads no files: it is tested and fuzzed without any.  Names and bytes belong
 * to whoever filled it and live as long.
 */
#ifndef ISSUE_SOURCE_H
#define ISSUE_SOURCE_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

struct source_file {
	const char *name; /* relative to the issue, as it is referred to */
	struct span bytes;
};

/* { 0 } is an empty source. */
struct source {
	struct source_file *files;
	size_t count, room;
};

/* Both are borrowed; the table is in arena a.  A name given twice: the first wins. */
void source_add(struct source *s, struct arena *a, const char *name, struct span bytes);

/* The bytes of the file called name go to *out; false when there is none. */
bool source_find(const struct source *s, const char *name, struct span *out);

#endif
