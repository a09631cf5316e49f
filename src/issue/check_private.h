/*
 * check_private - what the checks of an issue share; only check*.c include this.
 * Pure.
 *
 * A check walks the tree on its own, in time linear to it, and keeps what it must
 * remember in arrays of a fixed size or in the arena: hostile documents come here
 * too.
 */
#ifndef ISSUE_CHECK_PRIVATE_H
#define ISSUE_CHECK_PRIVATE_H

#include "issue/check.h"
#include "issue/html_tree.h"

struct check {
	const struct manuscript *manuscript;
	const struct html *html; /* the manuscript's */
	const struct check_facts *facts;
	struct tree tree;
	struct span source; /* the HTML; of a text, what is sent */
	struct span text;   /* what a reader sees of it, merge tags as written, blanks
			   * collapsed; of a
			   * text, all of it */
	struct arena *arena;
	struct findings *findings;
};

/* Add a finding about the byte at offset of c->source. */
void check_say(struct check *c, enum finding_code code, size_t offset, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));

/* Add one about this node: an element's tag, a text's first character. */
void check_say_node(struct check *c, enum finding_code code, const GumboNode *node,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Add one about what the issue as a whole lacks: about this element of an HTML issue;
 * what a layout has in its place is none of the author's. */
void check_say_issue(struct check *c, enum finding_code code, const GumboNode *node,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Add one about what the author wrote at offset (of the manuscript's source). */
void check_say_source(struct check *c, enum finding_code code, size_t offset,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The value of an attribute with its merge tags, blanks at both ends dropped; "". */
const char *check_attribute(struct check *c, const GumboNode *node, const char *name);
bool check_has(const GumboNode *node, const char *name);

/* What stands in the element, its pictures' words too, on one line; of a long one the
 * beginning. */
const char *check_words(struct check *c, const GumboNode *node);

/* The beginning of s, for a message. */
const char *check_short(struct check *c, struct span s);

/* How many letters and digits, up to max. */
size_t check_letters(struct span text, size_t max);

/* Where the phrase begins in text as a word or words of its own: ASCII case does not
 * count, any blanks are one; text.n when it does not. */
size_t check_find(struct span text, const char *phrase);

/* Say "'PHRASE' what" of each of n phrases that text, at offset, holds: once each. */
void check_phrases(struct check *c, enum finding_code code, struct span text,
    size_t offset, const char *const *phrases, size_t n, const char *what);

/* Call look with each text that is seen, the subject too, as it is written, and its
 * offset in c->source. */
void check_each_text(
    struct check *c, void (*look)(struct check *c, struct span text, size_t offset));

/* All that a reader sees of an HTML issue: check.text. */
const char *check_seen(struct check *c);

/* The table of check.c. */
void check_language(struct check *c);
void check_subject(struct check *c);
void check_preheader(struct check *c);
void check_leaving(struct check *c);
void check_identity(struct check *c);
void check_links(struct check *c);
void check_link_words(struct check *c);
void check_images(struct check *c);
void check_size(struct check *c);
void check_headings(struct check *c);
void check_tables(struct check *c);
void check_contrast(struct check *c);
void check_client(struct check *c);
void check_client_css(struct check *c);
void check_filter(struct check *c);
void check_hidden(struct check *c);
void check_leftover(struct check *c);
void check_garbled(struct check *c);
void check_clicks(struct check *c);

#endif
