/*
 * secret_file - files with a password or a private key: nobody else may read them.
 *
 * A path inside of $CREDENTIALS_DIRECTORY is systemd's, which shields it itself
 * (systemd.exec(5), LoadCredential); so is a bare name that is found there.  Any
 * other file must be the user's own, or root's, and closed to group and others.
 */
#ifndef IO_SECRET_FILE_H
#define IO_SECRET_FILE_H

#include "util/err.h"

#include <stddef.h>
#include <sys/types.h>

/*
 * The first size bytes of the file into out, not terminated; returns how many.
 * what names it for a person: "the password file".  Fails with ERR_CONFIG where it
 * is not there, ERR_PERM where we may not read it or others may, ERR_IO.  Whoever
 * is done with the bytes wipes them.
 */
ssize_t secret_file_read(
    const char *path, const char *what, char *out, size_t size, struct err *e);

#endif
