/* db - what ends a statement, what a transaction leaves, what people are told. */
#include "io/db_flush.h"
#include "io/db_private.h"
#include "new_db.h"
#include "tap.h"

#include <stdio.h>
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
test_rows(struct db *db, struct err *e)
{
	static const struct db_value values[] = { { .type = DB_INT, .number = 7 },
		{ .type = DB_TEXT, .text = "a@x.example" },
		{ .type = DB_TEXT, .text = "a@x.example" }, { .type = DB_INT },
		{ .type = DB_TEXT, .text = "{}" }, { .type = DB_INT, .number = 5 },
		{ .type = DB_TEXT, .text = "" }, { .type = DB_INT, .number = 8 },
		{ .type = DB_TEXT, .text = NULL }, { .type = DB_TEXT, .text = NULL },
		{ .type = DB_INT }, { .type = DB_TEXT, .text = "{}" },
		{ .type = DB_INT, .number = 6 }, { .type = DB_TEXT, .text = "" } };
	struct db_rows rows = { values, 7, 2 };
	struct stmt *st = db_stmt(db, SQL_CONTACT_INSERT_ROWS);

	bind_rows(st, ":rows", &rows);
	ok(stmt_run(st, e) == 0, "two rows in one statement: %s", e->msg);
	st = db_stmt(db, SQL_CONTACT_FIELDS_AFTER);
	bind_int(st, ":after", 0);
	is_int(stmt_step(st, e), 1, "one is there");
	is_int(col_int(st, 0), 7, "with its number");
	is_int(stmt_step(st, e), 1, "the other, with NULL");
	is_int(col_int(st, 0), 8, "with its number");
	is_int(stmt_step(st, e), 0, "no more");
	rows.n = 0;
	st = db_stmt(db, SQL_CONTACT_INSERT_ROWS);
	bind_rows(st, ":rows", &rows);
	ok(stmt_run(st, e) == 0, "no rows at all: %s", e->msg);
	is_int(stmt_run(db_stmt(db, SQL_CONTACT_INSERT_ROWS), e), 0, "nothing bound");
	is_int(db_changes(db), 0, "is nothing");
}

/* How many lists have this name?  As somebody else sees it. */
static int64_t
count_named(const char *path, const char *name, struct err *e)
{
	struct db *other;
	struct stmt *st;
	int64_t n = 0;

	ok(db_open(&other, path, DB_READ, e) == 0, "somebody else: %s", e->msg);
	st = db_stmt(other, SQL_LIST_BY_NAME);
	bind_text(st, ":name", name);
	while (stmt_step(st, e) > 0)
		n++;
	db_close(other);
	return n;
}

static void
test_group(struct db *db, const char *path, struct err *e)
{
	int64_t commits = db_commits(db);

	ok(db_group_begin(db, e) == 0, "a group: %s", e->msg);
	ok(db_begin(db, e) == 0 && add(db, "g1", e) == 0 && db_commit(db, e) == 0,
	    "a part: %s", e->msg);
	db_rollback(db); /* of nothing, as after an "out:" */
	ok(db_begin(db, e) == 0 && add(db, "g2", e) == 0, "another: %s", e->msg);
	db_rollback(db);
	ok(db_begin(db, e) == 0 && add(db, "g1", e) < 0, "one that fails");
	db_rollback(db);
	err_clear(e);
	ok(db_begin_read(db, e) == 0, "one that looks: %s", e->msg);
	db_rollback(db);
	is_int(count_named(path, "g1", e), 0, "until the end nobody sees any of it");
	is_int(db_commits(db), commits, "nor is anything on the disk");
	ok(db_group_commit(db, e) == 0, "the end: %s", e->msg);
	is_int(count_named(path, "g1", e), 1, "what was done is there");
	is_int(count_named(path, "g2", e), 0, "what was taken back is not");
	is_int(db_commits(db), commits + 1, "it was one commit");
	ok(db_begin(db, e) == 0 && add(db, "g2", e) == 0 && db_commit(db, e) == 0,
	    "a transaction after it: %s", e->msg);
	is_int(db_commits(db), commits + 2, "is one");

	/* As SQLite ends a transaction when the disk is full. */
	ok(db_group_begin(db, e) == 0 && db_begin(db, e) == 0 && add(db, "g3", e) == 0 &&
		db_commit(db, e) == 0,
	    "a group: %s", e->msg);
	sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	ok(db_begin(db, e) < 0 && e->kind == ERR_TEMP, "no part begins: %s", e->msg);
	err_clear(e);
	ok(db_group_commit(db, e) < 0 && e->kind == ERR_TEMP, "nor is it stored: %s",
	    e->msg);
	err_clear(e);
	is_int(count_named(path, "g3", e), 0, "nothing of it");
	ok(db_begin(db, e) == 0 && add(db, "g3", e) == 0 && db_commit(db, e) == 0,
	    "the next one is as ever: %s", e->msg);
}

static void
test_alone(struct db *db, const char *path, struct err *e)
{
	char log[64];
	struct db *other;
	struct stmt *st;

	snprintf(log, sizeof(log), "%s-wal", path);
	ok(db_begin_alone(db, e) == 0 && add(db, "nine", e) == 0, "alone: %s", e->msg);
	is_int(access(log, F_OK), -1, "without a log");
	db_rollback(db);
	ok(db_begin_alone(db, e) == 0 && add(db, "nine", e) == 0, "again: %s", e->msg);
	ok(db_commit(db, e) == 0, "this time it stays: %s", e->msg);
	is_int(add(db, "nine", e), -1, "it is there");
	err_clear(e);
	is_int(access(log, F_OK), 0, "the log is back");

	ok(db_open(&other, path, DB_READ, e) == 0, "somebody else: %s", e->msg);
	ok(db_begin_alone(db, e) == 0 && add(db, "ten", e) == 0, "with a log: %s",
	    e->msg);
	st = db_stmt(other, SQL_LIST_FIRST);
	is_int(stmt_step(st, e), 1, "they go on reading");
	stmt_reset(st);
	ok(db_commit(db, e) == 0, "and it is stored: %s", e->msg);
	db_close(other);
}

static void
test_flush(struct db *db, struct err *e)
{
	static const char *const names[] = { "five", "six", "seven" };
	struct db_flush *f;
	size_t i;

	ok(db_flush_open(&f, db, e) == 0, "a flusher: %s", e->msg);
	for (i = 0; i < 3; i++) {
		ok(add(db, names[i], e) == 0, "a row: %s", e->msg);
		if (i > 0)
			db_flush_begin(f);
		ok(db_flush(f, e) == 0, "it is on the disk: %s", e->msg);
	}
	db_flush_begin(f); /* its end is not waited for */
	db_flush_close(f);
	db_flush_close(NULL);
	ok(add(db, "eight", e) == 0, "a row without it: %s", e->msg);
}

int
main(void)
{
	struct err e = { 0 };
	struct db *db = new_db();

	ok(add(db, "one", &e) == 0 && add(db, "two", &e) == 0, "two rows: %s", e.msg);
	test_rollback(db, &e);
	test_constraints(db, &e);
	test_flush(db, &e);
	test_rows(db, &e);
	test_group(db, db_path(db), &e);
	test_alone(db, db_path(db), &e);
	db_discard(db);
	return done_testing();
}
