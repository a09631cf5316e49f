/* db_stmt - named statements and transactions.  See db.h. */
#include "io/db_private.h"

#include "util/xalloc.h"

#include <string.h>

static int
prepare(struct db *db, enum sql id)
{
	return sqlite3_prepare_v3(db->sqlite, sql_texts[id].text, -1,
	    SQLITE_PREPARE_PERSISTENT, &db->stmts[id].sqlite, NULL);
}

struct stmt *
db_stmt(struct db *db, enum sql id)
{
	struct stmt *st = &db->stmts[id];

	if (st->busy)
		BUG("statement '%s' is in use already", st->name);
	if (st->sqlite == NULL) {
		st->db = db;
		st->name = sql_texts[id].name;
		/* Statements are tested against the schema: damage is left as a cause,
		 * and the first step says so. */
		if (prepare(db, id) == SQLITE_ERROR)
			BUG("statement '%s': %s", st->name, sqlite3_errmsg(db->sqlite));
	}
	st->busy = true;
	return st;
}

int
db_check_statements(struct db *db, struct err *e)
{
	int id;

	for (id = 0; id < SQL_COUNT; id++) {
		if (db->stmts[id].sqlite == NULL && prepare(db, id) != SQLITE_OK)
			return err_set(e, ERR_IO, "statement '%s': %s",
			    sql_texts[id].name, sqlite3_errmsg(db->sqlite));
	}
	return 0;
}

static int
parameter(struct stmt *st, const char *name)
{
	int i = sqlite3_bind_parameter_index(st->sqlite, name);

	if (i == 0 && st->sqlite != NULL)
		BUG("statement '%s' has no '%s'", st->name, name);
	return i;
}

void
bind_int(struct stmt *st, const char *name, int64_t v)
{
	sqlite3_bind_int64(st->sqlite, parameter(st, name), v);
}

void
bind_text(struct stmt *st, const char *name, const char *v)
{
	sqlite3_bind_text(st->sqlite, parameter(st, name), v, -1, SQLITE_STATIC);
}

void
bind_span(struct stmt *st, const char *name, struct span v)
{
	sqlite3_bind_text64(
	    st->sqlite, parameter(st, name), v.s, v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void
bind_blob(struct stmt *st, const char *name, const void *v, size_t n)
{
	sqlite3_bind_blob64(st->sqlite, parameter(st, name), v, n, SQLITE_STATIC);
}

void
bind_null(struct stmt *st, const char *name)
{
	sqlite3_bind_null(st->sqlite, parameter(st, name));
}

int
stmt_step(struct stmt *st, struct err *e)
{
	int rc = sqlite3_step(st->sqlite);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		db_fail(st->db, e, st->name);
	stmt_reset(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
stmt_run(struct stmt *st, struct err *e)
{
	int rc;

	while ((rc = stmt_step(st, e)) > 0)
		continue;
	return rc;
}

void
stmt_reset(struct stmt *st)
{
	sqlite3_reset(st->sqlite);
	sqlite3_clear_bindings(st->sqlite);
	st->busy = false;
}

int64_t
col_int(struct stmt *st, int column)
{
	return sqlite3_column_int64(st->sqlite, column);
}

const char *
col_text(struct stmt *st, int column)
{
	const char *s = (const char *)sqlite3_column_text(st->sqlite, column);

	return s != NULL ? s : "";
}

struct span
col_span(struct stmt *st, int column)
{
	const char *s = sqlite3_column_blob(st->sqlite, column);

	return (struct span){ s != NULL ? s : "",
		(size_t)sqlite3_column_bytes(st->sqlite, column) };
}

bool
col_is_null(struct stmt *st, int column)
{
	return sqlite3_column_type(st->sqlite, column) == SQLITE_NULL;
}

int64_t
db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t
db_changes(struct db *db)
{
	return sqlite3_changes64(db->sqlite);
}

static int
transaction(struct db *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, e, "transaction");
	return 0;
}

int
db_begin(struct db *db, struct err *e)
{
	return transaction(db, "BEGIN IMMEDIATE", e);
}

int
db_begin_read(struct db *db, struct err *e)
{
	return transaction(db, "BEGIN", e);
}

int
db_commit(struct db *db, struct err *e)
{
	if (transaction(db, "COMMIT", e) == 0)
		return 0;
	db_rollback(db);
	return -1;
}

void
db_rollback(struct db *db)
{
	size_t i;

	for (i = 0; i < SQL_COUNT; i++) {
		if (db->stmts[i].busy)
			stmt_reset(&db->stmts[i]);
	}
	if (!sqlite3_get_autocommit(db->sqlite))
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}
