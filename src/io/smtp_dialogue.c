/*
 * smtp_dialogue - which command is next, and what a reply is the answer to.
 *
 * One by one, an envelope at a time, or overlapping: the same machine, a queue
 * of the replies that must come.  A refused message leaves its place at once;
 * the replies to the rest of its group stay in the queue, deciding nothing.
 * No input or output: commands are appended to c->out, events to c->events.
 */
#include "io/clock.h"
#include "io/smtp_private.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int
place_in(const struct smtp_conn *c, enum tx_state state)
{
	int place;

	for (int i = 0; i < PLACES; i++) {
		place = (c->oldest + i) % PLACES;
		if (c->tx[place].state == state)
			return place;
	}
	return NO_PLACE;
}

enum smtp_stage
smtp_dialogue_stage(const struct smtp_conn *c)
{
	if (c->body_place != NO_PLACE)
		return SMTP_BODY;
	if (c->queue_len > 0)
		return c->queue[0].stage;
	return place_in(c, TX_BODY) != NO_PLACE ? SMTP_BODY : SMTP_MAIL;
}

bool
smtp_dialogue_waits(const struct smtp_conn *c)
{
	return c->queue_len > 0 || smtp_wire_has_output(c);
}

bool
smtp_dialogue_ends_data(const struct smtp_conn *c)
{
	int body = place_in(c, TX_BODY);

	return body != NO_PLACE && c->tx[body].committed;
}

/* Events and endings. */

static void
push_event(struct smtp_conn *c, enum smtp_event event, const struct smtp_result *result)
{
	if (c->events_len == EVENTS_MAX)
		BUG("more than %d events", EVENTS_MAX);
	c->events[c->events_len].event = event;
	c->events[c->events_len++].result = *result;
}

void
smtp_dialogue_done(struct smtp_conn *c, int place, struct smtp_result *result)
{
	result->id = c->tx[place].m.id;
	push_event(c, SMTP_DONE, result);
	c->tx[place] = (struct tx){ 0 };
	c->in_flight--;
	c->oldest = (place + 1) % PLACES;
	if (c->body_place == place)
		c->body_place = NO_PLACE;
	if (c->ending_place == place)
		c->ending_place = NO_PLACE;
	for (int i = 0; i < c->queue_len; i++)
		if (c->queue[i].place == place)
			c->queue[i].place = NO_PLACE;
}

static enum smtp_stage
tx_stage(const struct smtp_conn *c, int place)
{
	const struct tx *t = &c->tx[place];

	if (t->state == TX_BODY || t->state == TX_DOT)
		return t->past_dot ? SMTP_DOT : SMTP_BODY;
	for (int i = 0; i < c->queue_len; i++)
		if (c->queue[i].place == place)
			return c->queue[i].stage;
	return SMTP_MAIL;
}

/* The end of the connection, as the message at this place has to see it. */
static void
fail_message(struct smtp_conn *c, int place, const struct smtp_result *why)
{
	const struct tx *t = &c->tx[place];
	struct smtp_result r = *why;

	r.stage = tx_stage(c, place);
	r.past_dot = t->past_dot;
	if (!t->answered) {
		r = (struct smtp_result){ .outcome = SMTP_UNTRIED, .stage = r.stage };
		memcpy(r.text, why->text, sizeof r.text);
	} else if (why->outcome == SMTP_REPLIED || why->outcome == SMTP_DROPPED)
		r.outcome = SMTP_LOST; /* the reply was another message's */
	smtp_dialogue_done(c, place, &r);
}

/* A message that is lost must not be claimed for after all. */
static void
forget_go_aheads(struct smtp_conn *c)
{
	int kept = 0;

	for (int i = 0; i < c->events_len; i++)
		if (c->events[i].event != SMTP_GO_AHEAD)
			c->events[kept++] = c->events[i];
	c->events_len = kept;
}

void
smtp_dialogue_close(struct smtp_conn *c, const struct smtp_result *why)
{
	struct smtp_result closed = *why;
	int first = c->oldest;

	if (c->phase == PHASE_CLOSED)
		return;
	if (c->phase == PHASE_OPEN)
		shutdown(c->socket, SHUT_RDWR);
	c->phase = PHASE_CLOSED;
	forget_go_aheads(c);
	for (int i = 0; i < PLACES; i++)
		if (c->tx[(first + i) % PLACES].state != TX_FREE)
			fail_message(c, (first + i) % PLACES, why);
	closed.id = 0;
	closed.past_dot = false;
	push_event(c, SMTP_CLOSED, &closed);
}

void
smtp_dialogue_fail(struct smtp_conn *c, enum smtp_outcome outcome, const char *text)
{
	struct smtp_result r = {
		.outcome = outcome,
		.stage = c->phase == PHASE_OPENING ? c->stage : smtp_dialogue_stage(c),
	};

	smtp_text_add(r.text, sizeof r.text, span_of(text));
	smtp_dialogue_close(c, &r);
}

/* Commands. */

static void
await(struct smtp_conn *c, enum smtp_stage stage, int place)
{
	if (c->queue_len == QUEUE_MAX || c->out.overflowed)
		BUG("too many commands at %s", smtp_stage_name(stage));
	c->queued = c->written + (c->out.len - c->out_at);
	c->queue[c->queue_len++] = (struct awaited){ stage, place, c->queued };
}

static void
send_rcpt(struct smtp_conn *c, int place)
{
	smtp_add_rcpt(&c->out, &c->tx[place].m, &c->offers);
	await(c, SMTP_RCPT, place);
}

static void
send_data(struct smtp_conn *c, int place)
{
	buf_adds(&c->out, "DATA\r\n");
	await(c, SMTP_DATA, place);
}

/* MAIL, or as much of the envelope as may go ahead of the replies. */
static void
send_envelope(struct smtp_conn *c, int place)
{
	if (c->must_reset) {
		c->must_reset = false;
		buf_adds(&c->out, "RSET\r\n");
		await(c, SMTP_RSET, NO_PLACE);
		if (c->ahead == SMTP_ONE_BY_ONE)
			return; /* the rest after its reply */
	}
	c->tx[place].state = TX_ENVELOPE;
	smtp_add_mail(&c->out, &c->tx[place].m, &c->offers);
	await(c, SMTP_MAIL, place);
	if (c->ahead == SMTP_ONE_BY_ONE)
		return;
	send_rcpt(c, place);
	send_data(c, place);
}

static void
end_data(struct smtp_conn *c, int place)
{
	c->tx[place].state = TX_DOT;
	c->ending_place = place;
	buf_adds(&c->out, DATA_END);
	await(c, SMTP_DOT, place);
}

static void
quit(struct smtp_conn *c)
{
	struct smtp_result r = { .outcome = SMTP_DROPPED, .stage = SMTP_QUIT };

	buf_adds(&c->out, "QUIT\r\n");
	smtp_wire_write(c); /* what cannot go now need not go */
	smtp_dialogue_close(c, &r);
}

/*
 * Overlapping, an envelope follows a dot without waiting.  It may not follow
 * the DATA of a refused message: if that is answered by 354, the next line is
 * a lone dot (RFC 2920 §3.1).
 */
static bool
may_begin(const struct smtp_conn *c)
{
	if (place_in(c, TX_ENVELOPE) != NO_PLACE || place_in(c, TX_BODY) != NO_PLACE)
		return false;
	if (c->ahead != SMTP_OVERLAP)
		return c->queue_len == 0;
	for (int i = 0; i < c->queue_len; i++)
		if (c->queue[i].stage == SMTP_DATA)
			return false;
	return true;
}

void
smtp_dialogue_advance(struct smtp_conn *c)
{
	int body = place_in(c, TX_BODY), next = place_in(c, TX_OFFERED);
	bool commit = smtp_dialogue_ends_data(c);
	bool begin = next != NO_PLACE;

	if (c->phase != PHASE_OPEN)
		return;
	/* Half a reply that nothing asked for would be taken for the next one's. */
	if (c->queue_len == 0 && (commit || begin) && smtp_reply_is_begun(&c->reader)) {
		smtp_dialogue_fail(c, SMTP_GARBLED, "the relay said more than asked for");
		return;
	}
	if (c->queue_len == 0 && !smtp_wire_has_output(c))
		c->since = clock_monotonic_ms(); /* nothing was waited for until now */
	if (commit && c->body_place == NO_PLACE) /* after the last look at the replies */
		end_data(c, body);
	if (begin && may_begin(c))
		send_envelope(c, next);
	if (c->quitting && c->in_flight == 0 && c->queue_len == 0)
		quit(c);
}

/* Replies. */

/* 4xx, 5xx: the message is decided by its first refusal. */
static void
refused(struct smtp_conn *c, const struct awaited *which, const struct smtp_reply *reply)
{
	struct smtp_result r = {
		.outcome = SMTP_REPLIED, .stage = which->stage, .reply = *reply
	};

	if (which->stage != SMTP_DOT) /* there the transaction is over anyway */
		c->must_reset = true;
	if (which->place != NO_PLACE)
		smtp_dialogue_done(c, which->place, &r);
	if (reply->code == 421 || which->stage == SMTP_RSET)
		smtp_dialogue_close(c, &r);
}

static void
accepted(struct smtp_conn *c, const struct awaited *which, const struct smtp_reply *reply)
{
	struct smtp_result r = {
		.outcome = SMTP_REPLIED, .stage = which->stage, .reply = *reply
	};
	int place = which->place;

	if (place == NO_PLACE) {
		if (which->stage == SMTP_DATA) {
			buf_adds(&c->out, ".\r\n");
			await(c, SMTP_DOT, NO_PLACE);
		}
		return;
	}
	switch (which->stage) {
	case SMTP_MAIL:
		if (c->ahead == SMTP_ONE_BY_ONE)
			send_rcpt(c, place);
		break;
	case SMTP_RCPT:
		if (c->ahead == SMTP_ONE_BY_ONE)
			send_data(c, place);
		break;
	case SMTP_DATA:
		c->tx[place].state = TX_BODY;
		c->body_place = place;
		r.id = c->tx[place].m.id;
		push_event(c, SMTP_GO_AHEAD, &r);
		break;
	case SMTP_DOT:
		smtp_dialogue_done(c, place, &r);
		break;
	default:
		BUG("message at stage %s", smtp_stage_name(which->stage));
	}
}

/*
 * One reply more than commands: which of those that came along with it was meant
 * for which command nobody can tell.  What they decided is not known, and no
 * person pays for it.
 */
static void
doubt_replies(struct smtp_conn *c)
{
	struct smtp_result *r;

	for (int i = 0; i < c->events_len; i++) {
		r = &c->events[i].result;
		if (c->events[i].event != SMTP_DONE || r->outcome != SMTP_REPLIED)
			continue;
		r->outcome = SMTP_GARBLED;
		r->past_dot = r->stage == SMTP_DOT;
		r->reply = (struct smtp_reply){ 0 };
		smtp_text_add(r->text, sizeof r->text,
		    span_of("the relay said more than asked for"));
	}
}

/* Is the next reply an answer, or did nobody ask for it yet? */
static bool
is_asked(const struct smtp_conn *c)
{
	return c->queue_len > 0 && c->queue[0].end <= c->written;
}

static void
answered(struct smtp_conn *c)
{
	memmove(c->queue, c->queue + 1, (size_t)--c->queue_len * sizeof *c->queue);
}

/* What came in one go with the reply that ended the connection. */
static void
count_reply(struct smtp_conn *c, const struct smtp_reply *reply)
{
	if (is_asked(c))
		answered(c);
	else if (reply->code != 421)
		doubt_replies(c);
}

/*
 * A reply to nothing, or before its command was written whole.  Only a 421 may
 * come at any time (RFC 5321 §3.8): it decides about a message in mid-body that
 * is not past its dot, and blames nobody when the connection is idle.
 */
static void
unasked(struct smtp_conn *c, const struct smtp_reply *reply)
{
	struct smtp_result r = {
		.outcome = reply->code == 421 ? SMTP_REPLIED : SMTP_GARBLED,
		.stage = smtp_dialogue_stage(c),
		.reply = *reply,
	};
	struct smtp_result mine = r;
	int place = place_in(c, TX_BODY);

	if (place == NO_PLACE)
		place = place_in(c, TX_DOT);
	if (r.outcome == SMTP_GARBLED) {
		snprintf(r.text, sizeof r.text, "the relay said %d unasked", reply->code);
		doubt_replies(c);
	} else if (place != NO_PLACE && !c->tx[place].past_dot)
		smtp_dialogue_done(c, place, &mine);
	smtp_dialogue_close(c, &r);
}

void
smtp_dialogue_reply(struct smtp_conn *c, const struct smtp_reply *reply)
{
	struct awaited which;
	int class = reply->code / 100;

	if (c->phase == PHASE_CLOSED) {
		count_reply(c, reply);
		return;
	}
	if (!is_asked(c)) {
		unasked(c, reply);
		return;
	}
	which = c->queue[0];
	if (which.place != NO_PLACE)
		c->tx[which.place].answered = true;
	/*
	 * A yes by its first digit (RFC 5321 §4.2): 251 and 252 are one.  But
	 * only 354 lets the data begin: a server that does not wait for them
	 * would read the body as commands.
	 */
	if (class < 4 && (which.stage == SMTP_DATA ? reply->code != 354 : class != 2)) {
		struct smtp_result r = {
			.outcome = SMTP_GARBLED, .stage = which.stage, .reply = *reply
		};

		snprintf(r.text, sizeof r.text, "the relay said %d at %s", reply->code,
		    smtp_stage_name(which.stage));
		smtp_dialogue_close(c, &r);
		answered(c);
		return;
	}
	c->since = clock_monotonic_ms();
	answered(c);
	if (class >= 4)
		refused(c, &which, reply);
	else
		accepted(c, &which, reply);
	smtp_dialogue_advance(c);
}
