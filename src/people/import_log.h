/*
 * import_log - what an import changed, for import_undo; and which there were.
 *
 * Writes the tables import and import_change while an import runs, in its
 * transaction; only an import that changed something leaves a row.  A contact
 * that was there before is kept as it was (contact_image); those that are new
 * need only their numbers.
 */
#ifndef PEOPLE_IMPORT_LOG_H
#define PEOPLE_IMPORT_LOG_H

#include "io/db.h"
#include "people/import.h"
#include "people/list.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct import_log;

/* Before the first change.  events: for how many contacts at most the event that they
 * were imported needs no row (event.h); 0: the caller stores it. */
int import_log_new(struct import_log **out, struct db *db, int64_t events, struct err *e);
void import_log_free(struct import_log *log); /* NULL is accepted */

/* A contact that is there is about to change, and has changed.  Calls that follow
 * _before for the same contact do nothing, nor do those for one that this import added:
 * all of it is new. */
int import_log_before(struct import_log *log, int64_t contact, struct err *e);
int import_log_after(struct import_log *log, int64_t contact, struct err *e);

void import_log_added(struct import_log *log, int64_t contact);
void import_log_list(struct import_log *log, int64_t list);
void import_log_field(struct import_log *log, int64_t field);
void import_log_default(
    struct import_log *log, const struct list_replaced *was, const char *now);

/* After the last change: *id is its number, 0 when nothing was changed. */
int import_log_write(struct import_log *log, const struct import_options *o,
    const struct import_summary *s, int64_t *id, struct err *e);

/* The imports there were, the oldest first. */
struct import_logged {
	int64_t id, at, undone; /* UTC seconds; undone 0: it is not */
	const char *file;
	int64_t records, added, added_silent, updated, same, sticky, twice_same,
	    twice_updated, rejected;
};
int import_log_each(struct db *db,
    int (*each)(void *arg, const struct import_logged *row, struct err *e), void *arg,
    struct err *e);

#endif
