/*
 * encoding - is what an author saved a text?  Pure.
 */
#ifndef ISSUE_ENCODING_H
#define ISSUE_ENCODING_H

#include "issue/finding.h"
#include "util/str.h"

/*
 * Take a byte order mark from the front of *text; -1, and an error in f, when what
 * is left is not UTF-8 or has a NUL in it.
 */
int encoding_check(struct span *text, const char *file, struct findings *f);

#endif
