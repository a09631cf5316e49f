/*
 * statements - every named statement can be prepared, and none walks through a
 * whole big table unless its text says so with a scan comment.
 */
#include "io/db_private.h"
#include "new_db.h"
#include "tap.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tables that grow with people and issues. */
static const char *const big[] = { "contact", "subscription", "suppression", "delivery",
	"notice", "click", "event", "token_alias", "mail_in", "import_change" };

/* Is this line of a query plan "SCAN x", x a big table and not an index of it? */
static const char *
scanned(const char *detail)
{
	size_t i, n;

	if (strncmp(detail, "SCAN ", 5) != 0)
		return NULL;
	for (i = 0; i < LENGTH(big); i++) {
		n = strlen(big[i]);
		if (strncmp(detail + 5, big[i], n) == 0 &&
		    (detail[5 + n] == '\0' || detail[5 + n] == ' '))
			return big[i];
	}
	return NULL;
}

/* Aliases hide table names in a plan: the statement is planned without them where
 * it names one as "contact c". */
static const char *
table_of_alias(const char *text, const char *detail)
{
	char pattern[64];
	size_t i, n;

	if (strncmp(detail, "SCAN ", 5) != 0)
		return NULL;
	n = strcspn(detail + 5, " ");
	for (i = 0; i < LENGTH(big); i++) {
		snprintf(
		    pattern, sizeof(pattern), " %s %.*s", big[i], (int)n, detail + 5);
		if (strstr(text, pattern) != NULL)
			return big[i];
	}
	return NULL;
}

static void
check_plan(sqlite3 *db, const struct sql_text *sql)
{
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql->text);
	bool allowed = strstr(sql->text, "/*scan*/") != NULL;
	const char *detail, *table;
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, explain, -1, &st, NULL) != SQLITE_OK) {
		ok(false, "%s: %s", sql->name, sqlite3_errmsg(db));
		sqlite3_free(explain);
		return;
	}
	table = NULL;
	while (table == NULL && sqlite3_step(st) == SQLITE_ROW) {
		detail = (const char *)sqlite3_column_text(st, 3);
		table = scanned(detail);
		if (table == NULL)
			table = table_of_alias(sql->text, detail);
	}
	ok(table == NULL || allowed, "%s does not scan %s", sql->name,
	    table != NULL ? table : "a big table");
	sqlite3_finalize(st);
	sqlite3_free(explain);
}

/* A statement about one contact with the part in it, and something in its holes. */
static char *
statement_of(const struct sql_text *part)
{
	char *text = sqlite3_mprintf("SELECT 1 FROM contact c WHERE c.id = :id AND ");
	const char *s, *hole;

	for (s = part->text; (hole = strstr(s, "{}")) != NULL; s = hole + 2)
		text = sqlite3_mprintf("%z%.*s 'x' ", text, (int)(hole - s), s);
	return sqlite3_mprintf("%z%s", text, s);
}

/*
 * A part of a condition is worked out for each contact: it walks through no big
 * table, and does not look up what an issue has of everybody either.
 */
static void
check_part(sqlite3 *db, const struct sql_text *part)
{
	char *text = statement_of(part);
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
	const char *detail, *bad = NULL;
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, explain, -1, &st, NULL) != SQLITE_OK) {
		ok(false, "%s: %s: %s", part->name, sqlite3_errmsg(db), text);
	} else {
		while (bad == NULL && sqlite3_step(st) == SQLITE_ROW) {
			detail = (const char *)sqlite3_column_text(st, 3);
			if (strncmp(detail, "SCAN ", 5) == 0
				? strstr(detail, "VIRTUAL") == NULL
				: strstr(detail, "click_link") != NULL ||
				    strstr(detail, "delivery_open") != NULL)
				bad = detail;
		}
		ok(bad == NULL, "%s looks at one person: %s", part->name,
		    bad != NULL ? bad : "yes");
	}
	sqlite3_finalize(st);
	sqlite3_free(explain);
	sqlite3_free(text);
}

int
main(void)
{
	struct err e = { 0 };
	struct db *db = new_db();
	int i;

	ok(db_check_statements(db, &e) == 0, "every statement is prepared: %s", e.msg);
	/* Parts use our SQL functions; what only joins others looks at nobody. */
	for (i = 0; i < PART_COUNT; i++) {
		if (strchr(" ,", sql_parts[i].text[0]) == NULL &&
		    strstr(sql_parts[i].text, "/*scan") == NULL)
			check_part(db->sqlite, &sql_parts[i]);
	}
	for (i = 0; i < SQL_COUNT; i++)
		check_plan(db->sqlite, &sql_texts[i]);
	db_discard(db);
	return done_testing();
}
