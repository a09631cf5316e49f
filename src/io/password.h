/*
 * password - for a relay: from a file that only its owner reads, or from a command.
 *
 * They never stand in argv, the environment, a log, an error or the database.
 */
#ifndef IO_PASSWORD_H
#define IO_PASSWORD_H

#include "util/arena.h"
#include "util/err.h"

#define PASSWORD_MAX 4096 /* octets */

/*
 * The first line of the file, which is read as secret_file.h says.  Fails with
 * ERR_CONFIG when it is not there or empty, with ERR_PERM when others may read it.
 */
int password_from_file(
    const char **out, const char *path, struct arena *a, struct err *e);

/* The first line of what the command (run by /bin/sh) prints; it must end with 0. */
int password_from_command(
    const char **out, const char *command, struct arena *a, struct err *e);

#endif
