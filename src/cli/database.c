/* database - which database, and may it be opened.  See database.h. */
#include "cli/database.h"

#include "io/file.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
environment(const char *name)
{
	const char *v = getenv(name);

	return v != NULL && v[0] != '\0' ? v : NULL;
}

int
database_choose(struct database *out, struct arena *a, const char *option, struct err *e)
{
	const char *base;

	*out = (struct database){ option, "given by -d", false };
	if (option != NULL && option[0] == '\0')
		return err_set(e, ERR_USAGE, "option '-d' needs the name of a file");
	if (option != NULL)
		return 0;
	out->path = environment("NLCTL_DB");
	out->why = "from the environment variable NLCTL_DB";
	if (out->path != NULL)
		return 0;
	out->ours = true;
	base = environment("XDG_DATA_HOME");
	/* The XDG specification: relative paths are to be ignored. */
	if (base != NULL && base[0] == '/') {
		out->path = arena_printf(a, "%s/nlctl/nlctl.db", base);
		out->why = "from the environment variable XDG_DATA_HOME";
		return 0;
	}
	base = environment("HOME");
	if (base == NULL)
		return err_set(e, ERR_CONFIG,
		    "no database: HOME is not set; name the file with -d or NLCTL_DB");
	out->path = arena_printf(a, "%s/.local/share/nlctl/nlctl.db", base);
	out->why = "the default, below your home";
	return 0;
}

bool
database_exists(const struct database *d)
{
	struct stat st;

	/* What cannot be looked at is there: opening it says why it fails. */
	return stat(d->path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

int
database_missing(const struct database *d, struct err *e)
{
	return err_set(e, ERR_CONFIG,
	    "no database at '%s' (%s): make one with 'nlctl init', or name another with "
	    "-d or NLCTL_DB",
	    d->path, d->why);
}

static const char *
user_name(uid_t uid, struct arena *a)
{
	const struct passwd *pw = getpwuid(uid);

	return pw != NULL ? arena_strdup(a, pw->pw_name)
			  : arena_printf(a, "number %lu", (unsigned long)uid);
}

static int
become(const struct stat *st, const char *path, struct err *e)
{
	const struct passwd *pw = getpwuid(st->st_uid);
	gid_t gid = pw != NULL ? pw->pw_gid : st->st_gid;
	int groups =
	    pw != NULL ? initgroups(pw->pw_name, pw->pw_gid) : setgroups(0, NULL);

	if (groups < 0 || setgid(gid) < 0 || setuid(st->st_uid) < 0)
		return err_errno(
		    e, ERR_PERM, "cannot become the owner of the database '%s'", path);
	/* Passwords of relays may stand in that user's ~/.netrc, not in root's. */
	if (pw != NULL)
		setenv("HOME", pw->pw_dir, 1);
	return 0;
}

int
database_enter(
    const struct database *d, struct arena *a, const char **became, struct err *e)
{
	struct stat st;

	*became = NULL;
	if (stat(d->path, &st) < 0)
		return err_errno(e, errno == EACCES ? ERR_PERM : ERR_IO,
		    "cannot look at the database '%s' (%s)", d->path, d->why);
	if (!S_ISREG(st.st_mode))
		return err_set(
		    e, ERR_CONFIG, "database '%s' (%s) is not a file", d->path, d->why);
	if (geteuid() == 0 && st.st_uid != 0) {
		if (become(&st, d->path, e) < 0)
			return -1;
		*became = user_name(st.st_uid, a);
	} else if (st.st_uid != geteuid()) {
		return err_set(e, ERR_PERM,
		    "database '%s' belongs to user %s: run nlctl as that user", d->path,
		    user_name(st.st_uid, a));
	}
	if ((st.st_mode & (S_IWGRP | S_IRWXO)) != 0)
		return err_set(e, ERR_PERM,
		    "others may read or change the database '%s': chmod 600 it", d->path);
	return 0;
}

int
database_scratch(const char **path, struct arena *a, struct err *e)
{
	const char *folder = file_temporary_folder(a, e);

	if (folder == NULL)
		return -1;
	*path = arena_printf(a, "%s/plan.db", folder);
	return 0;
}

void
database_scratch_remove(const char *path)
{
	struct arena a = { 0 };

	file_remove_folder(arena_memdup(&a, path, (size_t)(strrchr(path, '/') - path)));
	arena_release(&a);
}
