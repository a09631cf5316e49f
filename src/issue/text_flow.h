/*
 * text_flow - one paragraph of the text alternative: words, and how they are
 * put into lines.  Pure.
 *
 * A flow takes characters, merge tags, blanks and breaks, and gives lines of a
 * width counted in columns of a terminal.  A line is broken only at a blank, or
 * between two ideographs; a merge tag is never broken.  What is added is text:
 * a "{" that would begin a merge tag is written so that it does not.
 */
#ifndef ISSUE_TEXT_FLOW_H
#define ISSUE_TEXT_FLOW_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum piece_kind {
	PIECE_WORD,
	PIECE_TAG,  /* a block tag ({% if %}, ...) */
	PIECE_BREAK /* a line ends here, always */
};

struct piece {
	enum piece_kind kind;
	bool blank; /* one stands before it */
	bool split; /* no blank, but a line may end before it */
	size_t at, n, columns;
	size_t seen; /* columns that a reader sees, as far as one can guess */
};

struct flow_line {
	size_t first, end; /* pieces */
	size_t columns, seen;
};

struct flow {
	struct buf text;
	struct piece *pieces;
	size_t n, size;
	struct flow_line *lines; /* of the last flow_wrap */
	size_t nlines, lines_size;
	bool blank;    /* due before the next piece */
	bool soft;     /* a line may end before the next character */
	bool apart;    /* the next character begins a piece */
	bool brace;    /* the last character is a "{" of the text */
	bool verbatim; /* braces mean nothing: in {% verbatim %} */
	bool trims;    /* the last piece is a tag like {{ x -}} */
	uint32_t last; /* character */
};

void flow_init(struct flow *f, size_t max);
void flow_release(struct flow *f);
void flow_reset(struct flow *f);

/* One character, as its n bytes. */
void flow_character(struct flow *f, const char *s, size_t n, uint32_t c);
void flow_ascii(struct flow *f, const char *s);

/* A blank, of which two are one and none stands at the beginning. */
void flow_blank(struct flow *f);
void flow_break(struct flow *f);

/* An output tag, which is part of a word, or a block tag. */
void flow_tag(struct flow *f, struct span tag, bool block);

/* A line may end here (<wbr>). */
void flow_soft_break(struct flow *f);

/* The next character begins a piece of its own, blank or not. */
void flow_apart(struct flow *f);

/* Take back all pieces from n on, whose text began at the byte at. */
void flow_cut(struct flow *f, size_t n, size_t at);

/* Put pieces [first, end) into lines of at most width columns: f->lines. */
void flow_wrap(struct flow *f, size_t first, size_t end, size_t width);

/* The same, behind the lines that are there already. */
void flow_wrap_more(struct flow *f, size_t first, size_t end, size_t width);

/* The columns of the pieces on one line (up to breaks), and of the widest word. */
void flow_measure(
    const struct flow *f, size_t first, size_t end, size_t *natural, size_t *least);

void flow_print(const struct flow *f, const struct flow_line *line, struct buf *out);

#endif
