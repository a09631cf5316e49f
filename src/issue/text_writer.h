/*
 * text_writer - paragraphs on a page: margins, gaps, lines, and where block
 * tags go.  Pure.
 *
 * Knows nothing of HTML: text.c walks the tree and says what comes; the writer
 * collects a paragraph in its flow and writes it when a block begins or ends.
 */
#ifndef ISSUE_TEXT_WRITER_H
#define ISSUE_TEXT_WRITER_H

#include "issue/text_flow.h"
#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define WRITER_MARGIN_MAX 36 /* columns; deeper lists and quotations stay there */

/* A block tag that opened and has not been closed: to take it back when empty. */
struct writer_block {
	size_t out, printed, low;
	unsigned gap;
	bool opened;
};

struct writer {
	struct buf *out;
	struct flow flow;
	struct buf margin; /* before every line */
	struct buf first;  /* before the next line: the same, or with a bullet */
	size_t low;        /* least margin since the last line */
	unsigned gap;      /* line ends due before the next line */
	bool opened;       /* the last line is a block tag that opens */
	size_t printed;    /* lines that are no block tags */
	struct writer_block *blocks;
	size_t nblocks, blocks_size;
	char underline; /* of a heading, or '\0' */
	bool fresh;     /* a list item has begun and nothing is in it yet */
};

void writer_init(struct writer *w, struct buf *out);
void writer_release(struct writer *w);

/* Write the paragraph collected so far. */
void writer_flush(struct writer *w);

/* A block begins or ends here: flush; lines is 1 for a new line, 2 for an empty one. */
void writer_gap(struct writer *w, unsigned lines);

/* Go right: by the bullet on the next line, by rest on all others (as wide). */
void writer_indent(struct writer *w, const char *bullet, const char *rest);

/* Back to a margin of n bytes. */
void writer_outdent(struct writer *w, size_t n);

/* Columns that are left of the margin's right. */
size_t writer_width(const struct writer *w);

/* Begin a line of content, and end nothing: the margin is written. */
void writer_begin_line(struct writer *w);

/* Pieces of the flow as lines; the flow stays. */
void writer_lines(struct writer *w, size_t first, size_t end);

/* A block tag alone on its line. */
void writer_block_tag(struct writer *w, struct span tag);

#endif
