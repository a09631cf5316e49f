/* notice - single messages in the ledger.  See notice.h. */
#include "delivery/notice.h"

#include "delivery/signing.h"
#include "people/address.h"

#include <string.h>

int
notice_add(struct db *db, const struct notice_new *n, int64_t *id, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_ADD);
	int rc;

	bind_text(st, ":kind", n->kind);
	if (n->contact != 0)
		bind_int(st, ":contact", n->contact);
	bind_text(st, ":address", n->to->key);
	bind_int(st, ":eai", n->to->eai);
	bind_text(st, ":sender", n->sender);
	bind_blob(st, ":token", n->token, UUID_SIZE);
	bind_int(st, ":now", n->now);
	rc = stmt_run(st, e);
	*id = db_last_id(db);
	return rc;
}

int
notice_set_message(struct db *db, int64_t id, const struct buf *message, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_SET_MESSAGE);

	bind_int(st, ":id", id);
	bind_blob(st, ":message", message->data, message->len);
	return stmt_run(st, e);
}

int
notice_sign(struct settings *settings, int64_t list, const char *sender, int64_t now,
    struct buf *message, struct err *e)
{
	struct signing signing;
	int rc = signing_load(&signing, settings, list, sender, e);

	if (rc == 0)
		rc = signing_sign(&signing, now, message, e);
	signing_release(&signing);
	return rc;
}

int
notice_add_test(struct db *db, struct compose *compose, const struct due *reader,
    const char *address, int64_t now, int64_t *id, struct err *e)
{
	struct arena a = { 0 };
	struct due d = *reader;
	struct address to;
	struct notice_new row = {
		.kind = "test",
		.contact = d.contact,
		.to = &to,
		.sender = compose_sender(compose),
		.now = now,
	};
	struct buf message;
	int rc = -1;

	buf_init(&message, LETTER_MAX);
	if (address_parse(&to, span_of(address), &a, e) < 0) {
		err_ctx(e, "'%s'", address);
		goto out;
	}
	memcpy(row.token, d.token, UUID_SIZE);
	if (db_begin(db, e) < 0 || notice_add(db, &row, id, e) < 0 ||
	    compose_keep_pictures(compose, now, e) < 0)
		goto out;
	d.kind = COPY_NOTICE;
	d.id = *id;
	if (compose_write_test(compose, &d, &to, &message, e) < 0 ||
	    notice_set_message(db, *id, &message, e) < 0)
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

int
notice_count_waiting(struct db *db, int64_t now, int64_t *n, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_WAITING);

	bind_int(st, ":now", now);
	return stmt_int(st, n, e);
}
