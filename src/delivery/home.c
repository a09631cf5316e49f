/* home - the machine that a database sends from.  See home.h. */
#include "delivery/home.h"

#include "util/str.h"

#include <openssl/sha.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_SIZE 256

/* A hash of the machine's id: the id itself is not ours to spread. */
static void
this_machine(unsigned char out[SHA256_DIGEST_LENGTH])
{
	const char *given = getenv("NLCTL_MACHINE_ID");
	char name[NAME_MAX_SIZE] = "";
	FILE *f;

	if (given != NULL && *given != '\0') {
		snprintf(name, sizeof(name), "%s", given);
	} else {
		f = fopen("/etc/machine-id", "re");
		if (f != NULL && fgets(name, sizeof(name), f) == NULL)
			name[0] = '\0';
		if (f != NULL)
			fclose(f);
	}
	if (name[0] == '\0')
		gethostname(name, sizeof(name) - 1);
	SHA256((const unsigned char *)name, strlen(name), out);
}

/* 1: there is a home, with its machine and whether it is frozen; 0: none yet. */
static int
load(struct db *db, unsigned char machine[SHA256_DIGEST_LENGTH], bool *frozen,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_HOME_GET);
	int rc = stmt_step(st, e);
	struct span s;

	if (rc > 0) {
		s = col_span(st, 0);
		memset(machine, 0, SHA256_DIGEST_LENGTH);
		if (s.n == SHA256_DIGEST_LENGTH)
			memcpy(machine, s.s, s.n);
		*frozen = col_int(st, 1) != 0;
	}
	stmt_reset(st);
	return rc;
}

static int
store(struct db *db, bool frozen, struct err *e)
{
	unsigned char machine[SHA256_DIGEST_LENGTH];
	struct stmt *st = db_stmt(db, SQL_HOME_SET);

	this_machine(machine);
	bind_blob(st, ":machine", machine, sizeof(machine));
	bind_int(st, ":frozen", frozen);
	return stmt_run(st, e);
}

int
home_check(struct db *db, struct err *e)
{
	unsigned char home[SHA256_DIGEST_LENGTH], here[SHA256_DIGEST_LENGTH];
	bool frozen = false;
	int rc = load(db, home, &frozen, e);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return store(db, false, e);
	this_machine(here);
	if (frozen)
		return err_set(e, ERR_CONFIG,
		    "database '%s' is frozen and sends nothing: nlctl unfreeze ends that",
		    db_path(db));
	if (memcmp(home, here, sizeof(here)) != 0)
		return err_set(e, ERR_CONFIG,
		    "database '%s' comes from another machine and sends nothing: when the "
		    "other one sends no more, nlctl unfreeze makes this its home",
		    db_path(db));
	return 0;
}

int
home_freeze(struct db *db, struct err *e)
{
	return store(db, true, e);
}

int
home_unfreeze(struct db *db, struct err *e)
{
	return store(db, false, e);
}
