/*
 * published - a folder of files for everybody, such as a web server gives out.
 *
 * Each file is whole at any moment, and left alone when it is the same already.  What
 * was written before and is not any more is removed; what others put there is neither
 * overwritten nor removed.  The folder remembers what is ours in .nlctl, which is written
 * before the first file, so that a crash leaves nothing behind that is nobody's: the same
 * again, and all is in order.
 *
 * Paths are relative, of letters, digits, "-", "_", "." and "/"; no part of one begins
 * with a dot.
 */
#ifndef IO_PUBLISHED_H
#define IO_PUBLISHED_H

#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

struct published;

/* Reads what is ours; changes nothing. */
int published_open(struct published **out, const char *folder, struct err *e);
void published_free(struct published *p); /* NULL is accepted */

/* How many files are ours by now. */
size_t published_count(const struct published *p);

/* This file will be written.  ERR_CONFLICT when there is one that is not ours. */
int published_plan(struct published *p, const char *path, struct err *e);

/* All are planned: make the folder, and remember them. */
int published_begin(struct published *p, struct err *e);

/* One that was planned; *changed: it was not the same already. */
int published_write(struct published *p, const char *path, struct span bytes,
    bool *changed, struct err *e);

/* All are written: those that were not planned are removed, *removed of them. */
int published_finish(struct published *p, size_t *removed, struct err *e);

#endif
