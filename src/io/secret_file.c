/* secret_file - files with a password or a private key.  See secret_file.h. */
#include "io/secret_file.h"

#include "util/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* Open what systemd has of this path; -1: nothing. */
static int
open_credential(const char *path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char whole[PATH_SIZE];
	size_t n;

	if (folder == NULL || folder[0] != '/' || strstr(path, "..") != NULL)
		return -1;
	n = strlen(folder);
	if (str_starts(path, folder) && path[n] == '/')
		return open(path, O_RDONLY | O_CLOEXEC);
	if (strchr(path, '/') != NULL ||
	    snprintf(whole, sizeof(whole), "%s/%s", folder, path) >= (int)sizeof(whole))
		return -1;
	return open(whole, O_RDONLY | O_CLOEXEC);
}

static int
check(int fd, const char *path, const char *what, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, ERR_IO, "cannot look at %s '%s'", what, path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_PERM,
		    "%s '%s' belongs to somebody else, who can change it: chown it", what,
		    path);
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_PERM,
		    "%s '%s' can be read by others: chmod 600 '%s'", what, path, path);
	return 0;
}

static ssize_t
read_all(int fd, char *out, size_t size)
{
	size_t n = 0;
	ssize_t got;

	while (n < size) {
		got = read(fd, out + n, size - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

ssize_t
secret_file_read(
    const char *path, const char *what, char *out, size_t size, struct err *e)
{
	int fd = open_credential(path);
	bool shielded = fd >= 0;
	ssize_t n = -1;

	if (fd < 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, errno == EACCES ? ERR_PERM : ERR_CONFIG,
		    "cannot read %s '%s'", what, path);
	if (shielded || check(fd, path, what, e) == 0) {
		n = read_all(fd, out, size);
		if (n < 0)
			err_errno(e, ERR_IO, "cannot read %s '%s'", what, path);
	}
	close(fd);
	return n;
}
