/*
 * tracking - an issue whose links lead through us, so that they can be counted.  Pure.
 *
 * A link goes by the number that it has in the issue, and by {{ track }}, which stands
 * for the copy: nothing else in it differs from one copy to the next.  Only links to
 * the web that are the same for everybody are taken; what has a merge tag in it (a way
 * to leave among them), mailto:, tel: and #parts stay as they are.  A button that
 * Outlook has in a comment of its own leads where the link with the same address does.
 */
#ifndef ISSUE_TRACKING_H
#define ISSUE_TRACKING_H

#include "issue/edit.h"
#include "issue/html.h"

struct tracking {
	const char
	    *links; /* what stands before the copy: "https://news.example.org/l/" */
	const char *opens; /* of the picture that says a copy is opened; "": none does */
};

/* May it be tracked at all? */
bool tracking_takes(const struct html *h, const struct html_link *link);

/* Change the links of h in e, its source. */
void tracking_edit_links(const struct tracking *t, const struct html *h, struct edits *e);

/* The same of HTML, and those for Outlook; and put the picture at its end. */
void tracking_edit_html(const struct tracking *t, const struct html *h, struct edits *e);

/* Have each link of h that is tracked lead where urls says, by its number from 1; NULL:
 * where its author wrote.  The source is HTML or text. */
void tracking_mend_links(const char *const *urls, size_t n, bool is_html,
    const struct html *h, struct edits *e);

/* Change the same addresses in e, a text that its author wrote beside the HTML. */
void tracking_edit_text(const struct tracking *t, const struct html *h, struct edits *e);

#endif
