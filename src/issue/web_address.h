/*
 * web_address - the addresses of the web that stand in a plain text, of which mail
 * programs make links.  Pure.
 *
 * One begins with http:// or https:// and a host, and goes on to a blank, to what stands
 * round addresses ("<>, quotation marks) or to a block tag that ends or parts a block,
 * without the marks that end a sentence.  Other merge tags belong to it; an address
 * within a tag, or in a verbatim block, is none.
 */
#ifndef ISSUE_WEB_ADDRESS_H
#define ISSUE_WEB_ADDRESS_H

#include "issue/template.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/* A walk through a text, which is borrowed. */
struct web_addresses {
	struct span text;
	size_t at;
	size_t scanned; /* for template_next_tag */
	struct tag tag; /* the first that does not start before at */
	bool verbatim;  /* at is in such a block */
};

void web_addresses_init(struct web_addresses *w, struct span text);

/* The next one, a piece of the text; false at the end. */
bool web_addresses_next(struct web_addresses *w, struct span *out);

#endif
