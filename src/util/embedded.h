/*
 * embedded - files of the source tree that are part of the program: languages,
 * layouts.  sql/embed.awk makes the table.  Pure.
 */
#ifndef UTIL_EMBEDDED_H
#define UTIL_EMBEDDED_H

#include "util/str.h"

struct embedded_file {
	const char *name; /* its path below src/ */
	const char *text;
};

/* Ends with a zero entry. */
extern const struct embedded_file embedded_files[];

/* The text of a file that is there; another name is a bug of ours. */
struct span embedded(const char *name);

#endif
