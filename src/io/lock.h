/*
 * lock - one at a time, among processes (an OFD lock, fcntl(2)).
 *
 * The lock dies with the process that holds it: nothing is left to clean up.
 * Never used on a database file itself: closing it would drop SQLite's locks.
 */
#ifndef IO_LOCK_H
#define IO_LOCK_H

#include "util/err.h"

/*
 * Take the lock on the file at path (made 0600 when missing) and write our
 * process id into it.  1: taken, *fd holds it until lock_release; 0: another
 * process has it, *holder is its id (0: unknown); -1: failed.
 */
int lock_take(const char *path, int *fd, long *holder, struct err *e);

/* -1 is accepted. */
void lock_release(int fd);

#endif
