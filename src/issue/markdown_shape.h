/*
 * markdown_shape - what Markdown knows nothing of: block tags between blocks, and
 * forms.  Pure.  Private to markdown.c.
 *
 * Where a block tag stands between the items of a list, or the rows of a table,
 * Markdown sees two lists, or a row of one cell; here they become one list, and a tag
 * between rows, so that what depends on a person is in its place.  A block tag and
 * the one that ends it must be in the same block: the HTML would be torn otherwise.
 */
#ifndef ISSUE_MARKDOWN_SHAPE_H
#define ISSUE_MARKDOWN_SHAPE_H

#include "issue/finding.h"
#include "issue/markdown.h"

void markdown_shape(struct markdown *m, struct findings *f);

/* markdown_form.c: the same for ":::" lines and buttons in this block. */
void markdown_shape_forms(
    struct markdown *m, struct markdown_node *block, struct findings *f);

#endif
