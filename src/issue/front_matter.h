/*
 * front_matter - the "key: value" lines at the top of a Markdown or text issue.  Pure.
 *
 *	---
 *	# a comment, on a line of its own
 *	subject: Juin sera solidaire
 *	preheader: "AG, \"Rencontre des Solidaires\" et plus"
 *	attach: kit.pdf
 *	attach: plan.pdf
 *	---
 *
 * This is no YAML, only what of it an issue needs.  A value stands on one line:
 * as it is, to the end of the line; or in "..." with \" and \\ in it; or in '...'
 * with '' in it.  A key may repeat; "- value" lines under a key that has none are
 * the same as repeating it.  Nothing else has a meaning: [, {, & and # within a
 * value are text.
 */
#ifndef ISSUE_FRONT_MATTER_H
#define ISSUE_FRONT_MATTER_H

#include "issue/derived.h"
#include "issue/finding.h"
#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define FRONT_MATTER_ENTRIES_MAX 200

struct front_matter_entry {
	const char *key;
	size_t offset;        /* of the key, or of the value in a list */
	struct derived value; /* value.text.s is terminated */
};

struct front_matter {
	struct front_matter_entry *entries;
	size_t nentries;
	size_t end; /* behind it: where the text of the issue begins; 0: there is none */
};

/* Is the first line "---"? */
bool front_matter_begins(struct span text);

/*
 * Read it from the top of text, which is UTF-8 and borrowed; a text without has no
 * entries.  Whatever is wrong is an error in f, and left out.  The values are known
 * to f: what is found in one of them is told of its place in file.
 */
void front_matter_read(struct front_matter *out, struct span text, const char *file,
    struct arena *a, struct findings *f);

#endif
