/*
 * markdown_html - the tree of a Markdown text as HTML for mail.  Pure.
 *
 * HTML that mail programs take: tables for what stands side by side, styles in
 * attributes, widths where Outlook needs them.  Each piece of it is derived from
 * the author's text, merge tags byte for byte.
 */
#ifndef ISSUE_MARKDOWN_HTML_H
#define ISSUE_MARKDOWN_HTML_H

#include "issue/derived.h"
#include "issue/markdown.h"
#include "issue/source.h"
#include "issue/style.h"

/* Append the HTML to out; pictures, for their widths, may lack any that there are. */
void markdown_html(const struct markdown *m, const struct style *style,
    const struct source *pictures, struct derived *out);

#endif
