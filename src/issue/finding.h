/*
 * finding - what is wrong with an issue, where, and what to do.  Pure.
 *
 * Everything that reads an issue (merge language, HTML, front matter, checks)
 * adds to one list, so that an author sees all mistakes at once.  What a code
 * means, and how bad it is, is in finding_code.h.  cli prints them as
 * FILE:LINE:COLUMN: text.
 *
 * The strings belong to the arena given to findings_init.
 */
#ifndef ISSUE_FINDING_H
#define ISSUE_FINDING_H

#include "issue/derived.h"
#include "issue/finding_code.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define FINDINGS_MAX 100 /* of one code; more are counted, not kept */

struct finding {
	enum finding_code code;
	enum severity severity; /* the code's, or an error that was a warning */
	const char *file;
	size_t line,
	    column; /* from 1; columns count code points; line 0: the whole file */
	const char *text;
};

/* Offset is at this line and column of the text. */
struct finding_mark {
	const char *text;
	size_t offset, line, column;
};

struct findings {
	struct arena *arena;
	struct finding *list;
	size_t count, room;             /* in list */
	size_t errors, warnings, notes; /* found, kept or not */
	size_t hardened;                /* of the errors: those that are none by nature */
	size_t of[FINDING_CODES];       /* found, kept or not */
	bool is_hard[FINDING_CODES];    /* an error, though none by its nature */
	struct finding_mark last;       /* where the one before it is */
	const struct derived *derived;  /* texts that were made of others */
};

void findings_init(struct findings *f, struct arena *a);

/* What is found in this text is told of the places that it was made of; it is
 * borrowed, and in one list. */
void findings_derived(struct findings *f, struct derived *text);

/* Where a person wrote what stands there, be it in a text that was derived. */
struct origin findings_origin(const struct findings *f, struct origin at);

/*
 * Add one, about the byte at offset in the whole text of file.  The message may
 * quote the author's text, control characters and all: util/term.h is for showing.
 */
void finding_add(struct findings *f, enum finding_code code, const char *file,
    struct span text, size_t offset, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* Where a person wrote what stands at offset of the text of file, be it derived; the
 * severity and text of what is returned say nothing, and nothing is added. */
struct finding finding_place(
    struct findings *f, const char *file, struct span text, size_t offset);

/* Add one about the whole file. */
void finding_add_whole(struct findings *f, enum finding_code code, const char *file,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The first error as one of this kind, with its place: returns -1.  There is one. */
int findings_refuse(const struct findings *f, enum err_kind kind, struct err *e);

/* The first error, "" when there is none: for whoever shows one line alone. */
const char *findings_error(const struct findings *f);

/*
 * Make errors of the warnings and notes with these codes, which is the setting
 * check.errors: codes with commas between them, or "all" for all warnings.  A name
 * that is no code goes to *unknown, else that is empty.
 */
void findings_harden(struct findings *f, const char *codes, struct span *unknown);

/* In the order of their places: file, line, column. */
void findings_sort(struct findings *f);

#endif
