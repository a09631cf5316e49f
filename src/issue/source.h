/*
 * source - the files that an issue is made of, by name.  Pure.
 *
 * Filled by cli or delivery with what the issue refers to, so that issue/ reads
 * no files: it is tested and fuzzed without any.  Names and bytes belong to
 * whoever filled it and live as long.
 */
#ifndef ISSUE_SOURCE_H
#define ISSUE_SOURCE_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define SOURCE_HASH_SIZE 32 /* octets of SHA-256 */

/* The database keeps their names (source_role_names): append only. */
enum source_role {
	SOURCE_ISSUE, /* the file that the issue is written in: one */
	SOURCE_TEXT,  /* what it is written with: a text part */
	SOURCE_PICTURE,
	SOURCE_ATTACHMENT,
	SOURCE_PARAMS, /* the values of params.NAME: at most one */
	SOURCE_LAYOUT, /* what a Markdown issue is set into; none: nlctl's own */
	SOURCE_ROLES
};

extern const char *const source_role_names[SOURCE_ROLES];

struct source_file {
	enum source_role role;
	const char *name;  /* as the issue refers to it, relative to its own file */
	struct span bytes; /* s NULL: not loaded, only known */
	const char *fault; /* why there is no such file, for its author; "": there is */
	const char *type;  /* media type of a picture, "" for what is none */
	size_t size;       /* of all its bytes */
	unsigned char hash[SOURCE_HASH_SIZE];
};

/* { 0 } is an empty source. */
struct source {
	struct source_file *files;
	size_t count, room;
};

/* Both are borrowed; the table is in arena a.  A name given twice in a role: the
 * first wins. */
void source_add(struct source *s, struct arena *a, enum source_role role,
    const char *name, struct span bytes);

/* The same of a file that is known, but not loaded, or that cannot be had. */
void source_add_file(struct source *s, struct arena *a, const struct source_file *file);

/* The bytes of the text called name, the issue's own file too, go to *out; false
 * when there is none. */
bool source_find(const struct source *s, const char *name, struct span *out);

/* NULL when there is none. */
struct source_file *source_get(
    const struct source *s, enum source_role role, const char *name);

/* The first file of this role; NULL when there is none. */
struct source_file *source_first(const struct source *s, enum source_role role);

/* Of all its files, in their order, whatever the issue's own is called: with the same
 * hash the same messages are made. */
void source_hash(const struct source *s, unsigned char out[SOURCE_HASH_SIZE]);

#endif
