/* maildir - messages as files.  See maildir.h. */
#include "io/maildir.h"

#include "io/file.h"
#include "util/arena.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int
maildir_open(const char *path, struct err *e)
{
	static const char *const parts[] = { "", "/cur", "/new", "/tmp" };
	struct arena a = { 0 };
	const char *folder;
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]) && rc == 0; i++) {
		folder = arena_printf(&a, "%s%s", path, parts[i]);
		if (mkdir(folder, 0700) < 0 && errno != EEXIST)
			rc = err_errno(e, errno == EACCES ? ERR_PERM : ERR_IO,
			    "cannot make the folder '%s'", folder);
	}
	arena_release(&a);
	return rc;
}

int
maildir_add(const char *path, const char *name, struct span message, struct err *e)
{
	struct arena a = { 0 };
	const char *temporary = arena_printf(&a, "%s/tmp/%s", path, name);
	const char *final = arena_printf(&a, "%s/new/%s", path, name);
	int rc = file_write(temporary, message, e);

	/* Not rename(): that would put it in the place of another. */
	if (rc == 0 && link(temporary, final) < 0) {
		if (errno == EEXIST)
			rc = err_set(e, ERR_CONFLICT,
			    "'%s' is there already: take an empty folder", final);
		else
			rc = err_errno(e, ERR_IO, "cannot write '%s'", final);
	}
	unlink(temporary);
	arena_release(&a);
	return rc;
}
