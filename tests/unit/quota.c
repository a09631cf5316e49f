/* quota - how often, by whom, for how long; and what is left of it afterwards. */
#include "tap.h"

#include "people/quota.h"

#include <stdlib.h>
#include <unistd.h>

#define NOW 1795000000

struct bench {
	char folder[64];
	struct db *db;
	struct arena a;
	struct err e;
};

static int
take(struct bench *b, const char *who, int64_t now)
{
	struct quota q = { "test", who, 3, 100 };
	int rc = db_begin(b->db, &b->e);

	if (rc == 0)
		rc = quota_take(b->db, &q, now, &b->e);
	if (rc >= 0 && db_commit(b->db, &b->e) < 0)
		rc = -1;
	db_rollback(b->db);
	return rc;
}

static int64_t
used(struct bench *b, const char *who, int64_t now)
{
	struct quota q = { "test", who, 3, 100 };
	int64_t n;

	return quota_used(b->db, &q, now, &n, &b->e) < 0 ? -1 : n;
}

/* Is any row over at that moment? */
static int64_t
over(struct bench *b, int64_t now)
{
	struct stmt *st = db_stmt(b->db, SQL_QUOTA_IS_OVER);
	int64_t any;

	bind_int(st, ":now", now);
	return stmt_int(st, &any, &b->e) < 0 ? -1 : any;
}

static void
test_takes(struct bench *b)
{
	int i;

	is_int(used(b, "a", NOW), 0, "nothing was taken (%s)", b->e.msg);
	for (i = 0; i < 3; i++)
		is_int(take(b, "a", NOW + i), 1, "the first three (%s)", b->e.msg);
	is_int(take(b, "a", NOW + 3), 0, "no more");
	is_int(used(b, "a", NOW + 3), 3, "what was refused does not count");
	is_int(take(b, "b", NOW + 3), 1, "another may");
	is_int(take(b, "", NOW + 3), 1, "all together are one more");
	is_int(take(b, "a", NOW + 99), 0, "until the end");
	is_int(take(b, "a", NOW + 100), 1, "then again");
	is_int(used(b, "a", NOW + 100), 1, "from the beginning");
	is_int(used(b, "b", NOW + 103), 0, "what is over counts no more");
	is_str(b->e.msg, "", "no error");
}

static void
test_sweep(struct bench *b)
{
	is_int(over(b, NOW + 150), 1, "there are old rows");
	is_int(quota_sweep(b->db, NOW + 150, &b->e), 0, "swept (%s)", b->e.msg);
	is_int(over(b, NOW + 199), 0, "they are gone");
	is_int(used(b, "a", NOW + 150), 1, "what runs stays");
	is_int(quota_sweep(b->db, NOW + 200, &b->e), 0, "swept (%s)", b->e.msg);
	is_int(over(b, INT64_MAX), 0, "nothing is left");
}

int
main(void)
{
	struct bench b = { 0 };

	snprintf(b.folder, sizeof(b.folder), "/tmp/nlctl-quota.XXXXXX");
	if (mkdtemp(b.folder) == NULL ||
	    db_open(&b.db, arena_printf(&b.a, "%s/a.db", b.folder), DB_CREATE, &b.e) <
		0) {
		printf("Bail out! %s\n", b.e.msg);
		return 1;
	}
	test_takes(&b);
	test_sweep(&b);
	db_close(b.db);
	unlink(arena_printf(&b.a, "%s/a.db", b.folder));
	is_int(rmdir(b.folder), 0, "nothing is left in the folder");
	arena_release(&b.a);
	return done_testing();
}
