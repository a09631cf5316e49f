/* token_alias - unsubscribe tokens of a former system.  See token_alias.h. */
#include "people/token_alias.h"

#include "io/random.h"

const char *
token_alias_canonical(const char *text, struct arena *a)
{
	unsigned char uuid[UUID_SIZE];
	char *spelt;

	if (uuid_read(text, uuid) < 0)
		return text;
	spelt = arena_alloc(a, UUID_TEXT_SIZE);
	uuid_format(uuid, spelt);
	return spelt;
}

int
token_alias_find(struct db *db, const char *text, int64_t *contact, struct err *e)
{
	struct arena a = { 0 };
	struct stmt *st = db_stmt(db, SQL_TOKEN_ALIAS_CONTACT);
	int rc;

	bind_text(st, ":alias", token_alias_canonical(text, &a));
	rc = stmt_step(st, e);
	if (rc > 0) {
		*contact = col_int(st, 0);
		stmt_reset(st);
	}
	arena_release(&a);
	return rc;
}

int
token_alias_add(
    struct db *db, const char *canonical, int64_t contact, bool *added, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_TOKEN_ALIAS_ADD);

	bind_text(st, ":alias", canonical);
	bind_int(st, ":contact", contact);
	if (stmt_run(st, e) < 0)
		return -1;
	*added = db_changes(db) > 0;
	return 0;
}
