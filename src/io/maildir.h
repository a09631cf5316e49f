/*
 * maildir - messages as files: a folder with cur, new and tmp, as mail programs
 * read it.
 */
#ifndef IO_MAILDIR_H
#define IO_MAILDIR_H

#include "util/err.h"
#include "util/str.h"

/* Make the folders that are missing, mode 0700. */
int maildir_open(const char *path, struct err *e);

/*
 * Put a message into new/, whole or not at all, under name; ERR_CONFLICT when one of
 * that name is there.  LF line ends, as mail programs expect of a file, are not
 * made: the bytes are the message's.
 */
int maildir_add(const char *path, const char *name, struct span message, struct err *e);

#endif
