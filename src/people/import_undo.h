/*
 * import_undo - take an import back.
 *
 * The contacts that it added are removed, unless something happened with them
 * since; those that it changed become what they were, unless they changed since;
 * so do lists, fields and the default list.  What stays is told, with the reason.
 * Its events go too: the row of the import, marked undone, says that it was.
 */
#ifndef PEOPLE_IMPORT_UNDO_H
#define PEOPLE_IMPORT_UNDO_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct import_undo_options {
	int64_t id;
	bool plan; /* do everything, then roll back */
	int64_t now;
};

struct import_undo_summary {
	const char *file; /* in the arena given */
	int64_t removed;  /* contacts that it had added */
	int64_t restored; /* contacts that it had changed */
	int64_t kept;     /* contacts, lists and fields that stay as they are */
};

/* Any may be NULL.  kind: "contact", "list" or "field". */
struct import_undo_callbacks {
	void *arg;
	int (*kept)(void *arg, const char *kind, const char *name, const char *why,
	    struct err *e);
	void (*progress)(void *arg, int64_t done, int64_t total);
};

/* The file of an import that can be undone: ERR_NOTFOUND (no such import) or
 * ERR_CONFLICT (it was undone already). */
int import_undo_file(
    const char **out, struct db *db, int64_t id, struct arena *a, struct err *e);

/* In one transaction.  Fails as import_undo_file; then nothing has changed. */
int import_undo(struct db *db, const struct import_undo_options *o,
    const struct import_undo_callbacks *cb, struct arena *a,
    struct import_undo_summary *out, struct err *e);

#endif
