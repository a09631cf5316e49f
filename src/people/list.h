/*
 * list - what people subscribe to.  Names ignore (ASCII) case.
 *
 * Reads and writes the table list, and the setting `list`, which names the
 * default one.  A new database has one list, `newsletter`, marked automatic:
 * as long as nobody was ever on it an import may put its own in its place.
 */
#ifndef PEOPLE_LIST_H
#define PEOPLE_LIST_H

#include "io/db.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define LIST_NAME_MAX 100 /* characters */
#define LIST_AUTOMATIC "newsletter"

struct list {
	int64_t id;
	const char *name; /* in the arena given */
	bool automatic;
	int64_t created; /* UTC seconds */
	int64_t active;  /* on it and not suppressed; only list_each counts */
	bool is_default; /* only list_each says */
};

/* The first list of a new database, automatic.  Does nothing
 * when there are lists already. */
int list_make_first(struct db *db, int64_t now, struct err *e);

/* ERR_NOTFOUND names a near one. */
int list_find(
    struct list *out, struct db *db, const char *name, struct arena *a, struct err *e);
int list_by_id(
    struct list *out, struct db *db, int64_t id, struct arena *a, struct err *e);

/* Of the setting `list`; without it the automatic one, else the oldest.
 * ERR_CONFIG when there is none. */
int list_default(
    struct list *out, struct db *db, struct settings *s, struct arena *a, struct err *e);

/* Is s a name for a list?  ERR_DATA when not: 1 to 100 characters, no controls,
 * no ";" or "|" (they separate lists in files). */
int list_check_name(const char *name, struct err *e);

/* ERR_CONFLICT when there is one of that name.  In a transaction of the caller. */
int list_add(struct list *out, struct db *db, const char *name, int64_t now,
    struct arena *a, struct err *e);
int list_rename(struct db *db, const char *name, const char *to, struct err *e);

/* Only a list that nobody is on and no issue went to or excludes: else ERR_CONFLICT. */
int list_drop(struct db *db, const char *name, struct err *e);

/* The same for a list that was read, in a transaction of the caller. */
int list_remove(struct db *db, const struct list *l, struct err *e);

/* What list_replace_automatic took the place of. */
struct list_replaced {
	int64_t id, created;
	const char *name, *setting; /* setting: `list`, "" where it was not set */
};

/*
 * Put a list called name in the place of the automatic one, as the default:
 * does nothing (and *done is false) when there is no automatic list, or anybody
 * was ever on it.  In a transaction of the caller.
 */
int list_replace_automatic(struct db *db, const char *name, bool *done,
    struct list_replaced *was, struct arena *a, struct err *e);

/*
 * The way back: name is the list that took the place.  Does nothing (and *done is
 * false) when somebody is on it, or chose another default since.  In a
 * transaction of the caller.
 */
int list_restore_automatic(struct db *db, const struct list_replaced *was,
    const char *name, bool *done, struct err *e);

/* All of them without counting, in the order of their names, in *out of arena a; how
 * many, or -1. */
int list_all(struct db *db, struct arena *a, struct list **out, struct err *e);

int list_each(struct db *db, struct settings *s,
    int (*each)(void *arg, const struct list *l, struct err *e), void *arg,
    struct err *e);

#endif
