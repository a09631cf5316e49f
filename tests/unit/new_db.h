/* new_db - a database of its own for a test, under /tmp; db_discard removes it. */
#ifndef TESTS_UNIT_NEW_DB_H
#define TESTS_UNIT_NEW_DB_H

#include "io/db.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static struct db *
new_db(void)
{
	char path[] = "/tmp/nlctl-unit.XXXXXX";
	struct err e = { 0 };
	struct db *db;

	close(mkstemp(path));
	unlink(path);
	ok(db_open(&db, path, DB_CREATE, &e) == 0, "a new database: %s", e.msg);
	return db;
}

#endif
