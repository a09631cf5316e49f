/*
 * html_mask - an HTML text in which an HTML parser cannot stumble over merge
 * tags: a copy of equal length, so that positions are the author's.  Pure.
 *
 * In the copy a block tag in content is a comment, because a parser leaves
 * comments where they are, even in a table, while it moves text out of it.  A
 * tag between attributes is blanks.  Any other tag (in text, in an attribute's
 * value, in a title or style) is one character of plane 15 or 16 that says
 * which tag it is, and "x" up to its length; an author's own characters of
 * those planes, which mean nothing outside their font, are made U+FFFD.
 *
 * On its way the scan refuses what would take the parser hours or gigabytes.
 */
#ifndef ISSUE_HTML_MASK_H
#define ISSUE_HTML_MASK_H

#include "issue/finding.h"
#include "issue/template.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>

#define HTML_BYTES_MAX (4u << 20)
#define HTML_DEPTH_MAX 500      /* open elements */
#define HTML_ATTRIBUTES_MAX 200 /* of one tag */
#define HTML_TAGS_MAX 65000     /* merge tags */
#define HTML_ROOTS_MAX 20       /* <html> and <body> tags, each */
/* Octets that a parser would copy for formatting tags that are never closed. */
#define HTML_CLONES_MAX (256u << 20)

struct mask {
	struct span source; /* borrowed */
	char *text;         /* source.n bytes, terminated */
	struct tag *tags;   /* in order of their start */
	size_t ntags;
};

/* -1 when f got an error about a limit. */
int mask_make(struct mask *out, struct span source, const char *file, struct arena *a,
    struct findings *f);

/* The tag that starts at the offset, NULL for none. */
const struct tag *mask_tag_at(const struct mask *m, size_t offset);

/*
 * If s, which the parser made of the copy, begins with a stand-in: its tag,
 * and in *n its length there; NULL otherwise.
 */
const struct tag *mask_standin(const struct mask *m, const char *s, size_t *n);

struct span mask_source(const struct mask *m, const struct tag *t);

/* What a block tag does: blocks have a beginning, middles and an end. */
enum tag_role { ROLE_INLINE, ROLE_OPENS, ROLE_MIDDLE, ROLE_CLOSES };
enum tag_role tag_role(struct span tag);

/* The first word of a block tag. */
struct span tag_word(struct span tag);

/* Append s, part of what the parser made of the copy and terminated somewhere, with
 * its tags as the author wrote them. */
void mask_restore(const struct mask *m, struct span s, struct buf *out);

#endif
