/*
 * text_reader - what the files of the text alternative share: a walk through a
 * tree, and what is open on the way.  Private to text.c, which owns a reader,
 * text_element.c and text_link.c.
 */
#ifndef ISSUE_TEXT_READER_H
#define ISSUE_TEXT_READER_H

#include "issue/html_tree.h"
#include "issue/text_table.h"
#include "issue/text_writer.h"
#include "util/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An element that is open: what to undo when it ends. */
struct frame {
	size_t margin;
	unsigned gap; /* behind it; 0: it is no block */
	bool hides, plain, strong, emphasis, link, cell, table, heading, preformatted;
	bool list, ordered;
	char numerals;     /* of a list: '1', 'a', 'A', 'i' or 'I' */
	long number;       /* of the next item */
	size_t outer_list; /* frame of the list around this one, + 1 */
};

/* Where the text of a link began. */
struct link {
	const char *url, *title;
	bool picture; /* there is one in it */
	size_t piece, at, printed;
	bool blank;
};

struct text_reader {
	struct tree tree;
	struct writer w;
	struct table table;
	struct frame *frames;
	size_t nframes, frames_size;
	struct link *links;
	size_t nlinks, links_size;
	struct buf url;
	size_t hidden, strong, emphasis, headings, preformatted; /* open ones */
	bool strong_shown, emphasis_shown; /* the marker has been written */
	size_t list;                       /* frame of the innermost list, + 1 */
};

/* text.c: a character, a text, a picture, the beginning or end of a block. */
void text_reader_character(struct text_reader *r, const char *s, size_t n, uint32_t c);
void text_reader_text(struct text_reader *r, const char *s);
void text_reader_image(struct text_reader *r, const GumboNode *node);
void text_reader_block(struct text_reader *r, unsigned gap);

/* Bold and italics: "*" and "_" before their first character, and behind the last. */
void text_reader_show_marks(struct text_reader *r);
void text_reader_end_mark(struct text_reader *r, bool *shown, const char *mark);
void text_reader_end_marks(struct text_reader *r);

/* Characters that have neither room nor meaning in a text. */
bool text_reader_drops(uint32_t c);

/* text_element.c */
void text_reader_begin_element(struct text_reader *r, const GumboNode *node);
void text_reader_end_element(struct text_reader *r);

/* text_link.c */
void text_reader_begin_link(
    struct text_reader *r, const GumboNode *node, struct frame *f);
void text_reader_end_link(struct text_reader *r);

#endif
