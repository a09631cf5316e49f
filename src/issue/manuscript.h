/*
 * manuscript - an issue as its author wrote it, in whatever form.  Pure.
 *
 * The name of the file says which: .md or .markdown is Markdown, .txt is text,
 * any other is HTML; what has no such name (standard input) is Markdown when it
 * begins with front matter.  Whoever works on an issue asks the manuscript and
 * need not know its form.
 *
 * Offsets are bytes in source, for finding_add with file and source.  Strings
 * are UTF-8 in the arena, "" where absent.
 */
#ifndef ISSUE_MANUSCRIPT_H
#define ISSUE_MANUSCRIPT_H

#include "issue/finding.h"
#include "issue/html.h"
#include "issue/markdown.h"
#include "issue/source.h"
#include "util/arena.h"
#include "util/str.h"

#include <stddef.h>

enum manuscript_form { MANUSCRIPT_HTML, MANUSCRIPT_MARKDOWN, MANUSCRIPT_TEXT };

/* What the issue says of itself, checked by nobody yet; a key may repeat. */
struct manuscript_setting {
	const char *key, *value;
	size_t offset;
};

struct manuscript {
	enum manuscript_form form;
	const char *file;    /* its name, as messages give it */
	struct span source;  /* the author's text without a byte order mark */
	const char *subject; /* a template */
	size_t subject_offset;
	const char *language;  /* "fr"; "": not said */
	const char *preheader; /* a template */
	struct manuscript_setting *settings;
	size_t nsettings;
	const char *key_prefix; /* before a key where the author writes it: "nlctl:" */
	/* What is sent as HTML, its links and pictures.  Of a text, which is sent as
	 * text alone, it is that, with the addresses in it as links.  Of Markdown it is
	 * only what the author wrote, until manuscript_lay_out. */
	struct html html;
	struct markdown markdown;
	struct derived body; /* of a text: what is sent; of Markdown: the HTML */
};

/*
 * Read text, the file called name; it is borrowed as long as *out lives.  -1 when
 * it cannot be read at all; whatever is wrong is an error in f, but no reason to
 * stop.
 */
int manuscript_read(struct manuscript *out, struct span text, const char *name,
    struct arena *a, struct findings *f);

/* What a layout shows besides the issue. */
struct manuscript_layout {
	const struct source
	    *source;          /* has the layout, if not nlctl's own, and pictures */
	const char *language; /* for an issue that does not say its own */
	bool mirror;          /* it has an address on the web */
	bool postal_address;  /* the list has one */
};

/*
 * Set Markdown into its layout: then html is what is sent.  -1 when that cannot be read; whatever is wrong is an error in f.
 */
int manuscript_lay_out(struct manuscript *m, const struct manuscript_layout *layout,
    struct arena *a, struct findings *f);

/* The setting of this key; of several the first; NULL: there is none. */
const struct manuscript_setting *manuscript_setting(
    const struct manuscript *m, const char *key);

/*
 * Keys that are no settings of the program but say what this issue is, in the order
 * of the manual; some may repeat.
 */
struct manuscript_key {
	const char *key;
	bool repeats;
	const char *in_html; /* what an HTML issue has in its place; NULL: the same */
};
const struct manuscript_key *manuscript_keys(size_t *n);

/* NULL when it is none of them. */
const struct manuscript_key *manuscript_key(const char *key);

#endif
