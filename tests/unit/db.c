/* db - what ends a statement, what a transaction leaves, what people are told. */
#include "io/db.h"
#include "io/db_flush.h"
#include "tap.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
add(struct db *db, const char *name, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_INSERT);

	bind_text(st, ":name", name);
	bind_int(st, ":automatic", 0);
	bind_int(st, ":now", 0);
	return stmt_run(st, e);
}

static void
test_rollback(struct db *db, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_ROWS);

	is_int(stmt_step(st, e), 1, "a first row");
	db_rollback(db);
	is_int(
	    stmt_step(st, e), 1, "a rollback of nothing leaves a statement in use alone");
	is_int(stmt_step(st, e), 0, "it ends where it should");

	ok(db_begin(db, e) == 0 && add(db, "three", e) == 0, "a transaction: %s", e->msg);
	st = db_stmt(db, SQL_LIST_ROWS);
	is_int(stmt_step(st, e), 1, "a row in it");
	db_rollback(db);
	st = db_stmt(db, SQL_LIST_ROWS);
	is_int(stmt_step(st, e), 1, "a rollback of something gives the statement back");
	is_int(stmt_step(st, e), 1, "the second row");
	is_int(stmt_step(st, e), 0, "and its rows are gone");
}

static void
test_constraints(struct db *db, struct err *e)
{
	struct stmt *st;

	is_int(add(db, "one", e), -1, "the same again");
	is_int(e->kind, ERR_TEMP, "another one was quicker");
	ok(strstr(e->msg, "run the same command again") != NULL, "what to do: %s",
	    e->msg);
	ok(strstr(e->msg, "UNIQUE") == NULL && strstr(e->msg, "list.") == NULL,
	    "no SQL in it: %s", e->msg);
	err_clear(e);

	st = db_stmt(db, SQL_LIST_INSERT);
	bind_text(st, ":name", "four");
	bind_int(st, ":automatic", 7);
	bind_int(st, ":now", 0);
	is_int(stmt_run(st, e), -1, "what the schema forbids");
	is_int(e->kind, ERR_IO, "it is no use to run that again");
	ok(strstr(e->msg, "CHECK") == NULL && strstr(e->msg, "automatic") == NULL,
	    "no SQL in it: %s", e->msg);
	err_clear(e);
}

static void
test_flush(struct db *db, struct err *e)
{
	struct pollfd news = { .events = POLLIN };
	struct db_flush *f;
	int i;

	ok(db_flush_start(&f, db, e) == 0, "a flusher: %s", e->msg);
	is_int(db_flush_done(f, e), 1, "nothing was asked for");
	news.fd = db_flush_fd(f);
	is_int(poll(&news, 1, 0), 0, "no news");
	for (i = 0; i < 3; i++) {
		ok(add(db,
		       i == 0       ? "five"
			   : i == 1 ? "six"
				    : "seven",
		       e) == 0,
		    "a row: %s", e->msg);
		db_flush_ask(f);
		is_int(poll(&news, 1, 10000), 1, "news");
		is_int(db_flush_done(f, e), 1, "it is on the disk");
		is_int(poll(&news, 1, 0), 0, "no news after it was heard");
	}
	db_flush_ask(f); /* its end is not waited for */
	db_flush_end(f);
	ok(add(db, "eight", e) == 0, "a row without it: %s", e->msg);
}

int
main(void)
{
	char path[] = "/tmp/nlctl-db.XXXXXX";
	struct err e = { 0 };
	struct db *db;
	int fd = mkstemp(path);

	close(fd);
	unlink(path);
	ok(db_open(&db, path, DB_CREATE, &e) == 0, "a new database: %s", e.msg);
	ok(add(db, "one", &e) == 0 && add(db, "two", &e) == 0, "two rows: %s", e.msg);
	test_rollback(db, &e);
	test_constraints(db, &e);
	test_flush(db, &e);
	db_discard(db);
	return done_testing();
}
