/*
 * import_row - one record of a file as checked values: normalised, typed, or
 * refused with a reason.  Reads no database.
 */
#ifndef PEOPLE_IMPORT_ROW_H
#define PEOPLE_IMPORT_ROW_H

#include "people/address.h"
#include "people/import.h"
#include "people/import_head.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/csv.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define IMPORT_LISTS_MAX 1000 /* in a file */
#define IMPORT_ROW_LISTS 50   /* of a record */
#define IMPORT_ROW_ALIASES 4
#define IMPORT_ALIAS_MAX 200 /* bytes */
#define IMPORT_NEVER INT64_MAX

/* The lists that a file names, in the order of their coming. */
struct import_lists {
	const char **names; /* room for IMPORT_LISTS_MAX */
	int64_t *records;   /* accepted ones that name it */
	int64_t *ids;       /* 0 until it is needed */
	size_t n;
};

struct import_row {
	size_t line;
	struct address address;
	enum import_state state; /* IMPORT_UNSAID: active */
	int64_t since;           /* UTC seconds; IMPORT_NEVER: not said */
	const char *source;      /* "" when not said */
	size_t nlists;
	uint32_t lists[IMPORT_ROW_LISTS]; /* indices in import_lists */
	size_t naliases;
	const char *aliases[IMPORT_ROW_ALIASES];
	const char **json; /* per field of the head; NULL: nothing */
	const char *own;   /* of an export, what import_own_person.h reads; else "" */
};

struct import_rows {
	const struct import_head *head;
	const struct import_options *options;
	const struct import_callbacks *callbacks;
	struct import_lists lists;
	struct arena *arena; /* of the names of lists */
	int64_t warnings;
	enum import_state file_state; /* that the file's name says of all */
	/* The last word of the column of states: it seldom changes. */
	size_t state_column;
	char state_word[64];
	enum import_state state;
	bool state_known;
};

/*
 * Check one record; strings of *out are in arena a.  Warnings go to the
 * callback and are counted.  -1: refused, and why says the reason (ERR_DATA).
 */
int import_row_read(struct import_rows *rows, struct import_row *out,
    const struct csv_record *r, struct arena *a, struct err *why);

/* As bytes for import_sort, and back; nfields is that of the head.  Strings of
 * an unpacked row point into the bytes; key is the sort key. */
void import_row_pack(const struct import_row *row, size_t nfields, struct buf *out);
void import_row_unpack(struct import_row *out, size_t nfields, const char *key,
    struct span packed, struct arena *a);

#endif
