/* import_own_private - what the files of import_own share, and nobody else sees. */
#ifndef PEOPLE_IMPORT_OWN_PRIVATE_H
#define PEOPLE_IMPORT_OWN_PRIVATE_H

#include "people/export_format.h"
#include "people/field.h"
#include "people/import_own.h"
#include "util/csv.h"
#include "util/line.h"

#include <jansson.h>
#include <stddef.h>

/* What a column of the CSV is. */
struct own_column {
	enum { OWN_MEMBER, OWN_LIST, OWN_FIELD } kind;
	size_t index; /* enum export_column, a list, a field of the export */
};

struct import_own {
	const struct import_options *options;
	struct csv *csv;            /* NULL: JSON Lines */
	struct line_reader *reader; /* NULL: CSV */
	const struct import_head *head;
	/* As the export defines them. */
	struct fields fields;
	size_t *targets; /* where each field is in head->fields */
	const char **lists;
	size_t nlists;
	struct own_column *columns; /* of the CSV */
	size_t ncolumns;
};

/* Define a field or a list, in the order of the file; ERR_DATA.  Strings are
 * copied into arena a. */
int own_add_field(struct import_own *own, struct span name, struct span type,
    struct arena *a, struct err *e);
int own_add_list(
    struct import_own *own, struct span name, struct arena *a, struct err *e);

/* The headings of the CSV; and its next record as a line of the other format would
 * say it: 1, 0 or -1.  *out is the caller's to json_decref. */
int own_csv_head(struct import_own *own, struct arena *a, struct err *e);
int own_csv_next(struct import_own *own, json_t **out, size_t *line, struct err *e);

#endif
