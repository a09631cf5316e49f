/*
 * import_rejects - the file of refused records: NLCTL_LINE, NLCTL_REASON, then
 * the record as it was, under the headings of the file it came from.
 *
 * Once mended it can be imported as it is; of what is refused then the two
 * columns are written anew.  Written beside its place, then renamed; a device or a
 * pipe is written to.  There is no file when nothing was refused.
 */
#ifndef PEOPLE_IMPORT_REJECTS_H
#define PEOPLE_IMPORT_REJECTS_H

#include "people/import_head.h"
#include "util/csv.h"
#include "util/err.h"

struct import_rejects;

/* path NULL: none is wanted, and all that follows does nothing. */
struct import_rejects *import_rejects_new(
    const char *path, const struct import_head *head);

/* Forget what was not committed.  NULL is accepted. */
void import_rejects_free(struct import_rejects *r);

int import_rejects_add(struct import_rejects *r, const struct csv_record *record,
    const char *reason, struct err *e);

/* Put it in its place. */
int import_rejects_commit(struct import_rejects *r, struct err *e);

#endif
