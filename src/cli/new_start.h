/*
 * new_start - the text that a new issue begins with: src/cli/pages/new.*, filled in.
 */
#ifndef CLI_NEW_START_H
#define CLI_NEW_START_H

#include "cli/cmd.h"
#include "people/list.h"
#include "util/buf.h"

/*
 * Append the text for a file of this extension (".md", ".html", ".txt"), in the
 * language of the list, with a greeting by the field for first names that there is.
 */
int new_start_write(struct buf *out, const char *extension, struct ctx *c,
    const struct list *list, struct err *e);

#endif
