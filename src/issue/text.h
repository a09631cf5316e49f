/*
 * text - the text alternative of an HTML issue.  Pure.
 *
 * It is a template again: merge tags stand in it as the author wrote them,
 * never broken, block tags between paragraphs alone on their lines.  Made to
 * be read: 76 columns as a terminal counts them; first headings underlined;
 * lists; links as "text <url>"; quotations behind "> "; tables of data in
 * columns, tables of layout in reading order; bold as *...*, italics as _..._;
 * pictures as [their alternative text].
 *
 * Decisions: the preheader is the first paragraph, without its padding (it is
 * the author's summary; readers of text have nothing else for it).  Other
 * hidden parts are left out, and pictures that nothing names; but a link that
 * such a picture is all of keeps its address.  A link within the page, to a
 * telephone, or whose text is its address has no <url> behind it.  An empty
 * {% if %} is left out.
 */
#ifndef ISSUE_TEXT_H
#define ISSUE_TEXT_H

#include "issue/html.h"
#include "util/arena.h"
#include "util/str.h"

#define TEXT_COLUMNS 76
#define TEXT_BYTES_MAX (16u << 20)

/* The whole text, lines ended by LF, in the arena; "" when there is nothing. */
struct span text_of_html(const struct html *html, struct arena *a);

#endif
