/*
 * foreign - merge tags of other newsletter programs become ours, where there is one
 * that means the same and no other.  Pure.
 *
 * For a copy that nlctl makes of a foreign file (nlctl new): an issue itself is never
 * changed, and what is left is for issue/hint.h to speak of.
 */
#ifndef ISSUE_FOREIGN_H
#define ISSUE_FOREIGN_H

#include "issue/template.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

#include <stddef.h>

struct foreign_change {
	struct span from; /* in the text */
	const char *to;
};

/*
 * Append text to out, in which Mailchimp's, listmonk's, Mailjet's and the old
 * Sendinblue's tags are replaced: those for leaving, the web version, the subject and
 * the list, and those for a field that v has, under its name there or under that of
 * the same part of a person's name.  What was changed goes to *changes, in arena a;
 * returns their number.
 */
size_t foreign_translate(struct buf *out, struct span text, const struct vocabulary *v,
    struct foreign_change **changes, struct arena *a);

#endif
