/* password - for a relay.  See password.h. */
#include "io/password.h"

#include "io/child.h"
#include "io/secret_file.h"

#include <stdio.h>
#include <string.h>

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
	char text[PASSWORD_MAX + 2];
	ssize_t got =
	    secret_file_read(path, "the password file", text, sizeof(text) - 1, e);
	size_t n;

	if (got < 0)
		return -1;
	text[got] = '\0';
	n = strcspn(text, "\r\n");
	if (n == 0 || n > PASSWORD_MAX)
		err_set(
		    e, ERR_CONFIG, "the password file '%s' has no password in it", path);
	else
		*out = arena_memdup(a, text, n);
	explicit_bzero(text, sizeof(text));
	return n == 0 || n > PASSWORD_MAX ? -1 : 0;
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
