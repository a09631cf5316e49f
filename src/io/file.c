/* file - whole files, in and out.  See file.h. */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_CHUNK 65536

static enum err_kind
kind_of_errno(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOINPUT;
	case EACCES:
	case EPERM:
		return ERR_PERM;
	default:
		return ERR_IO;
	}
}

int
file_read(const char *path, struct buf *out, struct err *e)
{
	bool standard_input = str_eq(path, "-");
	int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	size_t room;
	ssize_t n;
	int rc = -1;

	if (fd < 0)
		return err_errno(e, kind_of_errno(), "cannot open '%s'", path);
	for (;;) {
		/* One byte of room past the maximum tells "full" from "too large". */
		room =
		    out->max - out->len < READ_CHUNK ? out->max - out->len : READ_CHUNK;
		if (room == 0) {
			char more;

			n = read(fd, &more, 1);
			if (n == 0)
				break;
			err_set(
			    e, ERR_DATA, "'%s' is larger than %zu bytes", path, out->max);
			goto out;
		}
		n = read(fd, buf_reserve(out, room), room);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_errno(e, kind_of_errno(), "cannot read '%s'", path);
			goto out;
		}
		if (n == 0)
			break;
		out->len += (size_t)n;
		out->data[out->len] = '\0';
	}
	rc = 0;
out:
	if (!standard_input)
		close(fd);
	return rc;
}

/* Is path, of no symbolic links, the folder or below it? */
static bool
is_beneath(const char *folder, const char *path)
{
	size_t n = strlen(folder);

	return str_starts(path, folder) && (folder[n - 1] == '/' || path[n] == '/');
}

bool
file_is_folder(const char *path)
{
	struct stat st;

	return stat(*path != '\0' ? path : ".", &st) == 0 && S_ISDIR(st.st_mode);
}

int
file_read_beneath(const char *folder, const char *path, struct buf *out, struct err *e)
{
	struct arena a = { 0 };
	char *root = realpath(*folder != '\0' ? folder : ".", NULL);
	const char *name = arena_printf(&a, "%s/%s", root != NULL ? root : "", path);
	char *real = root != NULL ? realpath(name, NULL) : NULL;
	struct stat st;
	int rc = -1;

	if (real == NULL)
		err_errno(e, kind_of_errno(), "cannot open '%s'", path);
	else if (*path == '/' || !is_beneath(root, real))
		err_set(e, ERR_CONFLICT, "'%s' is outside of the folder", path);
	else if (stat(real, &st) < 0)
		err_errno(e, kind_of_errno(), "cannot open '%s'", path);
	else if (!S_ISREG(st.st_mode))
		err_set(e, ERR_CONFLICT, "'%s' is no file", path);
	else
		rc = file_read(real, out, e);
	free(real);
	free(root);
	arena_release(&a);
	return rc;
}

int
file_open(const char *path, struct err *e)
{
	int fd = str_eq(path, "-") ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(e, kind_of_errno(), "cannot open '%s'", path);
	return fd;
}

int
file_put(int fd, struct span data)
{
	ssize_t n;

	while (data.n > 0) {
		n = write(fd, data.s, data.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data.s += n;
		data.n -= (size_t)n;
	}
	return 0;
}

/* See file_write; mode is that of the file. */
static int
write_whole(const char *path, struct span data, mode_t mode, struct err *e)
{
	struct arena a = { 0 };
	char *temporary = arena_printf(&a, "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC), rc = -1;

	if (fd < 0) {
		err_errno(e, kind_of_errno(), "cannot write beside '%s'", path);
		goto out;
	}
	if (file_put(fd, data) < 0 || fchmod(fd, mode) < 0 || fsync(fd) < 0 ||
	    rename(temporary, path) < 0) {
		err_errno(e, ERR_IO, "cannot write '%s'", path);
		unlink(temporary);
		goto out;
	}
	rc = 0;
out:
	if (fd >= 0)
		close(fd);
	arena_release(&a);
	return rc;
}

int
file_write(const char *path, struct span data, struct err *e)
{
	return write_whole(path, data, 0600, e);
}

int
file_write_public(const char *path, struct span data, struct err *e)
{
	return write_whole(path, data, 0644, e);
}

int
file_create(const char *path, struct span data, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool failed;

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_CONFLICT,
		    "'%s' is there already, and is not overwritten", path);
	if (fd < 0)
		return err_errno(e, kind_of_errno(), "cannot make '%s'", path);
	failed = file_put(fd, data) < 0 || fsync(fd) < 0;
	/* Some file systems tell at the end alone that the disk is full. */
	if (close(fd) < 0 || failed) {
		err_errno(e, ERR_IO, "cannot write '%s'", path);
		unlink(path);
		return -1;
	}
	return 0;
}

int
file_create_or_same(const char *path, struct span data, struct err *e)
{
	struct err why = { 0 };
	struct buf there;
	bool same;

	if (file_create(path, data, &why) == 0)
		return 0;
	if (why.kind != ERR_CONFLICT)
		return err_set(e, why.kind, "%s", why.msg);
	buf_init(&there, data.n);
	same = file_read(path, &there, e) == 0 && there.len == data.n &&
	    memcmp(there.data, data.s, data.n) == 0;
	buf_release(&there);
	if (same)
		return 0;
	err_clear(e);
	return err_set(e, why.kind, "%s", why.msg);
}

/* A nameless file in folder, or -1 with errno. */
static int
temporary_in(const char *folder)
{
	struct arena a = { 0 };
	char *name;
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	/* Some file systems cannot: make one and take its name away at once. */
	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		name = arena_printf(&a, "%s/nlctl.XXXXXX", folder);
		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0)
			unlink(name);
		arena_release(&a);
	}
	return fd;
}

int
file_temporary(struct err *e)
{
	const char *folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	size_t i;
	int fd;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (folders[i] == NULL || folders[i][0] == '\0')
			continue;
		fd = temporary_in(folders[i]);
		if (fd >= 0)
			return fd;
	}
	return err_errno(e, ERR_SYSTEM,
	    "cannot make a temporary file in /tmp: set TMPDIR to a folder");
}

const char *
file_temporary_folder(struct arena *a, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char *folder =
	    arena_printf(a, "%s/nlctl.XXXXXX", tmp != NULL && *tmp == '/' ? tmp : "/tmp");

	if (mkdtemp(folder) != NULL)
		return folder;
	err_errno(e, ERR_SYSTEM, "cannot make the folder '%s'", folder);
	return NULL;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void
file_remove_folder(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
file_make_parents(const char *path, struct err *e)
{
	struct arena a = { 0 };
	char *copy = arena_strdup(&a, path), *slash;
	int rc = 0;

	for (slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST) {
			rc = err_errno(e, kind_of_errno() == ERR_PERM ? ERR_PERM : ERR_IO,
			    "cannot make the folder '%s'", copy);
			break;
		}
		*slash = '/';
	}
	arena_release(&a);
	return rc;
}
