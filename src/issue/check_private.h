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
	struct findings *findings;
};

/* Add a finding about the byte at offset of the text; about this node. */
void check_say(struct check *c, enum finding_code code, size_t offset, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
void check_say_node(struct check *c, enum finding_code code, const GumboNode *node,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The table of check.c. */
void check_language(struct check *c);

#endif
