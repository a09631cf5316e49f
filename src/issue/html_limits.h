/*
 * html_limits - whether an HTML text may be given to the parser.  Pure.
 *
 * libgumbo takes ten seconds for 20,000 nested divs, compares every attribute
 * of a tag with every other, and opens each unclosed <b> anew in every
 * paragraph that follows.  So the scan before it keeps a rough list of open
 * elements, as an HTML parser would, and gives up in time.
 */
#ifndef ISSUE_HTML_LIMITS_H
#define ISSUE_HTML_LIMITS_H

#include "issue/finding.h"
#include "issue/html_mask.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

#define LIMITS_FORMAT 500 /* formatting elements that are never closed */

/* A start or end tag as the scan found it. */
struct html_tag {
	struct span name, text;
	size_t offset, attributes;
	bool closes, self_closing;
};

struct open_element {
	uint32_t name;
	unsigned traits;
};

struct open_format {
	uint32_t name; /* 0: a table cell begins here */
	struct span text;
	size_t before; /* weight at that cell's beginning */
};

struct limits {
	struct span source;
	const char *file;
	struct findings *f;
	struct open_element open[HTML_DEPTH_MAX];
	size_t nopen, roots, foreign;
	struct open_format formats[LIMITS_FORMAT];
	size_t nformats;
	size_t weight; /* octets that the open formats of this cell take */
	size_t cloned;
};

void limits_init(
    struct limits *l, struct span source, const char *file, struct findings *f);

/* The next tag of the text; -1 when it is one too many, and said so. */
int limits_tag(struct limits *l, const struct html_tag *tag);

#endif
