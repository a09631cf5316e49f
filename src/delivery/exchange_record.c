/* exchange_record - claims and outcomes.  See exchange_private.h. */
#include "delivery/exchange_private.h"

#include "util/str.h"

/* Our side is at fault: the run stops, and nobody is blamed.  A relay may repeat
 * the reader's address; an error does not. */
static void
stop_for(struct loop *l, const struct smtp_result *r, const char *how, const char *advice)
{
	char said[sizeof(r->reply.text)];

	l->stopping = true;
	str_without_addresses(said, sizeof(said), r->reply.text);
	err_set(&l->fatal, ERR_REFUSED, "relay '%s' refused %s at %s: %d %s%s",
	    l->x->relay->name, how, smtp_stage_name(r->stage), r->reply.code, said,
	    advice);
}

/* Do so many refusals look alike that the relay or the issue is to blame?  That
 * an address needs SMTPUTF8 is neither's fault. */
static void
watch_refusals(struct loop *l, const struct slot *slot, const struct verdict *v)
{
	const struct smtp_result *r = &slot->result;

	if (slot->copy.kind != COPY_DELIVERY || r->outcome != SMTP_REPLIED ||
	    v->class == CLASS_NO_UTF8)
		return;
	if (v->fate == FATE_FAILED)
		breaker_failed(&l->breaker, slot->copy.to, r->reply.text);
	else if (r->stage > SMTP_RCPT)
		breaker_passed(&l->breaker);
	if (l->stopping || !breaker_is_tripped(&l->breaker))
		return;
	l->x->tripped = true;
	stop_for(l, r, "too many readers alike", "");
}

/* What the ledger is to say of a copy that is decided. */
static int
record(struct loop *l, struct slot *slot, struct err *e)
{
	int64_t now = clock_now(l->x->clock), first;
	unsigned jitter = (unsigned)random_below(l->x->random, 1024);
	struct outcome *o = &slot->outcome;
	int rc;

	*o = (struct outcome){
		.verdict = verdict_of(&slot->result),
		.relay = l->x->relay->name,
		.reply = &slot->result.reply,
		.text = slot->result.text,
	};
	if (o->verdict.fate == FATE_UNCERTAIN && l->x->resend)
		o->verdict.fate = FATE_DEFERRED;
	first = slot->copy.since > 0 ? slot->copy.since : now;
	o->due = now + verdict_delay(slot->copy.attempts + 1, jitter);
	o->expired = o->verdict.fate == FATE_DEFERRED && o->due - first > VERDICT_EXPIRY;
	rc = ledger_record(l->x->db, slot->copy.kind, slot->copy.id, o, now, e);
	if (rc < 0)
		return -1;
	slot->became = (enum delivery_state)rc;
	return 0;
}

static int
record_slot(struct loop *l, struct lane *lane, struct slot *slot, struct err *e)
{
	int rc;

	(void)lane;
	if (slot->phase == SLOT_DONE) {
		crash_step(l->x->crash);
		return record(l, slot, e);
	}
	slot->won = false;
	if (slot->phase != SLOT_ASKS || l->stopping)
		return 0;
	crash_step(l->x->crash);
	rc = ledger_claim(l->x->db,
	    &(struct claim){
		.kind = slot->copy.kind,
		.id = slot->copy.id,
		.revision = l->work->revision,
		.to = slot->copy.to,
		.relay = l->x->relay->name,
		.date = slot->copy.date,
	    },
	    clock_now(l->x->clock), e);
	slot->won = rc > 0;
	return rc < 0 ? -1 : 0;
}

/* It is in the ledger; now the run itself takes notice of it. */
static void
learn(struct loop *l, struct lane *lane, const struct slot *slot)
{
	const struct verdict *v = &slot->outcome.verdict;

	l->x->tally.count[slot->became]++;
	if (v->fate == FATE_UNTRIED)
		l->untried = true;
	if (v->class == CLASS_OWN)
		stop_for(l, &slot->result, "us",
		    "; mend the sender, the login or the relay (nlctl config), then run "
		    "the same command again");
	watch_refusals(l, slot, v);
	/* Enough on this connection, says the relay: another one may go on. */
	if (v->class == CLASS_RATE && v->fate == FATE_UNTRIED && lane->conn != NULL)
		exchange_leave(lane);
}

/* Each slot that has news in this turn. */
static int
each_slot(struct loop *l,
    int (*fn)(struct loop *l, struct lane *lane, struct slot *slot, struct err *e),
    struct err *e)
{
	int i, j;

	for (i = 0; i < l->nlanes; i++) {
		for (j = 0; j < SLOTS; j++) {
			if (fn(l, &l->lanes[i], &l->lanes[i].slots[j], e) < 0)
				return -1;
		}
	}
	return 0;
}

static int
has_news(struct loop *l, struct lane *lane, struct slot *slot, struct err *e)
{
	(void)l;
	(void)lane;
	(void)e;
	return slot->phase == SLOT_ASKS || slot->phase == SLOT_DONE ? -1 : 0;
}

/* The copy that has its 354 must not go.  The connection ends with it: nothing more
 * may be offered there. */
static void
drop(struct lane *lane)
{
	lane->places = 0;
	lane->quitting = true;
	smtp_conn_drop(lane->conn);
}

/* After the flush: what was claimed may pass its dot. */
static int
settle(struct loop *l, struct lane *lane, struct slot *slot, struct err *e)
{
	(void)e;
	if (slot->phase == SLOT_DONE) {
		slot->phase = SLOT_FREE;
		learn(l, lane, slot);
	} else if (slot->phase == SLOT_ASKS && slot->won) {
		slot->phase = SLOT_CLAIMED;
		crash_step(l->x->crash);
		smtp_conn_commit(lane->conn);
		crash_step(l->x->crash);
	} else if (slot->phase == SLOT_ASKS) {
		drop(lane);
	}
	return 0;
}

int
exchange_record(struct loop *l, struct err *e)
{
	struct db *db = l->x->db;

	if (each_slot(l, has_news, e) == 0)
		return 0;
	if (db_begin(db, e) < 0 || each_slot(l, record_slot, e) < 0)
		goto fail;
	crash_step(l->x->crash);
	if (db_commit(db, e) < 0)
		goto fail;
	crash_step(l->x->crash);
	return 1;
fail:
	db_rollback(db);
	return -1;
}

void
exchange_settle(struct loop *l)
{
	struct err none = { 0 };

	each_slot(l, settle, &none);
	if (l->x->progress != NULL)
		l->x->progress(l->x->progress_arg, &l->x->tally);
}

static int
take_back(struct loop *l, struct lane *lane, struct slot *slot, struct err *e)
{
	(void)l;
	(void)e;
	if (slot->phase == SLOT_ASKS && slot->won) {
		slot->phase = SLOT_CLAIMED;
		drop(lane);
	}
	return 0;
}

void
exchange_take_back(struct loop *l)
{
	struct err none = { 0 };

	each_slot(l, take_back, &none);
}
