/*
 * mime - the tree of a message: its text, its HTML, pictures, attachments (RFC 2046,
 * RFC 2387).  Pure.
 *
 *	multipart/mixed                 where there are attachments
 *	  multipart/alternative         where there is HTML
 *	    text/plain
 *	    multipart/related           where pictures travel with it
 *	      text/html
 *	      image/…
 *	  application/pdf, …
 *
 * Only the text and the HTML differ from copy to copy.  So the tree is encoded once
 * and is four pieces, between which they are put: a level that has nothing to hold is
 * not there.
 */
#ifndef ISSUE_MIME_H
#define ISSUE_MIME_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/* A file in a message. */
struct mime_part {
	const char *type; /* media type and its parameters, but for the name */
	const char *name; /* of the file, UTF-8; controls in it become blanks */
	const char *cid;  /* what the HTML calls it: without <>, ASCII; "": nothing */
	struct span bytes;
};

struct mime_tree {
	bool html; /* else the text is alone */
	const struct mime_part *pictures, *attachments;
	size_t npictures, nattachments;
};

/* Ready bytes.  A message is head, text_lead, the text, html_lead, the HTML, tail;
 * without HTML html_lead is empty. */
struct mime {
	struct span head; /* the last header fields */
	struct span text_lead, html_lead, tail;
};

/*
 * Encode the tree, into arena a.  Fails with ERR_DATA when the files alone would have
 * more than max octets.
 */
int mime_make(struct mime *out, const struct mime_tree *tree, size_t max, struct arena *a,
    struct err *e);

#endif
