/*
 * A hostile layout: an issue set into it stays within bounds, and what its author
 * wrote is in it once at most.
 */
#include "fuzz.h"

#include "issue/manuscript.h"
#include "util/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WORD "Solidaires"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char issue[] =
	    "---\nsubject: x\npreheader: <y> {{ list.name }}\n---\n"
	    "::: band\n**[" WORD "](u)**\n:::\n";
	struct source source = { 0 };
	struct manuscript_layout layout = { .source = &source, .language = "fr" };
	struct arena a = { 0 };
	struct findings f;
	struct manuscript m;
	struct span html;
	const char *found;

	findings_init(&f, &a);
	source_add(&source, &a, SOURCE_LAYOUT, "layout.html",
	    (struct span){ (const char *)data, n });
	if (manuscript_read(&m, span_of(issue), "issue.md", &a, &f) < 0)
		abort();
	if (memmem(data, n, WORD, strlen(WORD)) == NULL &&
	    manuscript_lay_out(&m, &layout, &a, &f) == 0) {
		html = m.html.source;
		hold(utf8_valid(html.s, html.n));
		found = memmem(html.s, html.n, WORD, strlen(WORD));
		if (found != NULL)
			hold(memmem(found + 1, (size_t)(html.s + html.n - found) - 1,
				 WORD, strlen(WORD)) == NULL);
		else
			hold(f.errors > 0);
	}
	arena_release(&a);
	return 0;
}
