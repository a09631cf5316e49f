/*
 * new_copy - a new issue that begins as a copy of an old one, or of another
 * program's file.
 */
#ifndef CLI_NEW_COPY_H
#define CLI_NEW_COPY_H

#include "cli/draft.h"

struct new_copy {
	struct draft old;
	struct buf text; /* of the new issue */
};

/*
 * Read the issue of --from, a file or one that the database has.  The text is the old one
 * without what was of that issue alone (its name, when it was sent), and with
 * foreign merge tags made ours where that can be told; each change is said.  The
 * failures of draft_load.  To be released in every case.
 */
int new_copy_load(struct new_copy *n, struct ctx *c, const struct args *a, struct err *e);

void new_copy_release(struct new_copy *n);

/*
 * Put what the old issue is made of, its pictures and other files, beside the file
 * at path.  Nothing that is there is overwritten: one that is there and is another
 * one is told, and counts in *failed; also one that cannot be read.
 */
int new_copy_files(
    struct new_copy *n, struct ctx *c, const char *path, int *failed, struct err *e);

#endif
