/*
 * smtp_wire - bytes out and in over an open connection, without blocking.
 *
 * Knows what is the next to be written (the body of a message before its end)
 * and from which moment on a message is past its dot.
 */
#include "io/clock.h"
#include "io/smtp_private.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define PIECES_MAX 256 /* of a body, in one send */
#define READ_SIZE 16384

static size_t
body_end(const struct tx *t)
{
	return pieces_len(t->m.data) - LAST_LINE_END;
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

/* The pieces of what is left of a body; returns how many are in out. */
static size_t
pieces_left(const struct tx *t, struct iovec out[PIECES_MAX])
{
	size_t skip = t->sent, left = body_end(t) - t->sent, n = 0;
	struct pieces_place at = { 0 };
	struct span piece;
	bool is_shared;

	while (n < PIECES_MAX && left > 0 &&
	    pieces_next(t->m.data, &at, &piece, &is_shared)) {
		if (skip >= piece.n) {
			skip -= piece.n;
			continue;
		}
		piece.s += skip;
		piece.n -= skip;
		skip = 0;
		if (piece.n > left)
			piece.n = left;
		left -= piece.n;
		out[n++] = (struct iovec){ (void *)(uintptr_t)piece.s, piece.n };
	}
	return n;
}

/* What curl_easy_send does in plain text, but with many pieces in one call. */
static CURLcode
send_plain(struct smtp_conn *c, struct iovec *pieces, size_t n, size_t *sent)
{
	struct msghdr m = { .msg_iov = pieces, .msg_iovlen = n };
	ssize_t rc = sendmsg(c->socket, &m, MSG_NOSIGNAL);

	if (rc < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR
		    ? CURLE_AGAIN
		    : CURLE_SEND_ERROR;
	*sent = (size_t)rc;
	return CURLE_OK;
}

/* TLS wants one piece, and after CURLE_AGAIN the same one at the same place. */
static CURLcode
send_record(struct smtp_conn *c, const struct iovec *pieces, size_t n, size_t *sent)
{
	struct buf *record = &c->record;
	size_t i, room;
	CURLcode rc;

	if (c->record_at == record->len) {
		buf_reset(record);
		c->record_at = 0;
		for (i = 0; i < n && record->len < RECORD_MAX; i++) {
			room = RECORD_MAX - record->len;
			buf_add(record, pieces[i].iov_base,
			    pieces[i].iov_len < room ? pieces[i].iov_len : room);
		}
	}
	rc = curl_easy_send(
	    c->easy, record->data + c->record_at, record->len - c->record_at, sent);
	c->record_at += *sent;
	return rc;
}

static CURLcode
send_body(struct smtp_conn *c, size_t *sent)
{
	struct iovec pieces[PIECES_MAX];
	size_t n = pieces_left(&c->tx[c->body_place], pieces);

	return c->tls ? send_record(c, pieces, n, sent) : send_plain(c, pieces, n, sent);
}

/* Commands, and the end of a body before them. */
static CURLcode
send_commands(struct smtp_conn *c, size_t *sent)
{
	struct tx *ending = c->ending_place != NO_PLACE ? &c->tx[c->ending_place] : NULL;
	CURLcode rc;

	if (ending != NULL)
		ending->past_dot = true;
	rc = curl_easy_send(
	    c->easy, c->out.data + c->out_at, c->out.len - c->out_at, sent);
	/* In plain text the system took nothing; under TLS some may be on its way. */
	if (ending != NULL && (rc != CURLE_OK || *sent == 0) && !c->tls)
		ending->past_dot = false;
	return rc;
}

/* 1: some was sent, try again; 0: not now; -1: the connection broke. */
static int
send_some(struct smtp_conn *c)
{
	size_t sent = 0;
	CURLcode rc;

	if (c->body_place == NO_PLACE) {
		rc = send_commands(c, &sent);
	} else if (body_end(&c->tx[c->body_place]) == 0) { /* one empty line */
		was_sent(c, 0);
		return 1;
	} else {
		rc = send_body(c, &sent);
	}
	if (rc == CURLE_OK && sent > 0) {
		was_sent(c, sent);
		return 1;
	}
	return rc == CURLE_OK || rc == CURLE_AGAIN ? 0 : -1;
}

void
smtp_wire_write(struct smtp_conn *c)
{
	int rc = 1;

	while (rc > 0 && c->phase == PHASE_OPEN && !c->write_broken &&
	    smtp_wire_has_output(c))
		rc = send_some(c);
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
smtp_wire_read(struct smtp_conn *c, bool quick)
{
	char bytes[READ_SIZE];
	CURLcode rc = CURLE_OK;
	size_t n;

	while (c->phase == PHASE_OPEN) {
		n = 0;
		rc = curl_easy_recv(c->easy, bytes, sizeof bytes, &n);
		if (rc != CURLE_OK || n == 0)
			break;
		take_replies(c, bytes, n);
		if (quick && n < sizeof bytes && !c->tls)
			return;
	}
	if (c->phase != PHASE_OPEN)
		return;
	if (rc == CURLE_OK)
		lost(c, "the relay hung up");
	else if (rc != CURLE_AGAIN || c->write_broken)
		lost(c, "the connection broke");
}
