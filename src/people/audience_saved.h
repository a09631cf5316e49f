/*
 * audience_saved - audience expressions with a name, used in others as @NAME.
 *
 * Reads and writes the table audience.  Names ignore (ASCII) case.
 */
#ifndef PEOPLE_AUDIENCE_SAVED_H
#define PEOPLE_AUDIENCE_SAVED_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define AUDIENCE_NAME_MAX 64 /* bytes */

struct audience_saved {
	const char *name, *expression;
	int64_t changed; /* UTC seconds */
};

/* A name without its "@", in arena a; ERR_DATA: it is none. */
int audience_saved_name(
    const char **out, const char *name, struct arena *a, struct err *e);

/* ERR_NOTFOUND names a near one. */
int audience_saved_get(struct audience_saved *out, struct db *db, const char *name,
    struct arena *a, struct err *e);

/*
 * Keep an expression, in the place of an earlier one of that name (*replaced).
 * Fails as audience_compile does; then nothing has changed.  In a transaction
 * of its own.
 */
int audience_save(struct db *db, const struct audience_saved *s, bool *replaced,
    struct arena *a, struct err *e);

/* ERR_CONFLICT: another one uses it, and is named. */
int audience_saved_drop(struct db *db, const char *name, struct arena *a, struct err *e);

/*
 * Does the expression name the field?  By its words alone, whether it compiles or
 * not; what it names as @NAME is not looked at.
 */
bool audience_names_field(const char *expression, const char *field, struct arena *a);

/* In the order of their names. */
int audience_saved_each(struct db *db,
    int (*each)(void *arg, const struct audience_saved *s, struct err *e), void *arg,
    struct err *e);

#endif
