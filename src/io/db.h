/*
 * db - one SQLite file: opening it, its version, named statements,
 * transactions.  Knows no table.
 *
 * SQL lives in sql/queries/ROOM.sql and is called by its name: the statement
 * contact_by_key is SQL_CONTACT_BY_KEY.  It is prepared when first used and
 * kept until db_close.  A failure of SQLite is ERR_IO (disk, damage), ERR_TEMP
 * (another process holds the file for over 5 s, see db_patience, or has just stored
 * what must be unique) or ERR_PERM; messages name the file and the statement, never a
 * bound value.
 */
#ifndef IO_DB_H
#define IO_DB_H

#include "sql_names.h" /* generated from sql/: enum sql */
#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct stmt;

enum db_mode {
	DB_READ,
	DB_WRITE,
	DB_CREATE /* make the file (0600) when it is not there */
};

/*
 * Open the database at path and bring it to this program's version; an older
 * one is copied beside itself before it is upgraded (PATH-vN).  *out is NULL
 * on failure.  Fails with ERR_CONFIG when it is not there (unless DB_CREATE),
 * is newer than this program, or is no nlctl database.
 */
int db_open(struct db **out, const char *path, enum db_mode mode, struct err *e);

/* NULL is accepted. */
void db_close(struct db *db);

/* Close a database that db_open made, and remove its files: the caller could not
 * fill it.  BUG when it was there before. */
void db_discard(struct db *db);

const char *db_path(const struct db *db);
bool db_was_created(const struct db *db);

/* The version that this program writes: the number of migrations. */
int db_version(void);

/*
 * Call fn now and then (some ten times a second) while a statement works for long,
 * and while another process holds the file; it must not use the database.  What is
 * between two steps of a statement is the caller's time and not counted.
 */
enum db_work { DB_WORKING, DB_WAITING };
void db_on_work(struct db *db, void (*fn)(void *arg, enum db_work what), void *arg);

/* From now on wait so many ms, not 5 s, for a process that holds the file. */
#define DB_PATIENCE_MS 5000
void db_patience(struct db *db, int ms);

/* For tests: prepare every statement; the first that fails is named. */
int db_check_statements(struct db *db, struct err *e);

/*
 * Write transactions are immediate and do not nest.  db_commit that fails has
 * rolled back.  db_rollback without a transaction does nothing, so that an
 * `out:` label may always call it; with one it also ends every statement that is
 * in use, those of callers too: whoever changes things row by row of a statement
 * collects the rows first.
 */
int db_begin(struct db *db, struct err *e);
int db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db);

/*
 * As db_begin, for a change of many megabytes: they are written once, into the file,
 * not into the log and from there.  Until the end of the transaction nobody else reads
 * or writes.  Where another process has the file open, this is db_begin.
 */
int db_begin_alone(struct db *db, struct err *e);

/* A read transaction: one consistent view over several queries; ends as above. */
int db_begin_read(struct db *db, struct err *e);

/*
 * Many write transactions and one commit, where the disk takes longer than the work:
 *
 *	db_group_begin(db, e)
 *		db_begin(db, e), ..., db_commit(db, e)	 any number of times
 *	db_group_commit(db, e)
 *
 * Within a group what begins and ends a transaction begins and ends a part of the one
 * that the group is: db_rollback takes back the part and harms no other.  Nothing is
 * stored before db_group_commit returned 0; when it fails, nothing of the group is.  A
 * failure of the disk may end the whole transaction: no part can begin then, and
 * db_group_commit says so.
 */
int db_group_begin(struct db *db, struct err *e);
int db_group_commit(struct db *db, struct err *e);

/* How many write transactions this process has committed: did anything change? */
int64_t db_commits(const struct db *db);

/*
 * A statement ready for binding, without old values.  It may not be in use
 * already: one user at a time, ended by stmt_step's 0 or -1, or stmt_reset.
 */
struct stmt *db_stmt(struct db *db, enum sql id);

/*
 * A condition, which stands in a statement where its text says "where" in a
 * comment.  Its text is put together from the parts of sql/ ("-- part: ON" is
 * PART_ON) and of nothing else: what anybody typed is in values, bound in
 * their order to the nameless "?" of the text.
 */
enum db_type { DB_INT, DB_REAL, DB_TEXT, DB_BLOB };

struct db_value {
	enum db_type type;
	int64_t number; /* of a blob: its octets */
	double real;
	const char *text; /* or blob */
};

struct db_piece {
	const char *text;
	const struct db_value *values; /* borrowed until stmt_reset */
	size_t n;
};

/* The text of a part. */
const char *db_part(enum sql_part id);

/* db_stmt, with that piece in its place; NULL: with nothing there. */
struct stmt *db_stmt_with(struct db *db, enum sql id, const struct db_piece *piece);

/* Bind by name (":key").  Text and blobs are borrowed until stmt_reset. */
void bind_int(struct stmt *st, const char *name, int64_t v);
void bind_text(struct stmt *st, const char *name, const char *v); /* NULL: SQL NULL */
void bind_span(struct stmt *st, const char *name, struct span v);
void bind_blob(struct stmt *st, const char *name, const void *v, size_t n);
void bind_null(struct stmt *st, const char *name);

/*
 * Many rows for one statement: "INSERT … SELECT v1, v2 FROM rows(:rows)" takes a third
 * of what an INSERT for each takes.  The columns are v1 to v8; those that a row does not
 * have are NULL.  All is borrowed until the statement has run.
 */
#define DB_ROWS_WIDTH 8
struct db_rows {
	const struct db_value *values; /* n times width of them, row by row */
	size_t width, n;
};
void bind_rows(struct stmt *st, const char *name, const struct db_rows *rows);

/* 1: a row is there; 0: no more, and the statement is reset; -1: failed, reset. */
int stmt_step(struct stmt *st, struct err *e);

/* Run to the end, rows unseen: 0 or -1. */
int stmt_run(struct stmt *st, struct err *e);

/* The number that its only row consists of, 0 without a row: 0 or -1. */
int stmt_int(struct stmt *st, int64_t *out, struct err *e);

/* Give a statement back before its end. */
void stmt_reset(struct stmt *st);

/*
 * Columns of the current row, from 0; valid until the next step.  Text is
 * never NULL: SQL NULL is "".
 */
int64_t col_int(struct stmt *st, int column);
const char *col_text(struct stmt *st, int column);
struct span col_span(struct stmt *st, int column); /* text or blob */
bool col_is_null(struct stmt *st, int column);

/* How many columns a row of the statement has, and the name of one ("AS"). */
int col_count(struct stmt *st);
const char *col_name(struct stmt *st, int column);

int64_t db_last_id(struct db *db); /* of the last INSERT */
int64_t db_changes(struct db *db); /* rows changed by the last statement */

#endif
