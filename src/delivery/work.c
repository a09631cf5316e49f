/* work - the copies that wait to be sent.  See work.h. */
#include "delivery/work.h"

#include "io/smtp_envelope.h"

void
work_init(struct work *w, struct db *db, const struct clock *clock,
    const struct envelope *envelope, struct compose *compose, const struct issue *issue)
{
	*w = (struct work){
		.db = db,
		.clock = clock,
		.envelope = envelope,
		.compose = compose,
		.issue = issue != NULL ? issue->id : 0,
		.revision = issue != NULL ? issue->revision : 0,
	};
}

void
work_release(struct work *w)
{
	arena_release(&w->deliveries.arena);
	arena_release(&w->notices.arena);
}

void
work_rewind(struct work *w)
{
	w->deliveries.n = w->deliveries.next = 0;
	w->notices.n = w->notices.next = 0;
	w->cursor = (struct ledger_cursor){ 0 };
	w->after_notice = w->looked = 0;
}

/* A row of the batch that was not given out; NULL: it must be filled. */
static const struct due *
take(struct work *w, struct work_batch *b)
{
	struct due *d;

	if (b->next == b->n)
		return NULL;
	d = &b->rows[b->next++];
	d->date = d->first_attempt != 0 ? d->first_attempt : clock_now(w->clock);
	if (d->kind == COPY_DELIVERY)
		d->sender = compose_sender(w->compose);
	return d;
}

static int
fill_notices(struct work *w, struct err *e)
{
	struct work_batch *b = &w->notices;
	int64_t ms = clock_monotonic_ms();

	b->n = b->next = 0;
	if (w->looked != 0 && ms - w->looked < WORK_NOTICE_EVERY)
		return 0;
	arena_reset(&b->arena);
	b->n = ledger_next_notices(w->db, clock_now(w->clock), &w->after_notice,
	    &b->arena, b->rows, WORK_BATCH, e);
	if (b->n == 0)
		w->looked = ms;
	return b->n;
}

static int
fill_deliveries(struct work *w, struct err *e)
{
	struct work_batch *b = &w->deliveries;

	b->n = b->next = 0;
	if (w->compose == NULL)
		return 0;
	arena_reset(&b->arena);
	b->n = ledger_next(w->db, w->issue, clock_now(w->clock), &w->cursor, &b->arena,
	    b->rows, WORK_BATCH, e);
	return b->n;
}

static bool
is_gone(const struct due *d)
{
	return *d->gone != '\0';
}

/* Skip rows of the batch that nobody wants any more. */
static int
skip_gone(struct work *w, struct work_batch *b, struct err *e)
{
	int64_t now = clock_now(w->clock);
	int i, rc = -1;

	if (db_begin(w->db, e) < 0)
		return -1;
	for (i = 0; i < b->n; i++) {
		if (is_gone(&b->rows[i]) &&
		    ledger_skip(w->db, b->rows[i].id, b->rows[i].gone, now, e) < 0)
			goto out;
	}
	rc = db_commit(w->db, e);
out:
	db_rollback(w->db);
	return rc;
}

/* Leave in the batch what is to be sent. */
static int
drop_gone(struct work *w, struct work_batch *b, int64_t *skipped, struct err *e)
{
	int i, wanted = 0;

	for (i = 0; i < b->n; i++)
		wanted += !is_gone(&b->rows[i]);
	if (wanted == b->n)
		return 0;
	if (skip_gone(w, b, e) < 0)
		return -1;
	*skipped += b->n - wanted;
	for (i = wanted = 0; i < b->n; i++) {
		if (!is_gone(&b->rows[i]))
			b->rows[wanted++] = b->rows[i];
	}
	b->n = wanted;
	return 0;
}

int
work_next(struct work *w, const struct due **out, int64_t *skipped, struct err *e)
{
	int rc;

	if ((*out = take(w, &w->notices)) != NULL)
		return 1;
	if (fill_notices(w, e) < 0)
		return -1;
	if ((*out = take(w, &w->notices)) != NULL)
		return 1;
	while ((*out = take(w, &w->deliveries)) == NULL) {
		rc = fill_deliveries(w, e);
		if (rc <= 0 || drop_gone(w, &w->deliveries, skipped, e) < 0)
			return rc == 0 ? 0 : -1;
	}
	return 1;
}

int
work_write(struct work *w, const struct due *d, struct pieces *out, struct err *e)
{
	if (*envelope_pattern(w->envelope, d) == '\0')
		return err_set(e, ERR_CONFIG,
		    "no sender: set 'from', for example nlctl config from "
		    "'My list <news@example.org>'");
	/* Another program wrote it: io/smtp would call it a bug of ours. */
	if (!smtp_address_is_safe(d->key, d->eai))
		return err_set(e, ERR_DATA, "the address cannot be told to a relay");
	if (d->kind == COPY_DELIVERY)
		return compose_write_unsigned(w->compose, d, out, e);
	buf_add(&out->own, d->message.s, d->message.n);
	return 0;
}

int
work_is_wanted(struct work *w, struct err *e)
{
	struct stmt *st = db_stmt(w->db, SQL_ISSUE_WANTED);
	int rc;

	bind_int(st, ":id", w->issue);
	bind_int(st, ":revision", w->revision);
	rc = stmt_step(st, e);
	if (rc > 0)
		rc = col_int(st, 0) != 0;
	stmt_reset(st);
	return rc;
}
