/*
 * sums - whatever statement changes copies, the sums of an issue are those of its copies.
 *
 * Every statement that updates the ledger runs, in random order and with random values
 * for what it asks for; one that is added later is among them by itself.  Whether it
 * does the right thing is no matter here.
 */
#include "io/db_private.h"
#include "new_db.h"
#include "tap.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ISSUES 3
#define PEOPLE 6
#define ROUNDS 20000

static const char *const states[] = { "queued", "sending", "sent", "deferred", "failed",
	"uncertain", "skipped" };

/* Of the people one third has left, and one third pauses until the time 3.  Those with
 * an even number have no copy of the third issue: merging moves copies. */
static const char setup[] =
    "INSERT INTO list (name, created) VALUES ('news', 0);"
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6)"
    "	INSERT INTO contact (address, key, added)"
    "	SELECT i || '@example.org', i || '@example.org', 0 FROM n;"
    "INSERT INTO subscription (contact, list, state, since, paused_until)"
    "	SELECT id, 1, iif(id % 3, 'active', 'left'), 0, iif(id % 3 = 1, 3, NULL)"
    "	FROM contact;"
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3)"
    "	INSERT INTO issue (name, file, hash, subject, state, created, audience, queued)"
    "	SELECT i, '', x'', '', 'sending', 0, iif(i = 3, 3, 6), iif(i = 3, 3, 6) FROM n;"
    "INSERT INTO issue_list (issue, list) SELECT id, 1 FROM issue;"
    "INSERT INTO delivery (issue, contact, token)"
    "	SELECT i.id, c.id, randomblob(16) FROM issue i, contact c"
    "	WHERE i.id < 3 OR c.id % 2;";

/* Issues whose sums, as the program and others read them, are not what there is. */
static const char wrong[] =
    "SELECT count(*) FROM v_issue i WHERE"
    "	queued + sending + sent + deferred + failed + uncertain + skipped <> audience"
    "	OR EXISTS (SELECT 1 FROM delivery d WHERE d.issue = i.issue GROUP BY d.state"
    "		HAVING count(*) <> CASE d.state WHEN 'queued' THEN queued"
    "			WHEN 'sending' THEN sending WHEN 'sent' THEN sent"
    "			WHEN 'deferred' THEN deferred WHEN 'failed' THEN failed"
    "			WHEN 'uncertain' THEN uncertain ELSE skipped END)";

static int
any(int n)
{
	return 1 + rand() % n;
}

/* What may stand for a parameter of this name. */
static void
bind_any(sqlite3_stmt *st, int i, const char *state)
{
	const char *name = sqlite3_bind_parameter_name(st, i), *text = NULL;
	char address[32];

	snprintf(address, sizeof(address), "%d@example.org", any(PEOPLE));
	if (strcmp(name, ":state") == 0)
		text = state;
	else if (strcmp(name, ":order") == 0)
		text = "skipped queued deferred failed uncertain sending sent";
	else if (strcmp(name, ":to") == 0)
		text = address;
	else if (strcmp(name, ":reason") == 0 &&
	    (strcmp(state, "failed") == 0 || strcmp(state, "skipped") == 0))
		text = any(2) == 1 ? "unsubscribed" : "paused";
	if (text != NULL)
		sqlite3_bind_text(st, i, text, -1, SQLITE_TRANSIENT);
	else if (strcmp(name, ":id") == 0)
		sqlite3_bind_int(st, i, any(ISSUES * PEOPLE));
	else if (strcmp(name, ":revision") == 0)
		sqlite3_bind_int(st, i, 1);
	else if (strcmp(name, ":reason") != 0)
		sqlite3_bind_int(st, i, any(PEOPLE));
}

/* Or all would soon be skipped.  No random() of SQLite's: it differs each time. */
static void
shuffle(sqlite3 *db)
{
	char *sql = sqlite3_mprintf(
	    "UPDATE issue SET state = CASE (id * %d) %% 4 WHEN 0 THEN 'cancelled'"
	    "	WHEN 1 THEN 'finished' ELSE 'sending' END;"
	    "UPDATE delivery SET reason = NULL, state = CASE (id * %d) %% 5"
	    "	WHEN 0 THEN 'queued' WHEN 1 THEN 'sending' ELSE 'deferred' END;",
	    any(100), any(100));

	sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_free(sql);
}

/* Returns how many rows it changed; what the schema refuses changes none. */
static int
run_any(sqlite3 *db, sqlite3_stmt *st)
{
	const char *state = states[any(LENGTH(states)) - 1];
	int i, n = 0;

	for (i = 1; i <= sqlite3_bind_parameter_count(st); i++)
		bind_any(st, i, state);
	if (sqlite3_step(st) == SQLITE_DONE)
		n = sqlite3_changes(db);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return n;
}

static int
first_number(sqlite3_stmt *st)
{
	int n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int(st, 0) : -1;

	sqlite3_reset(st);
	return n;
}

struct update {
	const char *name;
	sqlite3_stmt *st;
	int changed; /* rows, ever */
};

static size_t
find_updates(sqlite3 *db, struct update out[SQL_COUNT])
{
	static const char head[] = "UPDATE delivery SET ";
	size_t i, n = 0;

	for (i = 0; i < SQL_COUNT; i++) {
		if (strncmp(sql_texts[i].text, head, strlen(head)) != 0)
			continue;
		out[n].name = sql_texts[i].name;
		sqlite3_prepare_v2(db, sql_texts[i].text, -1, &out[n++].st, NULL);
	}
	return n;
}

static void
test_updates(sqlite3 *db)
{
	struct update updates[SQL_COUNT] = { { 0 } }, *u = NULL;
	size_t n = find_updates(db, updates), i;
	sqlite3_stmt *count = NULL;
	int bad = 0;

	sqlite3_prepare_v2(db, wrong, -1, &count, NULL);
	for (i = 0; i < ROUNDS && bad == 0; i++) {
		if (i % 50 == 0)
			shuffle(db);
		u = &updates[any((int)n) - 1];
		u->changed += run_any(db, u->st);
		bad = first_number(count);
	}
	ok(bad == 0, "the sums are those of the copies after each of %zu changes: %s", i,
	    bad == 0 ? "yes" : u->name);
	for (i = 0; i < n; i++) {
		ok(updates[i].changed > 0, "%s was among them", updates[i].name);
		sqlite3_finalize(updates[i].st);
	}
	sqlite3_finalize(count);
}

int
main(void)
{
	struct db *db = new_db();

	sqlite3_exec(db->sqlite, "BEGIN", NULL, NULL, NULL);
	ok(sqlite3_exec(db->sqlite, setup, NULL, NULL, NULL) == SQLITE_OK, "copies: %s",
	    sqlite3_errmsg(db->sqlite));
	test_updates(db->sqlite);
	sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	db_discard(db);
	return done_testing();
}
