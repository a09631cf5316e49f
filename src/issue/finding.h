/*
 * finding - what is wrong with an issue, where, and what to do.  Pure.
 *
 * Everything that reads an issue (merge language, HTML, front matter, checks)
 * adds to one list, so that an author sees all mistakes at once.  cli prints
 * them as FILE:LINE:COLUMN: text.
 *
 * The strings belong to the arena given to findings_init.
 */
#ifndef ISSUE_FINDING_H
#define ISSUE_FINDING_H

#include "util/arena.h"
#include "util/str.h"

#include <stddef.h>

#define FINDINGS_MAX 200 /* more are counted, not kept */

enum severity { FINDING_ERROR, FINDING_WARNING };

struct finding {
	enum severity severity;
	const char *file;
	size_t line,
	    column; /* from 1; columns count code points; line 0: the whole file */
	const char *text;
};

struct findings {
	struct arena *arena;
	struct finding *list;
	size_t count;            /* in list */
	size_t errors, warnings; /* found, kept or not */
};

void findings_init(struct findings *f, struct arena *a);

/*
 * Add one, about the byte at offset in the whole text of file.  The message may
 * quote the author's text, control characters and all: util/term.h is for showing.
 */
void finding_add(struct findings *f, enum severity severity, const char *file,
    struct span text, size_t offset, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* The first error, "" when there is none: for whoever shows one line alone. */
const char *findings_error(const struct findings *f);

/* Add one about the whole file. */
void finding_add_whole(struct findings *f, enum severity severity, const char *file,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
