/*
 * csv_sniff - what separates the fields of a CSV file, by its first line.  For
 * csv.c alone; looks at bytes that are there, and reads none.
 */
#ifndef UTIL_CSV_SNIFF_H
#define UTIL_CSV_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

struct csv_start {
	size_t hint;    /* bytes of a line "sep=;" before the first record */
	char separator; /* as csv_new says */
	bool cr_ends;   /* lines end in CR alone */
};

/* s: the first n bytes of the file, behind its byte order mark. */
void csv_sniff(struct csv_start *out, const char *s, size_t n);

#endif
