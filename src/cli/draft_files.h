/*
 * draft_files - what an issue on the command line refers to, read from the disk:
 * pictures, attachments, its layout, params and a text part of one's own.
 */
#ifndef CLI_DRAFT_FILES_H
#define CLI_DRAFT_FILES_H

#include "cli/cmd.h"
#include "issue/letter.h"
#include "issue/source.h"

/*
 * Add to source what the letter wishes, from the folder of the issue's own file, which
 * is the first of source: nothing outside of it is read, whatever the issue says.  What
 * cannot be had is added with its fault, for which letter_compile has the place.
 */
void draft_files_load(struct source *source, const struct letter *l, struct arena *a);

/*
 * Add the layout at path, and the pictures that lie beside it; of two pictures of one
 * name the issue's own is taken.  beneath: only from the folder of the issue's own
 * file.  Fails as file_read.
 */
int draft_files_layout(struct source *source, const char *path, bool beneath,
    struct arena *a, struct err *e);

/* --params: its file, from wherever it is, is that of the issue.  Fails as file_read. */
int draft_files_params(
    struct source *source, const char *path, struct arena *a, struct err *e);

/* Add the files of --attach, from wherever they are.  Fails as file_read. */
int draft_files_attach(
    struct source *source, const struct args *args, struct arena *a, struct err *e);

#endif
