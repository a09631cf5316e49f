/*
 * smtp_wire - bytes out and in over an open connection, without blocking.
 *
 * Knows what is the next to be written (the body of a message before its end)
 * and from which moment on a message is past its dot.
 */
#include "io/clock.h"
#include "io/smtp_private.h"

#include <stdio.h>
#include <string.h>

/* One send: a slow line shows progress well before the deadline of a body. */
#define PIECE_MAX (1 << 20)
#define READ_SIZE 16384

static size_t
body_end(const struct tx *t)
{
	return t->m.data.n - LAST_LINE_END;
}

bool
smtp_wire_has_output(const struct smtp_conn *c)
{
	return c->body_place != NO_PLACE || c->out.len > c->out_at;
}

/* n octets of the next piece were taken. */
static void
was_sent(struct smtp_conn *c, size_t n)
{
	struct tx *t;

	c->since = clock_monotonic_ms();
	if (c->body_place != NO_PLACE) {
		t = &c->tx[c->body_place];
		t->sent += n;
		if (t->sent == body_end(t))
			c->body_place = NO_PLACE;
		return;
	}
	c->ending_place = NO_PLACE;
	c->written += n;
	c->out_at += n;
	if (c->out_at == c->out.len) {
		buf_reset(&c->out);
		c->out_at = 0;
	}
}

/* 1: some was sent, try again; 0: not now; -1: the connection broke. */
static int
send_piece(struct smtp_conn *c)
{
	struct tx *ending = NULL;
	struct span piece;
	size_t sent = 0;
	CURLcode rc;

	if (c->body_place != NO_PLACE) {
		struct tx *t = &c->tx[c->body_place];

		piece.s = t->m.data.s + t->sent;
		piece.n = body_end(t) - t->sent;
		if (piece.n == 0) { /* data of one empty line */
			was_sent(c, 0);
			return 1;
		}
	} else {
		piece.s = c->out.data + c->out_at;
		piece.n = c->out.len - c->out_at;
		if (c->ending_place != NO_PLACE)
			ending = &c->tx[c->ending_place];
	}
	if (piece.n > PIECE_MAX)
		piece.n = PIECE_MAX;
	if (ending != NULL)
		ending->past_dot = true;
	rc = curl_easy_send(c->easy, piece.s, piece.n, &sent);
	if (rc == CURLE_OK && sent > 0) {
		was_sent(c, sent);
		return 1;
	}
	/* In plain text the system took nothing; under TLS some may be on its way. */
	if (ending != NULL && !c->tls)
		ending->past_dot = false;
	return rc == CURLE_OK || rc == CURLE_AGAIN ? 0 : -1;
}

void
smtp_wire_write(struct smtp_conn *c)
{
	int rc = 1;

	while (rc > 0 && c->phase == PHASE_OPEN && !c->write_broken &&
	    smtp_wire_has_output(c))
		rc = send_piece(c);
	if (rc < 0)
		c->write_broken = true; /* replies that came before are read first */
}

static void
lost(struct smtp_conn *c, const char *how)
{
	char text[128];

	snprintf(
	    text, sizeof text, "%s at %s", how, smtp_stage_name(smtp_dialogue_stage(c)));
	smtp_dialogue_fail(c, SMTP_LOST, text);
}

/* Act on each reply in the n bytes at s, also on those after the last that counts. */
static void
take_replies(struct smtp_conn *c, const char *s, size_t n)
{
	struct smtp_reply reply;
	size_t used;
	int rc = 1;

	for (; rc > 0 && n > 0; s += used, n -= used) {
		rc = smtp_reply_feed(&c->reader, s, n, &used, &reply);
		if (rc > 0)
			smtp_dialogue_reply(c, &reply);
		else if (rc < 0)
			smtp_dialogue_fail(
			    c, SMTP_GARBLED, "the relay does not speak SMTP");
	}
}

void
smtp_wire_read(struct smtp_conn *c)
{
	char bytes[READ_SIZE];
	CURLcode rc = CURLE_OK;
	size_t n;

	/* Until CURLE_AGAIN: under TLS poll() does not see what is decrypted. */
	while (c->phase == PHASE_OPEN) {
		n = 0;
		rc = curl_easy_recv(c->easy, bytes, sizeof bytes, &n);
		if (rc != CURLE_OK || n == 0)
			break;
		take_replies(c, bytes, n);
	}
	if (c->phase != PHASE_OPEN)
		return;
	if (rc == CURLE_OK)
		lost(c, "the relay hung up");
	else if (rc != CURLE_AGAIN || c->write_broken)
		lost(c, "the connection broke");
}
