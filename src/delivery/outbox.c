/* outbox - the very bytes that would be sent, into a Maildir.  See outbox.h. */
#include "delivery/outbox.h"

#include "delivery/ids.h"
#include "delivery/ledger.h"
#include "io/maildir.h"

/* Numbers that no delivery ever gets: what is signed for one leads nowhere. */
#define OUTBOX_IDS (INT64_C(1) << 61)

/* A box for messages, the numbers that they get, and how far it is. */
struct outbox {
	const char *dir;
	int64_t first;
	struct compose *compose;
	const struct enqueue *q;
	void (*progress)(void *arg, int64_t n);
	void *arg;
	struct buf message;
	struct arena scratch; /* of one message */
	int64_t n, failed;
	struct err first_failure;
};

/* As https://cr.yp.to/proto/maildir.html has it: time, something unique, host. */
static int
write_one(struct outbox *box, const struct due *d, struct err *e)
{
	char number[IDS_TEXT_SIZE];

	buf_reset(&box->message);
	if (compose_write(box->compose, d, &box->message, e) < 0)
		return -1;
	ids_number(d->id, number);
	return maildir_add(box->dir,
	    arena_printf(&box->scratch, "%lld.%s.nlctl", (long long)box->q->now, number),
	    (struct span){ box->message.data, box->message.len }, e);
}

/* One reader's copy that cannot be made is no reason to keep the others'. */
static int
note_failure(struct outbox *box, const struct due *d, struct err *e)
{
	err_ctx(e, "the copy for contact %lld", (long long)d->contact);
	if (e->kind != ERR_DATA)
		return -1;
	if (box->failed++ == 0)
		err_set(&box->first_failure, ERR_NO, "%s", e->msg);
	err_clear(e);
	return 0;
}

/* A row as it would be queued: a number, a token, the contact. */
static int
write_for(void *arg, const struct recipient *one, struct err *e)
{
	struct outbox *box = arg;
	struct due d = { .kind = COPY_DELIVERY,
		.id = box->first + box->n + box->failed,
		.gone = "",
		.sender = "",
		.contact = one->contact,
		.address = one->address,
		.key = one->key,
		.eai = one->eai,
		.fields = one->fields };

	arena_reset(&box->scratch);
	random_uuid(box->q->random, d.token);
	if (write_one(box, &d, e) < 0)
		return note_failure(box, &d, e);
	box->n++;
	if (box->progress != NULL)
		box->progress(box->arg, box->n);
	return 0;
}

int
outbox_write(struct db *db, struct compose *compose, const struct enqueue *q,
    const char *dir, void (*progress)(void *arg, int64_t n), void *arg, int64_t *n,
    struct err *e)
{
	struct outbox box = {
		.dir = dir, .compose = compose, .q = q, .progress = progress, .arg = arg
	};
	int rc;

	*n = 0;
	box.first = OUTBOX_IDS + (int64_t)random_below(q->random, OUTBOX_IDS / 2);
	if (maildir_open(dir, e) < 0)
		return -1;
	buf_init(&box.message, LETTER_MAX);
	rc = recipients_each(db, &q->to, q->now, write_for, &box, e);
	*n = box.n;
	if (rc == 0 && box.failed > 0)
		rc = err_set(e, ERR_NO,
		    "%lld messages are in '%s'; %lld cannot be made, the first of them: "
		    "%s",
		    (long long)box.n, dir, (long long)box.failed, box.first_failure.msg);
	buf_release(&box.message);
	arena_release(&box.scratch);
	return rc;
}
