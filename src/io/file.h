/*
 * file - whole files, in and out; temporary ones; folders.
 */
#ifndef IO_FILE_H
#define IO_FILE_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

/*
 * Append the file at path ("-": standard input) to out, at most out->max
 * bytes.  Fails with ERR_NOINPUT (not there), ERR_PERM, ERR_DATA (too large)
 * or ERR_IO.
 */
int file_read(const char *path, struct buf *out, struct err *e);

/*
 * The same of a regular file in folder ("": the current one) or below it: no path,
 * and no symbolic link, leads out of it.  ERR_CONFLICT when one does, or when it is no
 * file.
 */
int file_read_beneath(
    const char *folder, const char *path, struct buf *out, struct err *e);

/*
 * Put data at path, mode 0600, whole or not at all: written beside it under a
 * name of its own, flushed to the disk, then renamed.  Replaces what is there.
 */
int file_write(const char *path, struct span data, struct err *e);

/* The same, but everybody may read it, whatever the umask. */
int file_write_public(const char *path, struct span data, struct err *e);

/*
 * Make a file of data at path, 0600, that is not there yet; it is on the disk when this
 * returns.  Fails with ERR_CONFLICT when it is, whatever it is.
 */
int file_create(const char *path, struct span data, struct err *e);

/* The same, but a file with these very bytes is as good as made. */
int file_create_or_same(const char *path, struct span data, struct err *e);

/* Is there a folder at path ("": the current one)? */
bool file_is_folder(const char *path);

/* Open a file for reading ("-": standard input).  Fails as file_read; returns -1. */
int file_open(const char *path, struct err *e);

/* All of data to fd; -1 with errno. */
int file_put(int fd, struct span data);

/*
 * An open file without a name, for what does not fit into memory: in $TMPDIR,
 * /var/tmp or /tmp.  It is gone when it is closed.  Returns -1 with ERR_SYSTEM.
 */
int file_temporary(struct err *e);

/*
 * A new folder of this person alone, in $TMPDIR or /tmp, as an absolute path of arena
 * a; who asked removes it.  NULL with ERR_SYSTEM.
 */
const char *file_temporary_folder(struct arena *a, struct err *e);

/* Remove a folder with all that is in it, as far as that is possible. */
void file_remove_folder(const char *path);

/* Make the folders on the way to path that are missing, 0700. */
int file_make_parents(const char *path, struct err *e);

#endif
