/*
 * db_erase - that what was deleted is gone from the file too.
 *
 * SQLite keeps deleted content in free pages and in the write-ahead log, and
 * stale copies of rows that moved in unused parts of pages.  secure_delete
 * overwrites what a transaction frees, a checkpoint empties the log; only
 * rewriting the whole file reaches what earlier transactions left.
 */
#ifndef IO_DB_ERASE_H
#define IO_DB_ERASE_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stddef.h>
#include <stdint.h>

/* From now on, transactions of this connection overwrite all that they free. */
int db_erase_begin(struct db *db, struct err *e);

/* Empty the write-ahead log, outside of any transaction.  Fails with ERR_TEMP
 * while another process still reads an older state. */
int db_erase_log(struct db *db, struct err *e);

/*
 * How often one of the texts stands in the file, in either of its parts that are
 * used or not; the log must be empty.  progress may be NULL.
 */
int db_erase_traces(struct db *db, const char *const *texts, size_t n,
    void (*progress)(void *arg, int64_t done, int64_t total), void *arg, int64_t *found,
    struct err *e);

/* Write the whole file anew, without what is unused; needs as much room on the
 * disk again, and nobody who writes meanwhile. */
int db_erase_rewrite(struct db *db, struct err *e);

/* Other nlctl databases in the folder of this one (copies, say), by path, in
 * arena a; at most max.  Returns their number. */
int db_copies(struct db *db, const char **out, int max, struct arena *a);

#endif
