/*
 * line - lines of bounded length, one after the other, from where csv reads too.
 *
 * A line ends with LF or CR LF, the last one may end with the file.  Memory is
 * that of the longest line.
 */
#ifndef UTIL_LINE_H
#define UTIL_LINE_H

#include "util/csv.h"
#include "util/err.h"
#include "util/str.h"

#include <stddef.h>

struct line_reader;

/* max: bytes of a line. */
struct line_reader *line_reader_new(struct csv_source source, size_t max);
void line_reader_free(struct line_reader *r); /* NULL is accepted */

/*
 * 1: *out is the next line, without its end, until the next call; 0: no more; -1:
 * it is too long (ERR_DATA), or what the source failed with.
 */
int line_next(struct line_reader *r, struct span *out, struct err *e);

/* Of the line that line_next gave last, from 1. */
size_t line_number(const struct line_reader *r);

#endif
