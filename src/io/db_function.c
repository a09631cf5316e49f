/*
 * db_function - what our statements ask of SQLite beyond what it has: the small
 * letters of every alphabet, and a number that looks like chance.
 */
#include "io/db_private.h"

#include "util/utf8.h"

/* fold(TEXT): the text in lower case, so that LIKE, which knows the case of ASCII
 * alone, ignores it everywhere.  NULL stays NULL. */
static void
fold(sqlite3_context *c, int n, sqlite3_value **arguments)
{
	struct db *db = sqlite3_user_data(c);
	struct span s = { (const char *)sqlite3_value_text(arguments[0]),
		(size_t)sqlite3_value_bytes(arguments[0]) };

	(void)n;
	if (s.s == NULL || utf8_is_ascii(s) || !utf8_valid(s.s, s.n)) {
		sqlite3_result_value(c, arguments[0]);
		return;
	}
	s = utf8_lower(&db->scratch, s);
	sqlite3_result_text64(c, s.s, s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	arena_reset(&db->scratch);
}

/* spread(NUMBER): from 0 to 999,999, the same for the same number for good, and
 * unrelated for its neighbours (the finalizer of splitmix64).  Samples rest on
 * it: another formula would put other people into them. */
static void
spread(sqlite3_context *c, int n, sqlite3_value **arguments)
{
	uint64_t x = (uint64_t)sqlite3_value_int64(arguments[0]);

	(void)n;
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	x ^= x >> 31;
	sqlite3_result_int64(c, (int64_t)(x % 1000000));
}

int
db_add_functions(struct db *db)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int rc = sqlite3_create_function_v2(
	    db->sqlite, "fold", 1, flags, db, fold, NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(
		    db->sqlite, "spread", 1, flags, db, spread, NULL, NULL, NULL);
	return rc;
}
