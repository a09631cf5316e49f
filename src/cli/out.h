/*
 * out - data for people (aligned text) or for programs (JSON), from one set of
 * calls.  Standard output only; what is said about the work goes to standard
 * error by say() and progress.
 *
 * Names are the stable JSON names, snake_case; text shows them with spaces.
 * Rows are one JSON object a line; a record is one JSON document on one line.
 * Text never holds control characters of a value: see util/term.h.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct out;

struct out *out_new(FILE *f, bool json);
void out_free(struct out *o); /* NULL is accepted */
bool out_is_json(const struct out *o);

/* Call fn before anything is written at the top level: what stands on the terminal
 * for now is taken away. */
void out_before(struct out *o, void (*fn)(void *arg), void *arg);

/* In the midst of a record or rows, on a terminal? */
bool out_has_terminal(const struct out *o);

/* One record: "name   value" lines, or one JSON object. */
void out_record_begin(struct out *o);
void out_record_end(struct out *o);

/* Rows: a heading line and aligned columns, or a JSON object a line.  The
 * columns are borrowed until out_rows_end. */
struct column {
	const char *name;
	int width; /* columns on the screen; longer values push; the last is free;
	            * 0: for programs, people do not see it */
};
void out_rows_begin(struct out *o, const struct column *columns, size_t n);
void out_row_begin(struct out *o);
void out_row_end(struct out *o);
void out_rows_end(struct out *o);

/* Within a record or a row, in the order of the columns. */
void out_text(struct out *o, const char *name, const char *v);
void out_int(struct out *o, const char *name, int64_t v);
void out_bool(struct out *o, const char *name, bool v);
void out_time(struct out *o, const char *name, int64_t utc); /* local, or RFC 3339 UTC */
void out_null(struct out *o, const char *name);              /* "-" */
void out_text_or_null(struct out *o, const char *name, const char *v); /* "" is null */
/* As it is; what is no JSON, for another program stored it, is a string. */
void out_json(struct out *o, const char *name, const char *json);

/* Within a record: a record in it (indented, or an object). */
void out_group_begin(struct out *o, const char *name);
void out_group_end(struct out *o);

/* Within a record: a list of records, each between out_record_begin and _end
 * (an indented line of aligned values, or an array of objects). */
void out_list_begin(struct out *o, const char *name);
void out_list_end(struct out *o);

/* Bytes as they are (a message, a preview), to a terminal as term_add_lines has
 * them: not with --json. */
void out_raw(struct out *o, const char *s, size_t n);

/* Bytes of a format of their own that programs read (an export), also with
 * --json. */
void out_bytes(struct out *o, const char *s, size_t n);

/* A plain line for people only: nothing with --json. */
void out_line(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Does nobody read any more (a closed pipe, a full disk)?  For those who would
 * go on for a million rows; flushes nothing. */
bool out_is_dead(const struct out *o);

/* After out_finish failed: because the reader went away (a closed pipe)? */
bool out_was_left(const struct out *o);

/* Flush; fails with ERR_IO when standard output did not take it all. */
int out_finish(struct out *o, struct err *e);

#endif
