/* quota - how often somebody may do something in a while.  See quota.h. */
#include "people/quota.h"

#include "people/secret.h"
#include "util/arena.h"

#define SWEEP_MAX 10000 /* rows */

static int
hash(struct db *db, const struct quota *q, unsigned char out[SECRET_MAC_SIZE],
    struct err *e)
{
	struct arena a = { 0 };
	int rc =
	    secret_mac(db, "quotas", arena_printf(&a, "%s %s", q->what, q->who), out, e);

	arena_release(&a);
	return rc;
}

int
quota_take(struct db *db, const struct quota *q, int64_t now, struct err *e)
{
	unsigned char key[SECRET_MAC_SIZE];
	struct stmt *st;

	if (hash(db, q, key, e) < 0)
		return -1;
	st = db_stmt(db, SQL_QUOTA_TAKE);
	bind_blob(st, ":hash", key, sizeof(key));
	bind_int(st, ":max", q->max);
	bind_int(st, ":until", now + q->seconds);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	return db_changes(db) > 0;
}

int
quota_used(struct db *db, const struct quota *q, int64_t now, int64_t *out, struct err *e)
{
	unsigned char key[SECRET_MAC_SIZE];
	struct stmt *st;

	if (hash(db, q, key, e) < 0)
		return -1;
	st = db_stmt(db, SQL_QUOTA_USED);
	bind_blob(st, ":hash", key, sizeof(key));
	bind_int(st, ":now", now);
	return stmt_int(st, out, e);
}

int
quota_sweep(struct db *db, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_QUOTA_IS_OVER);
	int64_t any;

	/* Mostly there is none: then nobody waits for the lock. */
	bind_int(st, ":now", now);
	if (stmt_int(st, &any, e) < 0 || any == 0)
		return e->kind == ERR_NONE ? 0 : -1;
	st = db_stmt(db, SQL_QUOTA_SWEEP);
	bind_int(st, ":now", now);
	bind_int(st, ":limit", SWEEP_MAX);
	return stmt_run(st, e);
}
