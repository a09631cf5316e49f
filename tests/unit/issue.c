/* issue - which states follow which. */
#include "delivery/issue.h"
#include "new_db.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

static void
add(struct db *db, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_ADD);
	unsigned char hash[SOURCE_HASH_SIZE] = { 0 };

	bind_text(st, ":name", "june");
	bind_text(st, ":file", "june.html");
	bind_blob(st, ":hash", hash, sizeof(hash));
	bind_text(st, ":subject", "News");
	bind_int(st, ":now", 0);
	stmt_run(st, e);
}

static void
set(struct db *db, int64_t id, const char *state, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_SET_STATE);

	bind_int(st, ":id", id);
	bind_text(st, ":state", state);
	stmt_run(st, e);
}

/* Whatever another process has made of it in the meantime stays so. */
static void
test_hold(struct db *db, struct arena *a, struct err *e)
{
	static const char *const states[][2] = { { "scheduled", "held" },
		{ "held", "held" }, { "departing", "held" }, { "sending", "sending" },
		{ "paused", "paused" }, { "cancelled", "cancelled" },
		{ "finished", "finished" } };
	struct issue issue;
	size_t i;

	for (i = 0; i < LENGTH(states); i++) {
		if (issue_get(db, "june", a, &issue, e) < 0)
			return;
		set(db, issue.id, states[i][0], e);
		issue_hold(db, issue.id, e);
		issue_refresh(db, a, &issue, e);
		is_str(issue.state, states[i][1], "hold one that is %s", states[i][0]);
	}
}

int
main(void)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	struct db *db = new_db();

	add(db, &e);
	test_hold(db, &a, &e);
	ok(e.kind == ERR_NONE, "no error: %s", e.msg);
	db_discard(db);
	arena_release(&a);
	return done_testing();
}
