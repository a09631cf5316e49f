/*
 * csv - comma-separated values (RFC 4180 and its dialects), a record at a time.
 *
 * Reads through a callback in pieces: memory is one record, whatever the file.
 * Separators ";" TAB "," and "|"; line ends CR LF or LF, or CR in a file whose
 * first line ends so; quoted fields hold separators, line ends and doubled
 * quotes.  Empty lines are skipped, and a first line "sep=;", which tells a
 * spreadsheet the separator.  A quote inside an unquoted field is kept as
 * it stands; behind a closing quote there may be blanks, which are dropped, and
 * nothing else: who writes 'a "b" c' in quotes without doubling them leaves open
 * where the field ends.  Nothing is trimmed.
 *
 * Fields are given as UTF-8 without NUL.  A byte order mark says that the file
 * is UTF-8 or UTF-16.  Without one the first field that is not ASCII decides
 * between UTF-8 and Windows-1252; a later one that contradicts it ends the
 * reading, since one of the two would come out wrong.  Does no file I/O of its
 * own but for csv_fd.
 */
#ifndef UTIL_CSV_H
#define UTIL_CSV_H

#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#include <stddef.h>

#define CSV_LINE_MAX (1u << 20)   /* bytes of a record */
#define CSV_FIELD_MAX (64u << 10) /* bytes of a field */
#define CSV_COLUMNS_MAX 200
#define CSV_LINES '\n' /* as a separator: each line is one field, as it stands */

struct csv;

enum csv_encoding {
	CSV_ASCII, /* nothing else was seen yet */
	CSV_UTF8,
	CSV_UTF16,
	CSV_WINDOWS_1252
};

struct csv_source {
	/* Up to n bytes into data: how many, 0 at the end, or -1. */
	long (*read)(void *arg, void *data, size_t n, struct err *e);
	void *arg;
};

struct csv_record {
	size_t line; /* physical line of the file on which it begins, from 1 */
	size_t n;
	const struct span *fields; /* n of them, each followed by a NUL, until csv_next */
};

/* The most that a file may have; of a record, of a field. */
struct csv_limits {
	size_t line, field; /* bytes */
	size_t columns;
};

/* Separator '\0': the one that the first line has most of (of as many, the first
 * of ; TAB , |); CSV_LINES where that line ends in "<address>".  The limits are those
 * above, or the caller's. */
struct csv *csv_new(struct csv_source source, char separator);
struct csv *csv_new_within(
    struct csv_source source, char separator, const struct csv_limits *limits);
void csv_free(struct csv *csv); /* NULL is accepted */

/*
 * 1: *out is the next record; 0: no more; -1: ERR_DATA naming the line, or what
 * the source failed with; then every further call fails too.
 */
int csv_next(struct csv *csv, struct csv_record *out, struct err *e);

/* Known after the first record; '\0' before. */
char csv_separator(const struct csv *csv);

/* As far as what was read so far tells. */
enum csv_encoding csv_encoding(const struct csv *csv);

/* Append a field, quoted where a reader needs it. */
void csv_write_field(struct buf *out, struct span field, char separator);

/* A source for an open file descriptor, which is borrowed and not closed. */
struct csv_source csv_fd(int *fd);

#endif
