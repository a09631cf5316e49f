/*
 * spool - mails kept as files by a process that may not open the database, until one
 * takes them that may.
 *
 * An MTA runs what it pipes into as a user of its own choice.  The folder is one that
 * this user may write to and the owner of the database may empty: nothing in it is
 * trusted, each file is read as a mail from anybody.
 */
#ifndef INBOX_SPOOL_H
#define INBOX_SPOOL_H

#include "io/random.h"
#include "util/err.h"
#include "util/str.h"

#include <stdint.h>

#define SPOOL_TAKE_MAX 10000 /* mails in one go */

/* Keep a mail, whole or not at all: it is on the disk when this returns. */
int spool_add(const char *folder, struct random *random, struct span mail, struct err *e);

struct spool_taken {
	int64_t mails;   /* taken, and gone from the folder */
	int64_t refused; /* no readable files: renamed, so that they are told of once */
};

/*
 * Hand each mail (MESSAGE_MAX octets of it at most) to take, and remove it when that
 * returns 0.  With -1 it stays, and keeps no other back; ERR_TEMP is the end.  A crash in
 * between hands it over once more.  Fails with the first of these failures.
 */
int spool_take(struct spool_taken *out, const char *folder,
    int (*take)(void *arg, struct span mail, struct err *e), void *arg, struct err *e);

#endif
