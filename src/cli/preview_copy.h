/*
 * preview_copy - an issue and the reader that a preview shows it as.
 */
#ifndef CLI_PREVIEW_COPY_H
#define CLI_PREVIEW_COPY_H

#include "cli/draft.h"

enum preview_part { PREVIEW_TEXT, PREVIEW_HTML, PREVIEW_SUBJECT, PREVIEW_SOURCE };

struct preview_copy {
	struct draft draft;
	struct due reader;
};

/*
 * Read the issue and find the reader, as preview's options --as, --as-empty,
 * --as-longest and --list say.  silent and the failures: see draft_load; and
 * ERR_NOTFOUND when there is no such contact.  To be released in every case.
 */
int preview_copy_load(struct preview_copy *p, struct ctx *c, const struct args *a,
    bool silent, struct err *e);

void preview_copy_release(struct preview_copy *p);

/* Append a part, as the reader gets it. */
int preview_copy_write(
    struct preview_copy *p, enum preview_part part, struct buf *out, struct err *e);

#endif
