/* history - what one person was sent.  See history.h. */
#include "delivery/history.h"

int
history_each(struct db *db, int64_t contact,
    int (*each)(void *arg, const struct history_row *row, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_HISTORY_OF_CONTACT);
	struct history_row row;
	int rc;

	bind_int(st, ":contact", contact);
	while ((rc = stmt_step(st, e)) > 0) {
		row = (struct history_row){
			.issue = col_text(st, 0),
			.state = col_text(st, 1),
			.reason = col_text(st, 2),
			.changed = col_int(st, 3),
			.queue_id = col_text(st, 4),
			.reply = col_text(st, 5),
		};
		if (each(arg, &row, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}
