/*
 * hint - what to write instead: for tags and words of other newsletter
 * programs, and for what people type where the language has something else.
 * Pure.
 *
 * Only says things; decides nothing but whether a place in plain text is
 * worth a word.
 */
#ifndef ISSUE_HINT_H
#define ISSUE_HINT_H

#include "issue/finding.h"
#include "issue/template.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a hint is about, and what it may suggest. */
struct hint_context {
	struct span text; /* the whole file */
	const char *file;
	const struct vocabulary *vocabulary;
	struct findings *findings;
};

/* Look for merge tags of other programs in the plain text [start, end). */
void hint_text(const struct hint_context *c, size_t start, size_t end);

/*
 * Is the tag [start, end), with its words at [body, body_end), one of another
 * program?  Then that was said, and it needs no parsing.
 */
bool hint_tag(
    const struct hint_context *c, size_t start, size_t end, size_t body, size_t body_end);

/*
 * What to write instead of the characters at offset, which the grammar does
 * not know there: a text, or "" when there is nothing special to say.
 */
const char *hint_syntax(struct span text, size_t offset, size_t end);

/* What to say about a word that is no name: True, None, feed.x; NULL: nothing. */
const char *hint_word(struct span word);

/* Is there a tag of this name in Django or Jinja, which newsletters do not have? */
bool hint_foreign_block(struct span name);

/*
 * The known field that somebody who wrote name may have meant, since both are
 * the same part of a person's name (PRENOM, FIRSTNAME, ...) or spelled alike;
 * NULL: none.
 */
const char *hint_field(const struct vocabulary *v, struct span name);

#endif
