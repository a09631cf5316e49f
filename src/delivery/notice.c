/* notice - single messages in the ledger.  See notice.h. */
#include "delivery/notice.h"

#include "people/address.h"

static int
add_row(struct db *db, const struct due *d, const struct address *to, int64_t now,
    int64_t *id, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_ADD);
	int rc;

	bind_text(st, ":kind", "test");
	if (d->contact != 0)
		bind_int(st, ":contact", d->contact);
	bind_text(st, ":address", to->key);
	bind_int(st, ":eai", to->eai);
	bind_blob(st, ":token", d->token, UUID_SIZE);
	bind_int(st, ":now", now);
	rc = stmt_run(st, e);
	*id = db_last_id(db);
	return rc;
}

static int
set_message(struct db *db, int64_t id, const struct buf *message, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_SET_MESSAGE);

	bind_int(st, ":id", id);
	bind_blob(st, ":message", message->data, message->len);
	return stmt_run(st, e);
}

int
notice_add_test(struct db *db, struct compose *compose, const struct due *reader,
    const char *address, int64_t now, int64_t *id, struct err *e)
{
	struct arena a = { 0 };
	struct due d = *reader;
	struct address to;
	struct buf message;
	int rc = -1;

	buf_init(&message, LETTER_MAX);
	if (address_parse(&to, span_of(address), &a, e) < 0) {
		err_ctx(e, "'%s'", address);
		goto out;
	}
	/* The row first: its number stands in the Message-ID. */
	if (db_begin(db, e) < 0 || add_row(db, &d, &to, now, id, e) < 0)
		goto out;
	d.kind = COPY_NOTICE;
	d.id = *id;
	if (compose_write_test(compose, &d, &to, &message, e) < 0 ||
	    set_message(db, *id, &message, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	buf_release(&message);
	arena_release(&a);
	return rc;
}

int
notice_get_state(
    struct db *db, int64_t id, struct arena *a, struct notice_state *out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_STATE);
	int rc;

	*out = (struct notice_state){ "", "" };
	bind_int(st, ":id", id);
	rc = stmt_step(st, e);
	if (rc > 0) {
		out->state = arena_strdup(a, col_text(st, 0));
		out->reply = arena_strdup(a, col_text(st, 1));
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}
