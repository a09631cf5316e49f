/*
 * database - which database a command works on, and may it be opened.
 *
 * Chooses the path, becomes the owner of the file when root started us, and
 * refuses files that others could read or change.  io/db opens it.
 */
#ifndef CLI_DATABASE_H
#define CLI_DATABASE_H

#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>

struct database {
	const char *path;
	const char *why; /* "given by -d", "from NLCTL_DB", … */
	bool ours;       /* chosen by nlctl: missing folders may be made */
};

/*
 * -d (option, NULL: not given), else $NLCTL_DB, else the user's data folder.
 * Fails with ERR_CONFIG when there is no home to put it in.
 */
int database_choose(
    struct database *out, struct arena *a, const char *option, struct err *e);

bool database_exists(const struct database *d);

/* ERR_CONFIG: it is not there, where it was looked for, why there, what to do. */
int database_missing(const struct database *d, struct err *e);

/*
 * Before opening a file that is there: started as root on a file of somebody
 * else, become that user for good (said to *became, else NULL).  Refuses with
 * ERR_PERM somebody else's file, and one that its group can write or others can
 * read: it holds personal data.
 */
int database_enter(
    const struct database *d, struct arena *a, const char **became, struct err *e);

/* Make an empty folder for a scratch database; the path of the file in it. */
int database_scratch(const char **path, struct arena *a, struct err *e);

/* Remove what database_scratch made and SQLite put into it. */
void database_scratch_remove(const char *path);

#endif
