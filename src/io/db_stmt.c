/* db_stmt - named statements and transactions.  See db.h. */
#include "io/db_private.h"

#include "util/xalloc.h"

#include <string.h>

#define MARKER "/*where*/"

static int
prepare(struct db *db, enum sql id, const char *text)
{
	return sqlite3_prepare_v3(
	    db->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT, &db->stmts[id].sqlite, NULL);
}

/* The text of a statement with piece in the place of its marker; to be freed. */
static char *
text_with(enum sql id, const char *piece)
{
	const char *text = sql_texts[id].text, *marker = strstr(text, MARKER);
	size_t before, n = strlen(piece);
	char *whole;

	if (marker == NULL)
		BUG("statement '%s' has no place for a condition", sql_texts[id].name);
	before = (size_t)(marker - text);
	whole = xcalloc(strlen(text) + n + 1, 1);
	memcpy(whole, text, before);
	memcpy(whole + before, piece, n);
	memcpy(whole + before + n, marker + strlen(MARKER),
	    strlen(marker) - strlen(MARKER) + 1);
	return whole;
}

/* Is st what it was prepared as: with this piece, or with none (NULL)? */
static bool
is_prepared(const struct stmt *st, const char *piece)
{
	if (st->sqlite == NULL)
		return false;
	if (st->piece == NULL || piece == NULL)
		return st->piece == piece;
	return str_eq(st->piece, piece);
}

static void
make_ready(struct db *db, enum sql id, const char *piece)
{
	struct stmt *st = &db->stmts[id];
	char *whole = piece != NULL ? text_with(id, piece) : NULL;

	db_forget(st);
	st->db = db;
	st->name = sql_texts[id].name;
	st->piece = piece != NULL ? xstrdup(piece) : NULL;
	/* Statements are tested against the schema: damage is left as a cause,
	 * and the first step says so. */
	if (prepare(db, id, whole != NULL ? whole : sql_texts[id].text) == SQLITE_ERROR)
		BUG("statement '%s': %s", st->name, sqlite3_errmsg(db->sqlite));
	xfree(whole);
}

static struct stmt *
take(struct db *db, enum sql id, const char *piece)
{
	struct stmt *st = &db->stmts[id];

	if (st->busy)
		BUG("statement '%s' is in use already", st->name);
	if (!is_prepared(st, piece))
		make_ready(db, id, piece);
	st->busy = true;
	return st;
}

void
db_forget(struct stmt *st)
{
	sqlite3_finalize(st->sqlite);
	st->sqlite = NULL;
	xfree(st->piece);
	st->piece = NULL;
}

struct stmt *
db_stmt(struct db *db, enum sql id)
{
	return take(db, id, NULL);
}

const char *
db_part(enum sql_part id)
{
	return sql_parts[id].text;
}

static void
bind_value(struct stmt *st, int i, const struct db_value *v)
{
	switch (v->type) {
	case DB_INT:
		sqlite3_bind_int64(st->sqlite, i, v->number);
		break;
	case DB_REAL:
		sqlite3_bind_double(st->sqlite, i, v->real);
		break;
	case DB_TEXT:
		sqlite3_bind_text(st->sqlite, i, v->text, -1, SQLITE_STATIC);
		break;
	case DB_BLOB:
		sqlite3_bind_blob64(
		    st->sqlite, i, v->text, (sqlite3_uint64)v->number, SQLITE_STATIC);
		break;
	}
}

struct stmt *
db_stmt_with(struct db *db, enum sql id, const struct db_piece *piece)
{
	struct stmt *st = take(db, id, piece != NULL ? piece->text : NULL);
	int i, count = sqlite3_bind_parameter_count(st->sqlite);
	size_t n = 0;

	for (i = 1; piece != NULL && i <= count; i++) {
		if (sqlite3_bind_parameter_name(st->sqlite, i) != NULL)
			continue;
		if (n == piece->n)
			BUG("statement '%s': a value is missing", st->name);
		bind_value(st, i, &piece->values[n++]);
	}
	if (piece != NULL && st->sqlite != NULL && n != piece->n)
		BUG("statement '%s': a value has no place", st->name);
	return st;
}

int
db_check_statements(struct db *db, struct err *e)
{
	int id;

	for (id = 0; id < SQL_COUNT; id++) {
		if (db->stmts[id].sqlite == NULL &&
		    prepare(db, id, sql_texts[id].text) != SQLITE_OK)
			return err_set(e, ERR_IO, "statement '%s': %s",
			    sql_texts[id].name, sqlite3_errmsg(db->sqlite));
	}
	return 0;
}

int
db_parameter(struct stmt *st, const char *name)
{
	int i = sqlite3_bind_parameter_index(st->sqlite, name);

	if (i == 0 && st->sqlite != NULL)
		BUG("statement '%s' has no '%s'", st->name, name);
	return i;
}

void
bind_int(struct stmt *st, const char *name, int64_t v)
{
	sqlite3_bind_int64(st->sqlite, db_parameter(st, name), v);
}

void
bind_text(struct stmt *st, const char *name, const char *v)
{
	sqlite3_bind_text(st->sqlite, db_parameter(st, name), v, -1, SQLITE_STATIC);
}

void
bind_span(struct stmt *st, const char *name, struct span v)
{
	sqlite3_bind_text64(
	    st->sqlite, db_parameter(st, name), v.s, v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void
bind_blob(struct stmt *st, const char *name, const void *v, size_t n)
{
	sqlite3_bind_blob64(st->sqlite, db_parameter(st, name), v, n, SQLITE_STATIC);
}

void
bind_null(struct stmt *st, const char *name)
{
	sqlite3_bind_null(st->sqlite, db_parameter(st, name));
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

int
stmt_int(struct stmt *st, int64_t *out, struct err *e)
{
	int rc = stmt_step(st, e);

	*out = rc > 0 ? col_int(st, 0) : 0;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
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

int
col_count(struct stmt *st)
{
	return sqlite3_column_count(st->sqlite);
}

const char *
col_name(struct stmt *st, int column)
{
	const char *s = sqlite3_column_name(st->sqlite, column);

	return s != NULL ? s : "";
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
transaction(struct db *db, enum sql id, struct err *e)
{
	return stmt_run(db_stmt(db, id), e);
}

/* SQLite would begin a transaction for a savepoint that is in none. */
static int
check_group(const struct db *db, struct err *e)
{
	if (!sqlite3_get_autocommit(db->sqlite))
		return 0;
	return err_set(e, ERR_TEMP,
	    "transaction: database '%s': it was ended by a failure of the disk: run the "
	    "same command again",
	    db->path);
}

static int
begin_part(struct db *db, struct err *e)
{
	if (check_group(db, e) < 0 || transaction(db, SQL_TRANSACTION_PART, e) < 0)
		return -1;
	db->part = true;
	return 0;
}

int
db_begin(struct db *db, struct err *e)
{
	return db->group ? begin_part(db, e) : transaction(db, SQL_TRANSACTION_WRITE, e);
}

static void
use_log(struct db *db, bool on)
{
	sqlite3_exec(db->sqlite,
	    on ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE", NULL, NULL,
	    NULL);
	db->alone = !on;
}

/* Back to the log.  If that fails, for somebody was quick, the next db_open does it. */
static void
end_alone(struct db *db)
{
	if (db->alone)
		use_log(db, true);
}

int
db_begin_alone(struct db *db, struct err *e)
{
	/* Where somebody else has the file open this fails and the log stays; then others
	 * may read all the same. */
	use_log(db, false);
	if (transaction(db, SQL_TRANSACTION_ALONE, e) == 0)
		return 0;
	end_alone(db);
	return -1;
}

int
db_begin_read(struct db *db, struct err *e)
{
	return db->group ? begin_part(db, e) : transaction(db, SQL_TRANSACTION_READ, e);
}

int
db_commit(struct db *db, struct err *e)
{
	enum sql commit = db->part ? SQL_TRANSACTION_PART_COMMIT : SQL_TRANSACTION_COMMIT;

	if (transaction(db, commit, e) < 0) {
		db_rollback(db);
		return -1;
	}
	db->part = false;
	end_alone(db);
	return 0;
}

/* Of this transaction, or of this part of it. */
static void
undo(struct db *db)
{
	struct err ignored = { 0 };
	size_t i;

	for (i = 0; i < SQL_COUNT; i++) {
		if (db->stmts[i].busy)
			stmt_reset(&db->stmts[i]);
	}
	if (!db->part)
		transaction(db, SQL_TRANSACTION_ROLLBACK, &ignored);
	else if (transaction(db, SQL_TRANSACTION_PART_ROLLBACK, &ignored) == 0)
		transaction(db, SQL_TRANSACTION_PART_COMMIT, &ignored);
}

void
db_rollback(struct db *db)
{
	if (db->group && !db->part)
		return;
	if (!sqlite3_get_autocommit(db->sqlite))
		undo(db);
	db->part = false;
	end_alone(db);
}

int
db_group_begin(struct db *db, struct err *e)
{
	if (db_begin(db, e) < 0)
		return -1;
	db->group = true;
	return 0;
}

int
db_group_commit(struct db *db, struct err *e)
{
	int rc = check_group(db, e);

	db->group = false;
	return rc < 0 ? -1 : db_commit(db, e);
}
