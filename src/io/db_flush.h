/*
 * db_flush - what was committed reaches the disk while the caller goes on.
 *
 * A commit ends with an fdatasync, and a busy sender would wait for the disk half
 * of its time.  Between db_flush_start and db_flush_end it does not: a commit is
 * then in the write-ahead log, safe from the end of this process, and a thread
 * makes it safe from a power failure as well.  Whoever must not act before that
 * asks for a flush after the commit, and acts when it is done.
 */
#ifndef IO_DB_FLUSH_H
#define IO_DB_FLUSH_H

#include "io/db.h"
#include "util/err.h"

#include <stdbool.h>

struct db_flush;

/* For one connection, outside of any transaction.  *out is NULL on failure. */
int db_flush_start(struct db_flush **out, struct db *db, struct err *e);

/* Flush all that is committed by now.  One at a time: after db_flush_done has
 * returned 1, or at first. */
void db_flush_ask(struct db_flush *f);

/* 1: nothing is on its way; what was committed before the last db_flush_ask is on
 * the disk.  0: not yet.  -1 with ERR_IO: the disk refused, and will not be trusted
 * again. */
int db_flush_done(struct db_flush *f, struct err *e);

/* Readable when a flush has ended and db_flush_done was not called since. */
int db_flush_fd(const struct db_flush *f);

/* Flushes the rest; commits do so for themselves again.  NULL is accepted. */
void db_flush_end(struct db_flush *f);

#endif
