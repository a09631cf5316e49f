/* exchange - the event loop of sending.  See exchange.h. */
#include "delivery/exchange_private.h"

#include "issue/letter.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <unistd.h>

#define TURN_MS 1000     /* look at pauses, stops and the clock at least this often */
#define FAILURES_MAX 3   /* connections in a row that came to nothing */
#define CROWDED_MS 30000 /* until a relay that is full of us is asked again */
#define LEDGER_TRIES 20  /* turns that may go unrecorded; each waits 5 s for a lock */
#define LEDGER_WAIT_US 500000
#define BUSY 3 /* so many copies to be rendered are worth waking a thread */

static bool
lane_is_busy(const struct lane *lane)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (lane->slots[i].phase != SLOT_FREE)
			return true;
	}
	return false;
}

static struct slot *
slot_of(struct lane *lane, uint64_t id)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (lane->slots[i].phase != SLOT_FREE &&
		    &lane->slots[i] - lane->slots == (int)id)
			return &lane->slots[i];
	}
	BUG("a result for slot %llu, which is free", (unsigned long long)id);
}

/* Opening, offering. */

static void
open_lanes(struct loop *l)
{
	int64_t now = clock_monotonic_ms();
	struct lane *lane;
	int i;

	if (l->empty || l->stopping)
		return;
	for (i = 0; i < l->nlanes; i++) {
		lane = &l->lanes[i];
		if (lane->conn != NULL || now < lane->open_at)
			continue;
		lane->conn = smtp_conn_open(l->smtp, &l->x->relay->smtp);
		lane->places = 0;
		lane->quitting = lane->decided = lane->untried = false;
		lane->refusal = (struct smtp_result){ 0 };
	}
}

/* Offer the next copy in a free slot.  0: there is none. */
static int
offer(struct loop *l, struct lane *lane, struct err *e)
{
	struct slot *slot = lane->slots;
	struct outgoing *copy;
	int rc;

	while (slot->phase != SLOT_FREE) {
		if (++slot == lane->slots + SLOTS)
			BUG("more places than slots");
	}
	copy = &slot->copy;
	rc = exchange_next(l, copy, e);
	if (rc <= 0)
		return rc;
	slot->phase = SLOT_OFFERED;
	smtp_conn_offer(lane->conn,
	    &(struct smtp_message){
		.id = (uint64_t)(slot - lane->slots),
		.from = copy->from,
		.to = copy->to,
		.eai = copy->eai,
		.envid = copy->envid,
		.data = &copy->message,
	    });
	lane->places--;
	crash_step(l->x->crash);
	return 1;
}

void
exchange_leave(struct lane *lane)
{
	if (lane->quitting)
		return;
	if (lane->places > 0 || lane_is_busy(lane)) {
		lane->quitting = true;
		smtp_conn_quit(lane->conn);
	} else {
		smtp_conn_free(lane->conn);
		lane->conn = NULL;
	}
}

/* Is a message under way on it beside which there is no room for another? */
static bool
is_heavy(const struct lane *lane)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (lane->slots[i].phase != SLOT_FREE &&
		    lane->slots[i].copy.message.own.len > HEAVY)
			return true;
	}
	return false;
}

static int
offer_all(struct loop *l, struct err *e)
{
	struct lane *lane;
	int i, rc;

	for (i = 0; i < l->nlanes; i++) {
		lane = &l->lanes[i];
		while (lane->conn != NULL && lane->places > 0 && !is_heavy(lane) &&
		    !l->stopping && !l->empty) {
			rc = offer(l, lane, e);
			if (rc < 0)
				return -1;
			if (rc == 0)
				l->empty = true;
		}
		if (lane->conn != NULL && (l->stopping || l->empty))
			exchange_leave(lane);
	}
	return 0;
}

/* Reading what happened. */

/* Does another lane get copies through? */
static bool
others_work(const struct loop *l, const struct lane *lane)
{
	int i;

	for (i = 0; i < l->nlanes; i++) {
		if (&l->lanes[i] != lane && l->lanes[i].conn != NULL &&
		    l->lanes[i].decided)
			return true;
	}
	return false;
}

/* No connection comes to anything: stop, saying what the last one said. */
static void
give_up(struct loop *l, const struct smtp_result *r)
{
	const char *said = r->reply.code != 0 ? r->reply.text : r->text;
	bool for_good = r->outcome == SMTP_UNFIT || r->reply.code >= 500;
	char code[16] = "";

	l->stopping = true;
	if (r->reply.code != 0)
		snprintf(code, sizeof(code), "%d ", r->reply.code);
	err_set(&l->fatal, for_good ? ERR_REFUSED : ERR_TEMP,
	    "relay '%s' (%s) failed at %s: %s%s; %s", l->x->relay->name, l->x->relay->url,
	    smtp_stage_name(r->stage), code, said,
	    for_good ? "mend its settings (nlctl config), then run the same command again"
		     : "nobody was missed: run the same command again later");
}

/* Did we hang up, because the claim of its copy was lost? */
static bool
is_ours(const struct smtp_result *r)
{
	return r->outcome == SMTP_DROPPED && r->stage == SMTP_BODY;
}

/*
 * A connection ended.  One that did its work is opened anew; a relay that takes
 * fewer than we would like is left a while with those that it took; one where
 * nothing comes to anything ends the run, at once when it is for good.  When the
 * pass is over that is one that sent a copy back, which the next pass offers
 * again; the others had nothing to do.
 */
static void
closed(struct loop *l, struct lane *lane, const struct smtp_result *r)
{
	int64_t now = clock_monotonic_ms();
	bool for_good =
	    r->outcome == SMTP_UNFIT || (r->stage == SMTP_AUTH && r->reply.code >= 500);

	if (lane->refusal.reply.code != 0 && r->stage == SMTP_QUIT)
		r = &lane->refusal;
	smtp_conn_free(lane->conn);
	lane->conn = NULL;
	if (lane->decided || l->stopping || (l->empty && !lane->untried) || is_ours(r))
		return;
	if (others_work(l, lane)) {
		lane->open_at = now + CROWDED_MS;
		return;
	}
	lane->open_at = now + 1000 * ++l->failures;
	if (l->failures >= FAILURES_MAX || for_good)
		give_up(l, r);
}

static void
drain(struct loop *l, struct lane *lane)
{
	struct smtp_result r;
	struct slot *slot;

	while (lane->conn != NULL) {
		switch (smtp_conn_next(lane->conn, &r)) {
		case SMTP_NOTHING:
			return;
		case SMTP_READY:
			lane->places++;
			break;
		case SMTP_GO_AHEAD:
			slot_of(lane, r.id)->phase = SLOT_ASKS;
			break;
		case SMTP_DONE:
			slot = slot_of(lane, r.id);
			slot->phase = SLOT_DONE;
			slot->result = r;
			/* Before a hang-up that comes with it is looked at. */
			if (verdict_of(&r).fate != FATE_UNTRIED) {
				lane->decided = true;
				l->failures = 0;
			} else if (!is_ours(&r)) {
				lane->untried = true;
				lane->refusal = r;
			}
			break;
		case SMTP_CLOSED:
			closed(l, lane, &r);
			break;
		}
	}
}

/* The loop itself. */

static bool
anything_open(struct loop *l)
{
	int i;

	for (i = 0; i < l->nlanes; i++) {
		if (l->lanes[i].conn != NULL || lane_is_busy(&l->lanes[i]))
			return true;
	}
	return false;
}

/* Lanes whose copies are all before their claim lose nothing by being cut. */
static void
cut_unclaimed(struct loop *l)
{
	struct lane *lane;
	bool claimed;
	int i, j;

	for (i = 0; i < l->nlanes; i++) {
		lane = &l->lanes[i];
		claimed = false;
		for (j = 0; j < SLOTS; j++)
			claimed = claimed || lane->slots[j].phase == SLOT_CLAIMED;
		if (lane->conn == NULL || claimed)
			continue;
		smtp_conn_free(lane->conn);
		lane->conn = NULL;
		for (j = 0; j < SLOTS; j++)
			lane->slots[j].phase = SLOT_FREE;
	}
}

/* Was the issue paused, cancelled or replaced by another process?  Claims would fail
 * anyway; this ends the run instead of dropping connection after connection. */
static int
check_paused(struct loop *l, struct err *e)
{
	int64_t now = clock_monotonic_ms();
	int rc;

	if (l->work->compose == NULL || now - l->paused_checked < TURN_MS / 2)
		return 0;
	l->paused_checked = now;
	rc = work_is_wanted(l->work, e);
	if (rc == 0)
		l->stopping = true;
	return rc < 0 ? -1 : 0;
}

/*
 * The ledger cannot be written: locked for long, or the disk is full.  What the
 * relay has answered stays in the slots and is written when it can be; nothing
 * is claimed or offered until then.  -1: that has lasted too long.
 */
static int
wait_for_ledger(struct loop *l, struct err *e)
{
	if ((e->kind != ERR_TEMP && e->kind != ERR_IO) ||
	    ++l->ledger_tries > LEDGER_TRIES)
		return -1;
	err_clear(e);
	usleep(LEDGER_WAIT_US);
	return 0;
}

/* What goes wrong before anything is offered ends the run in good order. */
static void
stop_with(struct loop *l, struct err *e)
{
	l->stopping = true;
	err_set(&l->fatal, e->kind, "%s", e->msg);
	err_clear(e);
}

/* How many copies may be offered as soon as what is recorded is on the disk. */
static size_t
wanted(const struct loop *l)
{
	size_t n = 0;
	int i;

	for (i = 0; i < l->nlanes && !l->stopping && !l->empty; i++) {
		if (l->lanes[i].conn != NULL && !is_heavy(&l->lanes[i]))
			n += (size_t)l->lanes[i].places;
	}
	return n;
}

/* What was recorded reaches the disk.  Meanwhile bodies go out, all but their last
 * bytes, and the next copies are rendered. */
static int
flush(struct loop *l, struct err *e)
{
	struct err failed = { 0 };
	size_t n = wanted(l);
	int rc = 0;

	if (n >= BUSY)
		db_flush_begin(l->flush);
	smtp_loop_write(l->smtp);
	if (n >= BUSY)
		rc = exchange_fill(l, n, e);
	if (db_flush(l->flush, &failed) < 0) {
		exchange_take_back(l);
		*e = failed;
		rc = -1;
	}
	crash_step(l->x->crash);
	exchange_settle(l);
	return rc;
}

/* Move bytes, and take in what the relay said. */
static int
hear(struct loop *l, int ms, struct err *e)
{
	int i;

	if (smtp_loop_wait(l->smtp, l->x->stop->fd, ms, e) < 0)
		return -1;
	for (i = 0; i < l->nlanes; i++)
		drain(l, &l->lanes[i]);
	return 0;
}

static int
turn(struct loop *l, struct err *e)
{
	int rc;

	open_lanes(l);
	/* Twice: the first bodies go out, and what is answered until then goes into the
	 * same transaction.  A third time would leave the flush nothing to do beside. */
	if (hear(l, TURN_MS, e) < 0 || hear(l, 0, e) < 0)
		return -1;
	crash_step(l->x->crash);
	if (stop_check(l->x->stop) > 0)
		l->stopping = true;
	rc = exchange_record(l, e);
	if (rc < 0)
		return wait_for_ledger(l, e);
	l->ledger_tries = 0;
	if ((rc > 0 && flush(l, e) < 0) || check_paused(l, e) < 0 || offer_all(l, e) < 0)
		stop_with(l, e);
	if (l->stopping)
		cut_unclaimed(l);
	return 0;
}

static int
pass(struct loop *l, struct err *e)
{
	l->empty = l->untried = l->ahead.dry = false;
	do {
		if (turn(l, e) < 0)
			return -1;
		/* A second signal: what is past its dot stays sending, and the next
		 * run calls it uncertain. */
		if (l->x->stop->asked > 1)
			return 0;
	} while (anything_open(l) || (!l->empty && !l->stopping));
	return 0;
}

static void
release(struct loop *l)
{
	int i, j;

	for (i = 0; i < l->nlanes; i++) {
		if (l->lanes[i].conn != NULL)
			smtp_conn_free(l->lanes[i].conn);
		for (j = 0; j < SLOTS; j++)
			pieces_release(&l->lanes[i].slots[j].copy.message);
	}
	exchange_ahead_release(l);
	db_flush_close(l->flush);
	xfree(l->lanes);
	smtp_loop_free(l->smtp);
}

int
exchange_run(struct exchange *x, struct work *w, struct err *e)
{
	struct loop l = { .x = x, .work = w, .nlanes = x->relay->connections };
	int i, j, rc = -1;

	l.smtp = smtp_loop_new();
	l.lanes = xcalloc((size_t)l.nlanes, sizeof(*l.lanes));
	for (i = 0; i < l.nlanes; i++) {
		for (j = 0; j < SLOTS; j++)
			pieces_init(&l.lanes[i].slots[j].copy.message, LETTER_MAX);
	}
	exchange_ahead_init(&l);
	if (db_flush_open(&l.flush, x->db, e) < 0)
		goto out;
	do {
		work_rewind(w);
		if (pass(&l, e) < 0)
			goto out;
	} while (l.untried && !l.stopping);
	rc = 0;
	if (l.fatal.kind != ERR_NONE)
		rc = err_set(e, l.fatal.kind, "%s", l.fatal.msg);
	else if (x->stop->asked > 0)
		rc = err_set(
		    e, ERR_TEMP, "stopped as asked; run the same command again to go on");
out:
	release(&l);
	return rc;
}
