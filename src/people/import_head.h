/*
 * import_head - what the columns of a file are.
 *
 * Known headings (seven languages) are the address, the state, the lists, the
 * date added and the source; the name of a defined field is that field; any
 * other heading becomes a new field, whose type is guessed from all its values.
 */
#ifndef PEOPLE_IMPORT_HEAD_H
#define PEOPLE_IMPORT_HEAD_H

#include "people/field.h"
#include "people/import.h"
#include "util/arena.h"
#include "util/csv.h"
#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>

enum import_target {
	IMPORT_IGNORE,
	IMPORT_EMAIL,
	IMPORT_STATUS,
	IMPORT_LISTS,
	IMPORT_SINCE,
	IMPORT_SOURCE,
	IMPORT_FIELD
};

struct import_head_column {
	const char *heading;
	enum import_target target;
	size_t field; /* index in fields, of IMPORT_FIELD */
	bool is_new;
	bool is_name; /* of a person: it goes into header fields */
};

struct import_head {
	struct import_head_column *columns;
	size_t n;
	size_t email;         /* which column */
	struct fields fields; /* all that are defined, then the new ones, with id 0 */
	size_t nold;          /* of fields: defined before */
	char separator;
	bool headless; /* the first record is a contact already */
	bool own;      /* an export of nlctl: see import_own.h */
};

/*
 * Read all records of csv.  fields are those defined now; everything belongs to
 * arena a.  Fails with ERR_DATA when there is no column of addresses, or the
 * file is not readable to its end.
 */
int import_head_read(struct import_head *out, struct csv *csv,
    const struct fields *fields, struct arena *a, struct err *e);

/* "@email", "@lists", …, or the field's name. */
const char *import_head_target(const struct import_head *h, size_t column);

/*
 * The state that a word of a provider's export stands for, any of the seven
 * languages; IMPORT_UNSAID for an unknown one.
 */
enum import_state import_state_of(struct span word, struct arena *scratch);

#endif
