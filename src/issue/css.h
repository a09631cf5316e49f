/*
 * css - as much of style sheets as mail is written in.  Pure.
 *
 * Borrowed pieces of the author's text, read forward only.  What a mail program
 * would have to look up (variables, inheritance, the cascade) is not known here.
 */
#ifndef ISSUE_CSS_H
#define ISSUE_CSS_H

#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

struct css_declaration {
	struct span name, value; /* without blanks at both ends; value without
				  * "!important" */
	bool important;
};

/* The next of a style attribute or a block; *rest moves behind it. */
bool css_next_declaration(struct span *rest, struct css_declaration *out);

struct css_rule {
	struct span
	    selector;      /* "a, td.b"; of an @rule its first words: "@import url(x)" */
	struct span block; /* between the braces; empty for an @rule without one */
};

/* The next rule of a sheet, or @rule with all that is in its block. */
bool css_next_rule(struct span *rest, struct css_rule *out);

/* Is the name or value this word?  Case does not count. */
bool css_is(struct span a, const char *word);

/* Does the value begin with this word, or function name? */
bool css_begins(struct span a, const char *word);

struct css_colour {
	uint8_t red, green, blue;
};

/* "#abc", "#aabbcc", "rgb(1, 2, 3)" or a name that mail is written with; false for
 * what is none, is not opaque, or is not known here. */
bool css_colour(struct span value, struct css_colour *out);

/* The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
double css_contrast(struct css_colour a, struct css_colour b);

/* Black or white, whichever is read better on this colour. */
struct css_colour css_ink(struct css_colour on);

/* "12px", "9pt" or "0" in pixels; false for what depends on something else. */
bool css_pixels(struct span value, double *out);

#endif
