/* spool - mails kept as files.  See spool.h. */
#include "inbox/spool.h"

#include "inbox/message.h"
#include "io/file.h"
#include "util/buf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".eml"
#define REFUSED ".refused"
#define NAME_SIZE 64

/* The owner of the database reads it by the group that the folder hands down. */
#define MODE (S_IRUSR | S_IWUSR | S_IRGRP)

static int
open_folder(const char *folder, struct err *e)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == EACCES) /* who only writes there may not list it */
		fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		err_errno(
		    e, ERR_CONFIG, "cannot open the folder of kept mail '%s'", folder);
	return fd;
}

/* Its data under a name that nobody looks for. */
static int
write_file(int folder, const char *name, struct span mail)
{
	int fd = openat(
	    folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE);
	int rc = -1, saved;

	if (fd < 0)
		return -1;
	if (fchmod(fd, MODE) == 0 && file_put(fd, mail) == 0 && fsync(fd) == 0)
		rc = 0;
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

int
spool_add(const char *folder, struct random *random, struct span mail, struct err *e)
{
	char text[UUID_TEXT_SIZE], name[NAME_SIZE], hidden[NAME_SIZE];
	unsigned char uuid[UUID_SIZE];
	int fd = open_folder(folder, e), rc = -1;

	if (fd < 0)
		return -1;
	random_uuid(random, uuid);
	uuid_format(uuid, text);
	snprintf(name, sizeof(name), "%s" SUFFIX, text);
	snprintf(hidden, sizeof(hidden), ".%s", text);
	if (write_file(fd, hidden, mail) == 0 && renameat(fd, hidden, fd, name) == 0) {
		fsync(fd); /* fails where the folder may not be read: no harm */
		rc = 0;
	} else {
		err_errno(e, ERR_IO, "cannot keep the mail in '%s'", folder);
		unlinkat(fd, hidden, 0);
	}
	close(fd);
	return rc;
}

static bool
is_mail(const char *name)
{
	return name[0] != '.' && str_ends(name, SUFFIX) && strlen(name) < NAME_SIZE;
}

/* 1: read, as much as matters; 0: gone meanwhile; -1: nothing that can be read. */
static int
read_file(int folder, const char *name, struct buf *out)
{
	/* Whoever may write there may have put a pipe or a link in place of a file. */
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	buf_reset(out);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		do {
			n = read(fd, buf_reserve(out, out->max - out->len),
			    out->max - out->len);
			if (n > 0)
				out->len += (size_t)n;
		} while (n > 0 && out->len < out->max);
	}
	close(fd);
	return n < 0 ? -1 : 1;
}

static void
set_aside(int folder, const char *name)
{
	char to[NAME_MAX + sizeof(REFUSED)];

	snprintf(to, sizeof(to), "%s" REFUSED, name);
	renameat(folder, name, folder, to);
}

/* -1: it is still there. */
static int
take_one(struct spool_taken *out, int folder, const char *name, struct buf *mail,
    int (*take)(void *arg, struct span mail, struct err *e), void *arg, struct err *e)
{
	int rc = read_file(folder, name, mail);

	if (rc < 0) {
		set_aside(folder, name);
		out->refused++;
	} else if (rc > 0) {
		if (take(arg, (struct span){ mail->data, mail->len }, e) < 0)
			return -1;
		if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
			return err_errno(
			    e, ERR_IO, "cannot remove the kept mail '%s'", name);
		out->mails++;
	}
	return 0;
}

int
spool_take(struct spool_taken *out, const char *folder,
    int (*take)(void *arg, struct span mail, struct err *e), void *arg, struct err *e)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct err why = { 0 };
	struct buf mail;
	int rc = 0;

	*out = (struct spool_taken){ 0 };
	if (dir == NULL)
		return err_errno(e, ERR_CONFIG,
		    "cannot look into the folder of kept mail '%s'", folder);
	buf_init(&mail, MESSAGE_MAX);
	while (why.kind != ERR_TEMP && out->mails + out->refused < SPOOL_TAKE_MAX &&
	    (entry = readdir(dir)) != NULL) {
		err_clear(&why);
		if (is_mail(entry->d_name) &&
		    take_one(out, dirfd(dir), entry->d_name, &mail, take, arg, &why) < 0)
			rc = err_set(e, why.kind, "%s", why.msg);
	}
	buf_release(&mail);
	closedir(dir);
	return rc;
}
