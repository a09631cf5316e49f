/*
 * field - what is known about people besides their address: names and types.
 *
 * Reads and writes the table field; changing one that contacts may have is
 * field_change.  The order of fields is that of their making, and
 * is the order of keys in contact.fields.
 */
#ifndef PEOPLE_FIELD_H
#define PEOPLE_FIELD_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELD_NAME_MAX 64
#define FIELD_COUNT_MAX 500

enum field_type {
	FIELD_TEXT,
	FIELD_NUMBER,
	FIELD_BOOLEAN,
	FIELD_DATE,
	FIELD_CATEGORY, /* one word of a small set; stored as text */
	FIELD_MULTI     /* several */
};

struct field {
	int64_t id;
	const char *name;
	enum field_type type;
};

/* All definitions at one moment.  Belongs to the arena it was read into. */
struct fields {
	struct field *items;
	size_t n;
};

const char *field_type_name(enum field_type t);
/* ERR_USAGE names the type that was meant, "bool" is boolean, or all. */
int field_type_read(enum field_type *out, const char *name, struct err *e);

/* 1 to 64 of A-Z 0-9 _, not EMAIL: ERR_DATA says what would do. */
int field_check_name(const char *name, struct err *e);

/* The nearest name to what a person wrote: "Prénom" is PRENOM; "" when nothing
 * is left of it. */
const char *field_make_name(struct span text, struct arena *a);

int fields_load(struct fields *out, struct db *db, struct arena *a, struct err *e);

/* Its place in f->items, ASCII case ignored; -1 when there is none. */
int fields_find(const struct fields *f, const char *name);

/* The same; ERR_NOTFOUND names a near one. */
int fields_need(const struct fields *f, const char *name, struct err *e);

/* Define one.  ERR_CONFLICT: the name is taken.  In a transaction of the caller. */
int field_add(struct db *db, const char *name, enum field_type type, struct err *e);

/* Take away a definition that nobody has a value for, in a transaction of the
 * caller; *used, and nothing done, when somebody has. */
int field_remove(struct db *db, const struct field *f, bool *used, struct err *e);

#endif
