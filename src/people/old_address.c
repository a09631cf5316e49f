/* old_address - an address that a person has no more.  See old_address.h. */
#include "people/old_address.h"

int
old_address_keep_out(struct suppression *s, struct db *db, int64_t contact,
    const char *key, const char *source, int64_t now, struct err *e)
{
	struct suppression_new row = {
		.key = key, .reason = SUPPRESSION_FORGOTTEN, .source = source, .now = now
	};
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_LEFT_ANY);
	int left;

	bind_int(st, ":contact", contact);
	left = stmt_step(st, e);
	stmt_reset(st);
	return left > 0 ? suppression_add(s, &row, NULL, e) : left;
}
