/*
 * html - what an HTML issue says of itself.  Pure.
 *
 * Reads the author's text with an HTML5 parser and finds its settings, links
 * and pictures.  Changes nothing: what is sent is what the author wrote.  The
 * text alternative is made by text.h, the merge language checked by template.h.
 *
 * Every string is UTF-8 in the arena, "" where absent, character references
 * decoded, merge tags verbatim.  Offsets are bytes in source.
 */
#ifndef ISSUE_HTML_H
#define ISSUE_HTML_H

#include "issue/finding.h"
#include "issue/html_mask.h"
#include "util/arena.h"
#include "util/str.h"

#include <stddef.h>
#include <stdint.h>

#define HTML_LINK_NAME_MAX 40   /* characters of a slug */
#define HTML_PICTURES_MAX 10000 /* places where the address of a picture stands */

struct html_setting {
	const char *key, *value; /* <meta name="nlctl:KEY" content="VALUE"> */
	size_t offset;           /* of the tag */
};

struct html_link {
	unsigned number;  /* from 1, in the order of the text */
	const char *url;  /* blanks at both ends dropped */
	const char *name; /* data-nlctl, else a slug of its text, else the number */
	size_t offset;    /* of the tag */
	struct span raw;  /* the value in source, without its quotes */
};

struct html_image {
	const char *src, *alt;
	size_t offset;
	struct span raw; /* of src, as for a link */
};

/* A place where the address of a picture stands: issue/html_picture.h says which. */
struct html_picture {
	const char *address; /* as for a link */
	struct span raw;     /* the address in source */
};

struct html {
	struct span source;    /* the author's text without a byte order mark */
	struct mask mask;      /* of source */
	const char *subject;   /* <title>, white space collapsed; a template */
	size_t subject_offset; /* of the tag */
	const char *language;  /* <html lang> */
	const char *preheader; /* the hidden text at the start of the body; a template */
	struct html_setting *settings;
	size_t nsettings;
	struct html_link *links; /* <a href> and <area href>, #parts and mailto: too */
	size_t nlinks;
	struct html_image *images; /* <img src>, and background="" of a table or cell */
	size_t nimages;
	struct html_picture *pictures;
	size_t npictures;
	/* Offsets at which something may be put first into the head and into the body;
	 * body is SIZE_MAX when no <body> is written. */
	size_t head, body;
};

/*
 * Read text, the file called file; it is borrowed as long as *out lives.  -1
 * when it cannot be read at all: not UTF-8, or past a limit of html_mask.h.
 * Whatever is wrong is an error in f.
 */
int html_read(struct html *out, struct span text, const char *file, struct arena *a,
    struct findings *f);

#endif
