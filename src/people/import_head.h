/*
 * import_head - what the columns of a file are.
 *
 * A person's word (--map) comes first, then the program that wrote the file
 * (import_preset), then the heading: known ones (seven languages) are the
 * address, the state, the lists, the date added and the source; the name of a
 * defined field is that field; any other becomes a new field, whose type is
 * guessed from all its values.
 */
#ifndef PEOPLE_IMPORT_HEAD_H
#define PEOPLE_IMPORT_HEAD_H

#include "people/field.h"
#include "people/import.h"
#include "util/arena.h"
#include "util/csv.h"
#include "util/date.h"
#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>

#define IMPORT_PARTS_MAX 200 /* of all columns: keys of JSON */
#define IMPORT_COLUMNS_MAX (CSV_COLUMNS_MAX + IMPORT_PARTS_MAX)

enum import_target {
	IMPORT_IGNORE,
	IMPORT_EMAIL,
	IMPORT_STATUS,
	IMPORT_LISTS,
	IMPORT_SINCE,
	IMPORT_SOURCE,
	IMPORT_ALIAS, /* an unsubscribe token of a former system */
	IMPORT_JSON,  /* an object: each key is a column of its own */
	IMPORT_FIELD
};

/* "@email", …; IMPORT_FIELD for another word. */
enum import_target import_target_of(const char *name);

struct import_preset;
struct import_reading;

struct import_head_column {
	const char *heading;
	enum import_target target;
	size_t field; /* index in fields, of IMPORT_FIELD */
	bool is_new;
	bool is_name;         /* of a person: it goes into header fields */
	bool chosen;          /* by a person or a preset: its values change nothing */
	const char *wanted;   /* the field's name, by --map; NULL: made of the heading */
	enum field_type type; /* of a new field, by the preset; FIELD_TEXT: guessed */
	const struct import_reading *reading; /* NULL: the common words */
	enum date_order order;                /* of the dates in it */
	bool order_doubtful;                  /* its values do not tell */
	bool no_states;                       /* see struct import_column */
	/* Of a part: where it is in, and its key in there ("" is the name before an
	 * address). */
	size_t parent;
	const char *key;
};

struct import_head {
	struct import_head_column *columns; /* of the file, then their parts */
	size_t n, width;                    /* with parts, of the file */
	size_t email;                       /* which column */
	struct fields fields; /* all that are defined, then the new ones, with id 0 */
	size_t nold;          /* of fields: defined before */
	char separator;
	bool headless; /* the first record is a contact already */
	enum csv_encoding encoding;
	const struct import_preset *preset; /* NULL: of no program we know */
	bool own;                           /* an export of nlctl: see import_own.h */
};

/*
 * Read all records of csv.  fields are those defined now; everything belongs to
 * arena a.  Fails with ERR_DATA when there is no column of addresses, a column of
 * --map is not there, or the file is not readable to its end.
 */
int import_head_read(struct import_head *out, struct csv *csv,
    const struct import_options *o, const struct fields *fields, struct arena *a,
    struct err *e);

/* "@email", "@lists", …, or the field's name. */
const char *import_head_target(const struct import_head *h, size_t column);

/*
 * The state that a word of a provider's export stands for, in a column that is
 * read so (NULL: the common words, of seven languages); IMPORT_UNSAID for an
 * unknown one.  *known says whether it is a word at all.
 */
enum import_state import_state_of(struct span word, const struct import_reading *reading,
    struct arena *scratch, bool *known);

#endif
