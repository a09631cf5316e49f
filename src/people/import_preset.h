/*
 * import_preset - what the columns of other programs' exports are.  Only tables,
 * and the questions that are asked of them.
 *
 * A preset says what cannot be told from a heading alone: that email_disabled is
 * "left", that uuid is the token of old unsubscribe links.  What it does not
 * name is treated as in any other file.  Names are as field_make_name makes them.
 */
#ifndef PEOPLE_IMPORT_PRESET_H
#define PEOPLE_IMPORT_PRESET_H

#include "people/field.h"
#include "people/import.h"
#include "people/import_head.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/* What the values of a column say of a person.  IMPORT_UNSAID: nothing. */
struct import_reading {
	enum import_state yes, no; /* of yes/no words */
	enum import_state other;   /* of everything else that is not empty */
	const struct import_word *words;
	bool common; /* then the common words (import_words) */
};

struct import_word {
	const char *word; /* NULL: the end */
	enum import_state state;
};

struct import_preset_column {
	const char *name; /* NULL: the end */
	enum import_target target;
	enum field_type type; /* of a new IMPORT_FIELD; FIELD_TEXT: guessed */
	const struct import_reading *reading; /* of IMPORT_STATUS */
};

/* A file whose name says what everybody in it is. */
struct import_preset_file {
	const char *prefix; /* NULL: the end */
	enum import_state state;
};

struct import_preset {
	const char *name;
	/* Sets of headings, each of which no other program's files have. */
	const char *marks[5];
	const struct import_preset_column *columns;
	const struct import_preset_file *files;
	bool one_column; /* a line is one field, whatever is in it */
};

/* ERR_USAGE lists the names. */
int import_preset_read(const struct import_preset **out, const char *name, struct err *e);

/* The one whose mark is among n headings; NULL. */
const struct import_preset *import_preset_detect(const char *const *names, size_t n);

/* NULL: it says nothing of this column. */
const struct import_preset_column *import_preset_column(
    const struct import_preset *p, const char *name);

/* What everybody in this file is, by its name; IMPORT_UNSAID. */
enum import_state import_preset_file_state(
    const struct import_preset *p, const char *file);

#endif
