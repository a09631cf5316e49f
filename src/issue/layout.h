/*
 * layout - the page that a Markdown issue is set into.  Pure.
 *
 * A layout is an HTML file in which some tags are replaced when the issue is
 * compiled: {{ content }}, once, {{ preheader }}, {{ language }}, {{ direction }},
 * {{ word.NAME }} for a sentence of util/lang/ in the issue's language ("letter.NAME"
 * there), and {% if NAME %} ... {% else %} ... {% endif %} with preheader,
 * mirror, unsubscribe or list.postal_address as NAME: is there one to show?  All its other tags are of the merge
 * language and stay.  What the author wrote is put in and never read as a layout.
 *
 * A <style data-nlctl="inline"> in it is issue/style.h's.
 */
#ifndef ISSUE_LAYOUT_H
#define ISSUE_LAYOUT_H

#include "issue/derived.h"
#include "issue/finding.h"
#include "issue/markdown.h"
#include "issue/source.h"
#include "util/arena.h"
#include "util/lang.h"
#include "util/str.h"

#include <stdbool.h>

#define LAYOUT_BYTES_MAX (512u << 10)

struct layout_issue {
	const struct markdown *content;
	const struct source *source; /* its layout, if it has one, and pictures */
	const char *language;        /* as it is written into the page, "fr-BE" */
	struct lang words;           /* in that language, or one that nlctl speaks */
	struct origin preheader;     /* a template; its whole text */
	/* Shall the page show a link to itself on the web, one to leave by?  Not where
	 * the first has no address, or the author wrote one. */
	bool mirror, unsubscribe;
	bool postal_address; /* the list has one */
};

/*
 * Set the issue into its layout, nlctl's own without: out is the whole HTML, known to
 * f.  -1 when the layout cannot be read; whatever is wrong is an error in f, in the
 * layout's own file.
 */
int layout_set(struct derived *out, const struct layout_issue *issue, struct arena *a,
    struct findings *f);

#endif
