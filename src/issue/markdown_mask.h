/*
 * markdown_mask - a Markdown text in which a Markdown parser cannot stumble over
 * merge tags.  Pure.
 *
 * The parser gets a derived text (issue/derived.h).  In it each merge tag is a
 * stand-in: a word of ASCII letters and digits that occurs nowhere else, so that
 * it may stand wherever a word may: in emphasis, a link, a table, code.  A line of
 * nothing but block tags, or a ":::" line, is an HTML comment around one stand-in:
 * Markdown ends a paragraph for a comment, and leaves it where it stands.
 */
#ifndef ISSUE_MARKDOWN_MASK_H
#define ISSUE_MARKDOWN_MASK_H

#include "issue/derived.h"
#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define MARKDOWN_MARK_SIZE 16

enum standin_kind {
	STANDIN_TAG,  /* a merge tag within a line */
	STANDIN_TAGS, /* block tags alone on their line */
	STANDIN_FENCE /* a line that begins with ":::" */
};

struct standin {
	enum standin_kind kind;
	struct span source; /* what the author wrote */
	size_t offset;      /* of it in the author's text */
};

struct markdown_mask {
	struct derived text; /* what the parser gets */
	struct standin *standins;
	size_t nstandins;
	char mark[MARKDOWN_MARK_SIZE]; /* a stand-in is the mark, its number and "z" */
	struct origin author;
};

/* Mask the author's text from its offset to its end; it is borrowed. */
void markdown_mask_make(struct markdown_mask *out, struct origin author, struct arena *a);

/*
 * The first stand-in in s: where it begins, with its comment, goes to *at, its length
 * there to *n.
 * NULL: there is none.
 */
const struct standin *markdown_mask_next(
    const struct markdown_mask *m, struct span s, size_t *at, size_t *n);

/* The stand-in of which s, white space at its ends apart, is the comment; NULL: it
 * is something else. */
const struct standin *markdown_mask_line(const struct markdown_mask *m, struct span s);

/* Where the byte at offset of the masked text was written. */
struct origin markdown_mask_origin(const struct markdown_mask *m, size_t offset);

#endif
