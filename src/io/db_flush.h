/*
 * db_flush - what was committed reaches the disk while the caller does other work.
 *
 * A commit ends with an fdatasync, and a busy sender would wait for the disk a
 * third of its time.  Between db_flush_open and db_flush_close it need not: a
 * commit is then in the write-ahead log, safe from the end of this process, and
 * db_flush makes it safe from a power failure as well.  Whatever must not happen
 * before that happens after db_flush.
 */
#ifndef IO_DB_FLUSH_H
#define IO_DB_FLUSH_H

#include "io/db.h"
#include "util/err.h"

struct db_flush;

/* For one connection, outside of any transaction.  *out is NULL on failure. */
int db_flush_open(struct db_flush **out, struct db *db, struct err *e);

/*
 * Begin to flush what is committed by now, on a thread: for a caller that has work
 * of some hundred microseconds to do until db_flush; for less it costs more than it
 * brings.  Where there is no thread, or the disk is quick, db_flush does it all.
 */
void db_flush_begin(struct db_flush *f);

/* Wait until what was committed before db_flush_begin is on the disk; without a
 * db_flush_begin since the last call, flush it here.  ERR_IO: the disk refused. */
int db_flush(struct db_flush *f, struct err *e);

/* Flush the rest; commits do so for themselves again.  NULL is accepted. */
void db_flush_close(struct db_flush *f);

#endif
