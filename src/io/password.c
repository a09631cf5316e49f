/* password - for a relay.  See password.h. */
#include "io/password.h"

#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REST_MAX 65536 /* octets behind the password, read and forgotten */

/* The first line of f; -1 when there is none, or too long a one. */
static int
first_line(const char **out, FILE *f, struct arena *a)
{
	char line[PASSWORD_MAX + 2];
	size_t n;

	if (fgets(line, sizeof(line), f) == NULL)
		return -1;
	n = strcspn(line, "\r\n");
	if (n == 0 || n > PASSWORD_MAX)
		return -1;
	*out = arena_memdup(a, line, n);
	explicit_bzero(line, sizeof(line));
	return 0;
}

int
password_from_file(const char **out, const char *path, struct arena *a, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = -1;
	struct stat st;
	FILE *f = NULL;

	if (fd < 0)
		return err_errno(e, errno == EACCES ? ERR_PERM : ERR_CONFIG,
		    "cannot read the password file '%s'", path);
	if (fstat(fd, &st) == 0 && (st.st_mode & 077) != 0) {
		err_set(e, ERR_PERM,
		    "the password file '%s' can be read by others: chmod 600 '%s'", path,
		    path);
		goto out;
	}
	f = fdopen(fd, "r");
	if (f == NULL || first_line(out, f, a) < 0)
		err_set(
		    e, ERR_CONFIG, "the password file '%s' has no password in it", path);
	else
		rc = 0;
out:
	if (f != NULL)
		fclose(f);
	else
		close(fd);
	return rc;
}

int
password_from_command(
    const char **out, const char *command, struct arena *a, struct err *e)
{
	const char *const argv[] = { "/bin/sh", "-c", command, NULL };
	struct child child;
	FILE *f;
	int rc = -1, status, rest;

	if (child_start(&child, argv, CHILD_READ, e) < 0)
		return err_ctx(e, "the password command");
	f = fdopen(child.fd, "r");
	if (f != NULL) {
		rc = first_line(out, f, a);
		/* A program that is not listened to would end with SIGPIPE. */
		for (rest = 0; rest < REST_MAX && getc(f) != EOF; rest++)
			continue;
		fclose(f);
		child.fd = -1;
	}
	status = child_wait(&child, e);
	if (status < 0)
		return err_ctx(e, "the password command");
	if (status != 0)
		return err_set(
		    e, ERR_CONFIG, "the password command ended with status %d", status);
	if (rc < 0)
		return err_set(e, ERR_CONFIG, "the password command printed no password");
	return 0;
}
