/* click_kept - clicks wait until they can be stored; what is lost is said. */
#include "tap.h"

#include "delivery/click_kept.h"
#include "people/setting.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#define NOW 1795000000

struct bench {
	char folder[64];
	struct db *db;
	sqlite3 *other; /* another program */
	struct settings *settings;
	struct click_kept kept;
	struct arena a;
	struct err e;
};

static void
run(struct bench *b, const char *sql)
{
	is_int(sqlite3_exec(b->other, sql, NULL, NULL, NULL), SQLITE_OK, "%s: %s", sql,
	    sqlite3_errmsg(b->other));
}

static int64_t
number(struct bench *b, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	if (sqlite3_prepare_v2(b->other, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void
keep(struct bench *b, int64_t issue, int64_t copy)
{
	char agent[2 * CLICK_AGENT_MAX];
	struct click_target target = { .delivery = copy,
		.issue = issue,
		.list = 1,
		.link = 1,
		.mode = TRACK_COUNTS };
	struct click click = { .agent = agent, .now = NOW };

	memset(agent, 'a', sizeof(agent) - 1);
	agent[sizeof(agent) - 1] = '\0';
	click_kept_add(&b->kept, &target, &click);
	memset(agent, 'b', sizeof(agent) - 1); /* what was lent is no longer there */
}

/* All of them, batch by batch. */
static int
store(struct bench *b)
{
	int rc = 0;

	err_clear(&b->e);
	do
		rc = click_kept_store(&b->kept, b->db, b->settings, &b->e);
	while (rc == 0 && b->kept.n > 0);
	return rc;
}

static void
test_waits(struct bench *b)
{
	keep(b, 1, 1);
	run(b, "BEGIN IMMEDIATE");
	is_int(store(b), -1, "while somebody else writes nothing is stored");
	is_int(b->e.kind, ERR_TEMP, "but may be later: %s", b->e.msg);
	is_int((int64_t)b->kept.n, 1, "it stays");
	run(b, "ROLLBACK");
	is_int(store(b), 0, "it is stored (%s)", b->e.msg);
	is_int(number(b, "SELECT count(*) FROM click WHERE link = 1 AND human = 1"), 1,
	    "as what it was");
	is_int(store(b), 0, "once");
	is_int(number(b, "SELECT count(*) FROM click"), 1, "and not again");
}

static void
test_refused(struct bench *b)
{
	keep(b, 99, 1);
	keep(b, 1, 1);
	is_int(store(b), -1, "an issue that is no longer there");
	is_str(b->e.msg, "clicks that could not be counted: 1", "is said");
	is_int(number(b, "SELECT count(*) FROM click"), 2, "the other one is stored");
	is_int((int64_t)b->kept.n, 0, "none is kept");
}

static void
test_full(struct bench *b)
{
	int i;

	for (i = 0; i < CLICK_KEPT_MAX + 3; i++)
		keep(b, 1, 1); /* of one copy: what is looked at is bounded */
	is_int((int64_t)b->kept.n, CLICK_KEPT_MAX, "so many are kept");
	is_int(store(b), -1, "those beyond are not");
	is_str(b->e.msg, "clicks that could not be counted: 3", "which is said");
	is_int(number(b, "SELECT count(*) FROM click"), 2 + CLICK_KEPT_MAX,
	    "the rest is stored");
	is_int(store(b), 0, "and said once");
}

int
main(void)
{
	struct bench b = { 0 };
	const char *path;

	snprintf(b.folder, sizeof(b.folder), "/tmp/nlctl-click.XXXXXX");
	if (mkdtemp(b.folder) == NULL) {
		printf("Bail out! no folder\n");
		return 1;
	}
	path = arena_printf(&b.a, "%s/a.db", b.folder);
	ok(db_open(&b.db, path, DB_CREATE, &b.e) == 0, "a database: %s", b.e.msg);
	is_int(sqlite3_open(path, &b.other), SQLITE_OK, "and another program");
	run(&b,
	    "INSERT INTO issue (id, name, file, hash, subject, state, created) "
	    "VALUES (1, 'june', 'june.html', x'', '', 'finished', 1);"
	    "INSERT INTO link (issue, number, name, url, tracked) "
	    "VALUES (1, 1, 'kit', 'https://asso.example/kit', 1)");
	db_patience(b.db, 0);
	b.settings = settings_new(b.db);
	click_kept_init(&b.kept);
	test_waits(&b);
	test_refused(&b);
	test_full(&b);
	click_kept_release(&b.kept);
	settings_free(b.settings);
	sqlite3_close(b.other);
	db_close(b.db);
	unlink(path);
	is_int(rmdir(b.folder), 0, "nothing is left in the folder");
	arena_release(&b.a);
	return done_testing();
}
