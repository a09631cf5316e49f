/*
 * letter_private - what a letter is inside.  Private to letter*.c; nobody else includes
 * it.
 */
#ifndef ISSUE_LETTER_PRIVATE_H
#define ISSUE_LETTER_PRIVATE_H

#include "issue/letter.h"
#include "issue/mime.h"

struct header_template {
	const char *name;
	struct template *template;
};

struct letter {
	struct arena *arena;
	const struct identity *identity;
	struct vocabulary vocabulary; /* with the issue's language */
	struct vocabulary sent;       /* the same, with what nlctl puts into it */
	struct source *source;
	struct manuscript manuscript;
	struct value params;
	struct pictures pictures;
	const char *subject_source;
	struct template *subject;
	struct template *text, *body; /* body: the HTML */
	/* The same as somebody wrote them, before pictures and links were edited: places
	 * are those of these.  text_file NULL: the text is made of the HTML. */
	struct template *text_written, *body_written;
	const char *text_file;
	struct span text_source;
	struct mime mime; /* what stands round these two */
	bool mistaken;    /* mistakes were found in the HTML */
	struct header_template *headers;
	size_t nheaders;
	/* Header fields that are the same in all copies, ready; subject_line is empty
	 * where the subject holds a tag. */
	struct span from, reply_to, subject_line, list_id, bulk;
};

/* An issue that is a text is sent as it stands, alone. */
static inline bool
letter_is_text(const struct letter *l)
{
	return l->manuscript.form == MANUSCRIPT_TEXT;
}

/* The error of a letter that has mistakes. */
int letter_refuse(const struct letter *l, const struct findings *f, struct err *e);

/* Encode, once, the header fields that a million copies have in common. */
int letter_prepare_headers(struct letter *l, struct err *e);

/* Append the header of one copy, but for the fields that say what its body is. */
int letter_add_headers(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e);

#endif
