/*
 * mirror - an issue without its link to itself in a browser: the setting "mirror" is
 * "drop".  Pure.
 */
#ifndef ISSUE_MIRROR_H
#define ISSUE_MIRROR_H

#include "issue/edit.h"
#include "issue/html.h"

/* Take out of e, the source of h, each link whose whole address is {{ mirror }}, and
 * a "|" beside it with its blanks: the one behind it, else the one before it. */
void mirror_drop_html(const struct html *h, struct edits *e);

/* The same of plain text: where {{ mirror }} stands, the part of its line up to " | "
 * on either side, or the whole line. */
void mirror_drop_text(struct edits *e);

#endif
