/* db_private - what io/db.c and io/db_stmt.c share; for nobody else. */
#ifndef IO_DB_PRIVATE_H
#define IO_DB_PRIVATE_H

#include "io/db.h"
#include "io/db_sql.h"

#include <sqlite3.h>

struct stmt {
	struct db *db;
	sqlite3_stmt *sqlite;
	const char *name;
	char *piece; /* what it was prepared with in the place of its marker, or NULL */
	bool busy;
};

struct db {
	sqlite3 *sqlite;
	char *path;
	bool created;
	int patience_ms; /* for another process that holds the file */
	bool alone;      /* in a transaction without the log: db_begin_alone */
	bool group;      /* in a transaction of many parts: db_group_begin */
	bool part;       /* in one of them */
	int64_t commits; /* of write transactions, ours */
	void (*work)(void *arg, enum db_work what); /* NULL: nobody wants to know */
	void *work_arg;
	struct stmt stmts[SQL_COUNT];
	struct arena scratch; /* of one call of an SQL function */
};

/* Teach the connection the SQL functions that our statements use. */
int db_add_functions(struct db *db);

/* And the table rows(), see bind_rows. */
int db_add_rows(struct db *db);

/* The number of a parameter; BUG when the statement has none of this name. */
int db_parameter(struct stmt *st, const char *name);

/* Finalize it; it can be prepared again. */
void db_forget(struct stmt *st);

/* Fill e from SQLite's last error: "WHAT: database 'PATH': …".  Returns -1. */
int db_fail(struct db *db, struct err *e, const char *what);

#endif
