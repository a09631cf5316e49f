/*
 * db_rows - rows of C as a table of SQL: rows(:rows), see bind_rows in db.h.
 *
 * A virtual table that only reads what was bound to its one argument, a pointer
 * that SQL can neither make nor see.
 */
#include "io/db_private.h"

#include "util/xalloc.h"

#define POINTER "nlctl rows"
#define ARGUMENT DB_ROWS_WIDTH /* the hidden column behind v1 … v8 */

struct cursor {
	sqlite3_vtab_cursor base;
	const struct db_rows *rows;
	size_t at;
};

static int
connect(sqlite3 *sqlite, void *arg, int argc, const char *const *argv, sqlite3_vtab **out,
    char **error)
{
	(void)arg;
	(void)argc;
	(void)argv;
	(void)error;
	*out = xcalloc(1, sizeof(**out));
	return sqlite3_declare_vtab(
	    sqlite, "CREATE TABLE x (v1, v2, v3, v4, v5, v6, v7, v8, rows HIDDEN)");
}

static int
disconnect(sqlite3_vtab *table)
{
	xfree(table);
	return SQLITE_OK;
}

/* Of all ways to read it only the one with an argument is one. */
static int
best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	int i;

	(void)table;
	for (i = 0; i < info->nConstraint; i++) {
		if (info->aConstraint[i].iColumn != ARGUMENT ||
		    info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ ||
		    !info->aConstraint[i].usable)
			continue;
		info->aConstraintUsage[i].argvIndex = 1;
		info->aConstraintUsage[i].omit = 1;
		return SQLITE_OK;
	}
	return SQLITE_CONSTRAINT;
}

static int
open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct cursor *c = xcalloc(1, sizeof(*c));

	(void)table;
	*out = &c->base;
	return SQLITE_OK;
}

static int
close_cursor(sqlite3_vtab_cursor *base)
{
	xfree(base);
	return SQLITE_OK;
}

static int
filter(
    sqlite3_vtab_cursor *base, int index, const char *text, int n, sqlite3_value **values)
{
	struct cursor *c = (struct cursor *)base;

	(void)index;
	(void)text;
	(void)n;
	c->rows = sqlite3_value_pointer(values[0], POINTER);
	c->at = 0;
	return SQLITE_OK;
}

static int
next(sqlite3_vtab_cursor *base)
{
	((struct cursor *)base)->at++;
	return SQLITE_OK;
}

static int
eof(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (const struct cursor *)base;

	return c->rows == NULL || c->at >= c->rows->n;
}

static int
column(sqlite3_vtab_cursor *base, sqlite3_context *out, int i)
{
	const struct cursor *c = (const struct cursor *)base;
	const struct db_value *v;

	if ((size_t)i >= c->rows->width)
		return SQLITE_OK; /* NULL */
	v = &c->rows->values[c->at * c->rows->width + (size_t)i];
	switch (v->type) {
	case DB_INT:
		sqlite3_result_int64(out, v->number);
		break;
	case DB_REAL:
		sqlite3_result_double(out, v->real);
		break;
	case DB_TEXT:
		sqlite3_result_text(out, v->text, -1, SQLITE_STATIC);
		break;
	case DB_BLOB:
		sqlite3_result_blob64(
		    out, v->text, (sqlite3_uint64)v->number, SQLITE_STATIC);
		break;
	}
	return SQLITE_OK;
}

static int
row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)((const struct cursor *)base)->at;
	return SQLITE_OK;
}

int
db_add_rows(struct db *db)
{
	static const sqlite3_module module = { .xConnect = connect,
		.xBestIndex = best_index,
		.xDisconnect = disconnect,
		.xOpen = open_cursor,
		.xClose = close_cursor,
		.xFilter = filter,
		.xNext = next,
		.xEof = eof,
		.xColumn = column,
		.xRowid = row_id };

	return sqlite3_create_module(db->sqlite, "rows", &module, NULL);
}

void
bind_rows(struct stmt *st, const char *name, const struct db_rows *rows)
{
	if (rows->width > DB_ROWS_WIDTH)
		BUG("statement '%s': rows of %zu values", st->name, rows->width);
	sqlite3_bind_pointer(
	    st->sqlite, db_parameter(st, name), (void *)rows, POINTER, NULL);
}
