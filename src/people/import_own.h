/*
 * import_own - an export of our own, read: CSV or JSON Lines (export_format.h).
 *
 * It takes the place of import_head and import_row: the columns are not guessed,
 * and a record says what a person was, list by list.  A file that nlctl wrote has
 * no records to reject: one that is not as it should be makes all of it wrong.
 *
 * Some of it is import_row's (address, date, source, fields), the rest stays in
 * import_row.own for import_restore.
 */
#ifndef PEOPLE_IMPORT_OWN_H
#define PEOPLE_IMPORT_OWN_H

#include "people/import.h"
#include "people/import_head.h"
#include "people/import_row.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <sys/types.h>

struct import_own;

/* Does the file begin, at this place, as an export does? */
bool import_own_is(int fd, off_t start);

/* fd is borrowed, and is at the beginning of the export. */
struct import_own *import_own_new(int *fd, const struct import_options *o);
void import_own_free(struct import_own *own); /* NULL is accepted */

/*
 * What the export defines: fields, those defined now first, and what stands in the
 * file.  Everything belongs to arena a.  Fails with ERR_DATA (not as nlctl writes
 * it, made by a newer one, or a field has another type here) or with ERR_USAGE (an
 * option that does not go with an export).
 */
int import_own_head(struct import_own *own, struct import_head *out,
    const struct fields *fields, struct arena *a, struct err *e);

/* All lists of the export, wanted whether anybody is on them or not. */
void import_own_lists(
    const struct import_own *own, struct import_lists *out, struct arena *a);

/* The next person: 1, 0 (no more) or -1, which names the line.  Strings are in
 * arena a; warnings are counted in rows and told. */
int import_own_next(struct import_own *own, struct import_rows *rows,
    struct import_row *out, struct arena *a, struct err *e);

#endif
