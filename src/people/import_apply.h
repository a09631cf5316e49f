/*
 * import_apply - what the records of one person make of the database.
 *
 * Records come sorted by key; those of one key are put together first, then
 * compared with the contact, so that a file with two records of a person that
 * differ changes nothing when it is imported again.  In a transaction of the
 * caller.
 */
#ifndef PEOPLE_IMPORT_APPLY_H
#define PEOPLE_IMPORT_APPLY_H

#include "io/db.h"
#include "people/import.h"
#include "people/import_head.h"
#include "people/import_log.h"
#include "people/import_report.h"
#include "people/import_row.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

struct import_apply;

/*
 * head's new fields are defined already, and have ids; lists.ids are those of
 * lists that exist; default_list is for who has none; report NULL: verdicts are only
 * counted.  All are borrowed.
 */
struct import_apply *import_apply_new(struct db *db, const struct import_head *head,
    const struct import_options *options, struct import_lists *lists,
    int64_t default_list, struct import_summary *summary, struct import_log *log,
    struct import_report *report, struct err *e);
void import_apply_free(struct import_apply *ap); /* NULL is accepted */

/* One record; that of another key than before ends the person before. */
int import_apply_row(
    struct import_apply *ap, struct span key, struct span packed, struct err *e);

/* End the last person. */
int import_apply_finish(struct import_apply *ap, struct err *e);

#endif
