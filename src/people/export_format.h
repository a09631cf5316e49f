/*
 * export_format - the shape of an export: what export writes and import_own
 * reads.  nlctl-export(1) describes it for people.  Reads no database.
 *
 * CSV: a column for each of enum export_column, one for each list, one for each
 * field, in the order of their making, with the headings "nlctl:email",
 * "nlctl:list:NAME" and "NAME:TYPE".  What has parts is JSON in its cell.
 *
 * JSON Lines: first an object of definitions (EXPORT_MARK_JSON, the fields, the
 * lists), then one object for each person, with the names of the columns.
 */
#ifndef PEOPLE_EXPORT_FORMAT_H
#define PEOPLE_EXPORT_FORMAT_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

#include <jansson.h>
#include <stdbool.h>

#define EXPORT_VERSION 1
#define EXPORT_KEY "nlctl_export"
#define EXPORT_MARK_JSON "{\"" EXPORT_KEY "\":"
#define EXPORT_PREFIX "nlctl:" /* of all headings but those of fields */
#define EXPORT_MARK_CSV EXPORT_PREFIX "email"
#define EXPORT_LIST "nlctl:list:"

/* The most that one person may have, in bytes, and columns of a CSV. */
#define EXPORT_RECORD_MAX (4u << 20)
#define EXPORT_COLUMNS_MAX 10000

enum export_column {
	EXPORT_EMAIL,
	EXPORT_LANGUAGE,
	EXPORT_ADDED,
	EXPORT_SOURCE,
	EXPORT_SUPPRESSED, /* JSON, as the rest */
	EXPORT_ALIASES,
	EXPORT_EVENTS, /* only when they are asked for */
	EXPORT_COLUMNS
};

/* Its name: in a heading behind EXPORT_PREFIX, and in JSON. */
const char *export_column_name(enum export_column c);

/*
 * A cell that a spreadsheet could take for a formula (any number of "'", then one
 * of = + - @ TAB CR) gets one more "'" in front; export_unguard takes it away
 * again, and leaves every other cell as it is.
 */
void export_guard(struct buf *out, struct span cell);
struct span export_unguard(struct span cell);

/*
 * JSON in the one spelling that exports have: what was read and is written again
 * has the same bytes.  The result is in arena a; NULL for text that is no JSON.
 */
const char *export_json(const char *text, struct arena *a);
const char *export_json_of(const json_t *v, struct arena *a);

#endif
