/*
 * exchange_copy - the next copy: rendered, signed.  See exchange_private.h.
 *
 * Copies are rendered ahead of the lanes: while the disk takes the claims and, where
 * signing is slow, so that threads sign them meanwhile.  Nothing of that is in the
 * ledger: what was rendered and is not offered is as if nobody had seen it.
 */
#include "delivery/exchange_private.h"

#include "issue/letter.h"
#include "util/xalloc.h"

#include <stdio.h>

/* A turn of the loop waits for the disk: so much is signed in that time, a thread. */
#define AHEAD_OF_THREAD 8

/* So many octets of copies may be ahead before one more is rendered. */
#define AHEAD_BYTES_MAX (4u << 20)

void
exchange_ahead_init(struct loop *l)
{
	const struct exchange *x = l->x;
	struct ahead *ahead = &l->ahead;
	size_t i;

	ahead->size = (size_t)l->nlanes * SLOTS;
	if (x->signing != NULL && signing_is_slow(x->signing))
		ahead->signer = signer_new(x->signing, l->nlanes);
	if (ahead->signer != NULL)
		ahead->size = (size_t)signer_threads(ahead->signer) * AHEAD_OF_THREAD;
	ahead->copies = xcalloc(ahead->size, sizeof(*ahead->copies));
	for (i = 0; i < ahead->size; i++)
		pieces_init(&ahead->copies[i].copy.message, LETTER_MAX);
}

void
exchange_ahead_release(struct loop *l)
{
	struct ahead *ahead = &l->ahead;
	size_t i;

	/* First: it may be at one of them. */
	signer_free(ahead->signer);
	for (i = 0; i < ahead->size; i++)
		pieces_release(&ahead->copies[i].copy.message);
	xfree(ahead->copies);
}

/* This reader's message cannot be made: theirs alone fails, unless they are many. */
static int
unfit(struct loop *l, const struct outgoing *copy, struct err *e)
{
	struct err why = *e;

	if (why.kind != ERR_DATA)
		return -1;
	err_clear(e);
	if (ledger_unfit(
		l->x->db, copy->kind, copy->id, why.msg, clock_now(l->x->clock), e) < 0)
		return -1;
	l->x->tally.count[DELIVERY_FAILED]++;
	breaker_failed(&l->breaker, copy->to, why.msg);
	if (!l->stopping && breaker_is_tripped(&l->breaker)) {
		l->stopping = l->x->tripped = true;
		err_set(
		    &l->fatal, ERR_DATA, "too many copies cannot be made: %s", why.msg);
	}
	return 0;
}

/* A signature is of the whole, byte after byte. */
static bool
is_to_be_signed(const struct loop *l, const struct outgoing *copy)
{
	return l->x->signing != NULL && l->x->signing->n > 0 &&
	    copy->kind == COPY_DELIVERY;
}

static int
write_copy(struct loop *l, const struct due *d, struct outgoing *copy, struct err *e)
{
	copy->kind = d->kind;
	copy->id = d->id;
	copy->attempts = d->attempts;
	copy->since = d->since;
	copy->date = d->date;
	copy->eai = d->eai;
	snprintf(copy->to, sizeof(copy->to), "%s", d->key);
	pieces_reset(&copy->message);
	if (work_write(l->work, d, &copy->message, e) < 0)
		return -1;
	envelope_write(l->work->envelope, d, copy->from, copy->envid);
	if (!is_to_be_signed(l, copy))
		return 0;
	pieces_flatten(&copy->message);
	if (l->ahead.signer != NULL)
		return 0;
	return signing_sign(l->x->signing, clock_now(l->x->clock), &copy->message.own, e);
}

/* The next copy that can be made. */
static int
render(struct loop *l, struct outgoing *copy, struct err *e)
{
	const struct due *d;
	int rc;

	while (!l->stopping) {
		rc = work_next(l->work, &d, &l->x->tally.count[DELIVERY_SKIPPED], e);
		if (rc <= 0)
			return rc;
		if (write_copy(l, d, copy, e) == 0)
			return 1;
		if (unfit(l, copy, e) < 0)
			return -1;
	}
	return 0;
}

int
exchange_fill(struct loop *l, size_t n, struct err *e)
{
	struct ahead *ahead = &l->ahead;
	struct ahead_copy *one;
	int rc;

	if (ahead->signer != NULL || n > ahead->size)
		n = ahead->size;
	if (ahead->n == 0)
		ahead->first = 0; /* no more buffers are used than there must be */
	while (ahead->n < n && ahead->bytes < AHEAD_BYTES_MAX && !ahead->dry) {
		one = &ahead->copies[(ahead->first + ahead->n) % ahead->size];
		rc = render(l, &one->copy, e);
		if (rc < 0)
			return -1;
		ahead->dry = rc == 0;
		if (ahead->dry)
			break;
		ahead->n++;
		one->bytes = one->copy.message.own.len;
		ahead->bytes += one->bytes;
		one->job = (struct signer_job){
			.message = &one->copy.message.own,
			.now = clock_now(l->x->clock),
			.done = ahead->signer == NULL || one->copy.kind != COPY_DELIVERY,
		};
		if (!one->job.done)
			signer_give(ahead->signer, &one->job);
	}
	return 0;
}

int
exchange_next(struct loop *l, struct outgoing *out, struct err *e)
{
	struct ahead *ahead = &l->ahead;
	struct ahead_copy *one;
	struct outgoing spare;

	for (;;) {
		if (exchange_fill(l, 1, e) < 0)
			return -1;
		if (ahead->n == 0)
			return 0;
		one = &ahead->copies[ahead->first];
		if (ahead->signer != NULL)
			signer_wait(ahead->signer, &one->job);
		ahead->first = (ahead->first + 1) % ahead->size;
		ahead->n--;
		ahead->bytes -= one->bytes;
		if (one->job.err.kind == ERR_NONE)
			break;
		*e = one->job.err;
		if (unfit(l, &one->copy, e) < 0)
			return -1;
		if (l->stopping)
			return 0;
	}
	/* Buffers change hands, so that each is asked for once. */
	spare = *out;
	*out = one->copy;
	one->copy = spare;
	if (one->copy.message.own.size > HEAVY)
		pieces_release(&one->copy.message);
	return 1;
}
