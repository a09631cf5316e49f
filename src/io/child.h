/*
 * child - another program, run and waited for.
 *
 * It begins as if a person had started it: main ignores SIGPIPE and SIGXFSZ and
 * a sender blocks SIGINT and SIGTERM (io/stop), and all of this would be
 * inherited; a pager that cannot be told that nobody reads any more goes on for
 * ever.  Its environment, standard error and, unless it is fed, input are ours.
 */
#ifndef IO_CHILD_H
#define IO_CHILD_H

#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <sys/types.h>

enum child_output {
	CHILD_SHOWN,  /* its standard output and error are ours */
	CHILD_SILENT, /* both go nowhere */
	CHILD_READ,   /* its standard output is read from fd */
	CHILD_FED     /* CHILD_SHOWN, and its standard input is written to fd */
};

struct child {
	pid_t pid;
	int fd; /* with CHILD_READ and CHILD_FED, else -1 */
};

/*
 * Start argv[0], looked for in PATH, with these arguments; argv ends with NULL.
 * Fails with ERR_SYSTEM, also when there is no such program; then there is
 * nothing to wait for.
 */
int child_start(
    struct child *c, const char *const argv[], enum child_output output, struct err *e);

/*
 * The same, with CHILD_READ, for a program that makes others of these bytes: they are
 * its standard input, its standard error goes nowhere.
 */
int child_start_filter(
    struct child *c, const char *const argv[], struct span input, struct err *e);

/*
 * Append all that it says, to its end, to out.  Fails with ERR_TEMP when that takes
 * longer, with ERR_DATA when it is more than out holds; then it is killed.  It is to
 * be waited for in every case.
 */
int child_read(struct child *c, int seconds, struct buf *out, struct err *e);

/* Without waiting: has it ended?  Then there is nothing to wait for any more, and pid
 * is -1. */
bool child_has_ended(struct child *c);

/*
 * Close fd and wait for its end.  Returns its exit status, 128 and the number
 * of the signal that killed it, or -1 with ERR_SYSTEM.
 */
int child_wait(struct child *c, struct err *e);

#endif
