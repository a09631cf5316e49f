/*
 * new_pictures - pictures of an issue that are on other servers, fetched: those of a
 * newsletter program are gone when its account is.
 */
#ifndef CLI_NEW_PICTURES_H
#define CLI_NEW_PICTURES_H

#include "cli/cmd.h"
#include "issue/manuscript.h"
#include "util/buf.h"

/*
 * Fetch each picture of http or https that m has into the folder NAME-pictures beside
 * the file at path, under a number and an extension that its bytes say, and put that
 * in the place of its address in text.  What cannot be had is told, stays as it is,
 * and counts in *failed.
 */
int new_pictures_fetch(struct buf *text, const struct manuscript *m, struct ctx *c,
    const char *path, int *failed, struct err *e);

#endif
