/* outbox - the very bytes that would be sent, into a Maildir.  See outbox.h. */
#include "delivery/outbox.h"

#include "delivery/ids.h"
#include "delivery/ledger.h"
#include "io/maildir.h"

/* Numbers that no delivery ever gets: what is signed for one leads nowhere. */
#define OUTBOX_IDS (INT64_C(1) << 61)

/* A box for messages, and the numbers that they get. */
struct outbox {
	const char *dir;
	int64_t first;
	int64_t now;
};

/* As https://cr.yp.to/proto/maildir.html has it: time, something unique, host. */
static int
write_one(const struct outbox *box, struct compose *compose, const struct due *d,
    struct arena *scratch, struct buf *message, struct err *e)
{
	char number[IDS_TEXT_SIZE];

	buf_reset(message);
	if (compose_write(compose, d, message, e) < 0)
		return -1;
	ids_number(d->id, number);
	return maildir_add(box->dir,
	    arena_printf(scratch, "%lld.%s.nlctl", (long long)box->now, number),
	    (struct span){ message->data, message->len }, e);
}

/* A row as it would be queued: a number, a token, the contact. */
static void
read_row(struct stmt *st, struct random *random, int64_t number, struct arena *a,
    struct due *d)
{
	*d = (struct due){ .kind = COPY_DELIVERY, .id = number, .gone = "" };
	random_uuid(random, d->token);
	d->contact = col_int(st, 0);
	d->address = arena_strdup(a, col_text(st, 1));
	d->key = arena_strdup(a, col_text(st, 2));
	d->eai = col_int(st, 3) != 0;
	d->fields = arena_strdup(a, col_text(st, 4));
}

int
outbox_write(struct db *db, struct compose *compose, const struct enqueue *q,
    const char *dir, void (*progress)(void *arg, int64_t n), void *arg, int64_t *n,
    struct err *e)
{
	struct arena lists = { 0 }, row = { 0 };
	struct stmt *st;
	struct buf message;
	struct due d;
	struct outbox box = { .dir = dir, .now = q->now };
	int rc;

	*n = 0;
	box.first = OUTBOX_IDS + (int64_t)random_below(q->random, OUTBOX_IDS / 2);
	if (maildir_open(dir, e) < 0)
		return -1;
	buf_init(&message, LETTER_MAX);
	st = db_stmt(db, SQL_AUDIENCE_ROWS);
	bind_text(st, ":lists", issue_list_json(q->lists, q->nlists, &lists));
	bind_int(st, ":now", q->now);
	while ((rc = stmt_step(st, e)) > 0) {
		arena_reset(&row);
		read_row(st, q->random, box.first + *n, &row, &d);
		if (write_one(&box, compose, &d, &row, &message, e) < 0) {
			err_ctx(e, "the copy for contact %lld", (long long)d.contact);
			stmt_reset(st);
			rc = -1;
			break;
		}
		++*n;
		if (progress != NULL)
			progress(arg, *n);
	}
	buf_release(&message);
	arena_release(&row);
	arena_release(&lists);
	return rc;
}
