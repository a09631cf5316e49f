/* smtp - the loop over all connections, and what callers call.  See smtp.h. */
#include "io/smtp.h"

#include "io/clock.h"
#include "io/smtp_private.h"
#include "util/xalloc.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>

/* When libcurl cannot say what it waits for (ms). */
#define BLIND_WAIT 50
#define INPUT (POLLIN | POLLRDHUP) /* a hang-up too, while bytes stand before it */

struct smtp_loop {
	struct smtp_conn **conns;
	size_t n, size;
	struct pollfd *fds;
	size_t nfds, fds_size;
};

const char *
smtp_stage_name(enum smtp_stage stage)
{
	static const char *const names[] = {
		[SMTP_CONNECT] = "connect",
		[SMTP_GREETING] = "greeting",
		[SMTP_EHLO] = "EHLO",
		[SMTP_TLS] = "TLS",
		[SMTP_AUTH] = "AUTH",
		[SMTP_MAIL] = "MAIL",
		[SMTP_RCPT] = "RCPT",
		[SMTP_DATA] = "DATA",
		[SMTP_BODY] = "body",
		[SMTP_DOT] = "dot",
		[SMTP_RSET] = "RSET",
		[SMTP_QUIT] = "QUIT",
	};

	return names[stage];
}

struct smtp_loop *
smtp_loop_new(void)
{
	/* OpenSSL's keys of each connection would be written where it says. */
	unsetenv("SSLKEYLOGFILE");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		BUG("libcurl does not start");
	return xcalloc(1, sizeof(struct smtp_loop));
}

void
smtp_loop_free(struct smtp_loop *loop)
{
	if (loop == NULL)
		return;
	if (loop->n > 0)
		BUG("%zu connections are still open", loop->n);
	xfree(loop->conns);
	xfree(loop->fds);
	xfree(loop);
	curl_global_cleanup();
}

/* Waiting. */

static int
seconds_for(const struct smtp_conn *c, enum smtp_stage stage)
{
	switch (stage) {
	case SMTP_RCPT:
		return c->timeouts.rcpt;
	case SMTP_DATA:
		return c->timeouts.data;
	case SMTP_BODY:
		return c->timeouts.body;
	case SMTP_DOT:
		return c->timeouts.dot;
	case SMTP_MAIL:
	case SMTP_RSET:
		return c->timeouts.mail;
	default:
		return c->timeouts.connect;
	}
}

/* Milliseconds until the deadline of this connection; -1: it waits for us. */
static int64_t
time_left(const struct smtp_conn *c, int64_t now)
{
	enum smtp_stage stage = c->stage;
	int64_t left;

	if (c->phase == PHASE_OPEN)
		stage = smtp_dialogue_stage(c);
	if (c->phase == PHASE_CLOSED ||
	    (c->phase == PHASE_OPEN && !smtp_dialogue_waits(c)))
		return -1;
	left = c->since + (int64_t)seconds_for(c, stage) * 1000 - now;
	return left > 0 ? left : 0;
}

static void
check_deadline(struct smtp_conn *c, int64_t now)
{
	char text[128];

	if (time_left(c, now) != 0)
		return;
	snprintf(text, sizeof text, "no answer at %s for too long",
	    smtp_stage_name(
		c->phase == PHASE_OPENING ? c->stage : smtp_dialogue_stage(c)));
	smtp_dialogue_fail(c, SMTP_TIMED_OUT, text);
}

static void
add_fd(struct smtp_loop *loop, int fd, short events)
{
	if (loop->nfds == loop->fds_size) {
		loop->fds_size = loop->fds_size == 0 ? 16 : loop->fds_size * 2;
		loop->fds = xrealloc(loop->fds, loop->fds_size, sizeof *loop->fds);
	}
	loop->fds[loop->nfds++] = (struct pollfd){ .fd = fd, .events = events };
}

static void
sooner(int *ms, int64_t other)
{
	if (other >= 0 && (*ms < 0 || other < *ms))
		*ms = (int)other;
}

/* What libcurl waits for while it opens a connection. */
static void
add_opening(struct smtp_loop *loop, struct smtp_conn *c, int *ms)
{
	fd_set in, out, other;
	long timeout = -1;
	int max = -1;

	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&other);
	if (curl_multi_fdset(c->multi, &in, &out, &other, &max) != CURLM_OK ||
	    curl_multi_timeout(c->multi, &timeout) != CURLM_OK)
		BUG("libcurl refuses its own multi handle");
	for (int fd = 0; fd <= max; fd++) {
		short events = (short)((FD_ISSET(fd, &in) ? POLLIN : 0) |
		    (FD_ISSET(fd, &out) ? POLLOUT : 0));

		if (events != 0)
			add_fd(loop, fd, events);
	}
	sooner(ms, timeout);
	if (max < 0)
		sooner(ms, BLIND_WAIT);
}

/* Let each connection say what is due, and what it waits for then. */
static int
prepare(struct smtp_loop *loop, int fd, int ms)
{
	struct smtp_conn *c;
	int64_t now = clock_monotonic_ms();

	loop->nfds = 0;
	add_fd(loop, fd, POLLIN); /* poll() skips -1 */
	for (size_t i = 0; i < loop->n; i++) {
		c = loop->conns[i];
		smtp_wire_write(c);
		/* A 421 or hang-up seen before the dot leaves nothing uncertain. */
		if (smtp_dialogue_ends_data(c))
			smtp_wire_read(c, false);
		smtp_dialogue_advance(c);
		smtp_wire_write(c);
		if (c->write_broken)
			smtp_wire_read(c, false);
		c->fd_at = loop->nfds;
		if (c->phase == PHASE_OPENING)
			add_opening(loop, c, &ms);
		else if (c->phase == PHASE_OPEN)
			add_fd(loop, c->socket,
			    smtp_wire_has_output(c) ? INPUT | POLLOUT : INPUT);
		if (c->events_len > 0)
			ms = 0;
		/* The body ended with what was just written: nothing but us is waited for. */
		if (smtp_dialogue_ends_data(c) && !smtp_wire_has_output(c))
			ms = 0;
		sooner(&ms, time_left(c, now));
	}
	return ms;
}

static void
step(struct smtp_loop *loop, struct smtp_conn *c)
{
	short seen;

	if (c->phase == PHASE_OPENING) {
		smtp_opening_step(c);
		smtp_wire_read(c, false); /* bytes that came with the last of TLS */
	} else if (c->phase == PHASE_OPEN) {
		seen = loop->fds[c->fd_at].revents;
		if (seen != 0)
			smtp_wire_read(c, (seen & ~(POLLIN | POLLOUT)) == 0);
	}
	check_deadline(c, clock_monotonic_ms());
}

int
smtp_loop_wait(struct smtp_loop *loop, int fd, int ms, struct err *e)
{
	ms = prepare(loop, fd, ms);
	if (poll(loop->fds, loop->nfds, ms) < 0) {
		if (errno != EINTR)
			return err_errno(e, ERR_SYSTEM, "cannot wait for the relay");
		for (size_t i = 0; i < loop->nfds; i++)
			loop->fds[i].revents = 0;
	}
	for (size_t i = 0; i < loop->n; i++)
		step(loop, loop->conns[i]);
	return 0;
}

void
smtp_loop_write(struct smtp_loop *loop)
{
	for (size_t i = 0; i < loop->n; i++)
		smtp_wire_write(loop->conns[i]);
}

/* Connections. */

static int
or_default(int seconds, int rfc)
{
	return seconds > 0 ? seconds : rfc;
}

static char *
copied(const char *s)
{
	return xstrdup(s != NULL ? s : "");
}

struct smtp_conn *
smtp_conn_open(struct smtp_loop *loop, const struct smtp_options *o)
{
	struct smtp_conn *c = xcalloc(1, sizeof *c);

	c->loop = loop;
	c->url = copied(o->url);
	c->user = copied(o->user);
	c->password = copied(o->password);
	c->token = copied(o->token);
	c->netrc = o->netrc;
	c->helo = copied(o->helo);
	c->ca_file = copied(o->ca_file);
	c->client_cert = copied(o->client_cert);
	c->client_key = copied(o->client_key);
	c->plain_text = o->plain_text;
	c->ahead = o->ahead;
	/* RFC 5321 §4.5.3.2 */
	c->timeouts.connect = or_default(o->timeouts.connect, 300);
	c->timeouts.mail = or_default(o->timeouts.mail, 300);
	c->timeouts.rcpt = or_default(o->timeouts.rcpt, 300);
	c->timeouts.data = or_default(o->timeouts.data, 120);
	c->timeouts.body = or_default(o->timeouts.body, 180);
	c->timeouts.dot = or_default(o->timeouts.dot, 600);
	c->body_place = c->ending_place = NO_PLACE;
	smtp_reply_reader_init(&c->reader);
	buf_init(&c->out, OUT_MAX);
	buf_reserve(&c->out, OUT_MAX); /* from now on its bytes stay where they are */
	buf_init(&c->record, RECORD_MAX);

	if (loop->n == loop->size) {
		loop->size = loop->size == 0 ? 16 : loop->size * 2;
		loop->conns =
		    xrealloc(loop->conns, loop->size, sizeof(struct smtp_conn *));
	}
	loop->conns[loop->n++] = c;
	smtp_opening_start(c);
	return c;
}

static int
places(const struct smtp_conn *c)
{
	return c->ahead == SMTP_OVERLAP ? PLACES : 1;
}

enum smtp_event
smtp_conn_next(struct smtp_conn *c, struct smtp_result *result)
{
	struct pending_event first;

	if (c->events_len > 0) {
		first = c->events[0];
		memmove(c->events, c->events + 1, (size_t)--c->events_len * sizeof first);
		*result = first.result;
		return first.event;
	}
	if (c->phase == PHASE_OPEN && !c->quitting &&
	    c->in_flight + c->ready_told < places(c)) {
		c->ready_told++;
		return SMTP_READY;
	}
	return SMTP_NOTHING;
}

void
smtp_conn_offer(struct smtp_conn *c, const struct smtp_message *m)
{
	struct smtp_result r = { .outcome = SMTP_NO_UTF8, .stage = SMTP_MAIL };
	int place = c->tx[0].state == TX_FREE ? 0 : 1;

	if (c->ready_told == 0)
		BUG("message %ju offered without SMTP_READY", (uintmax_t)m->id);
	smtp_message_check(m);
	c->ready_told--;
	if (c->in_flight++ == 0)
		c->oldest = place;
	c->tx[place] = (struct tx){ .state = TX_OFFERED, .m = *m };
	if (m->eai && !c->offers.smtputf8)
		smtp_dialogue_done(c, place, &r);
}

/* The one message that had its SMTP_GO_AHEAD and is not committed. */
static int
undecided(const struct smtp_conn *c)
{
	for (int place = 0; place < PLACES; place++)
		if (c->tx[place].state == TX_BODY && !c->tx[place].committed)
			return place;
	BUG("no message waits for a commit");
}

void
smtp_conn_commit(struct smtp_conn *c)
{
	c->tx[undecided(c)].committed = true;
}

void
smtp_conn_drop(struct smtp_conn *c)
{
	struct smtp_result r = { .outcome = SMTP_DROPPED, .stage = SMTP_BODY };

	smtp_dialogue_done(c, undecided(c), &r);
	smtp_dialogue_close(c, &r);
}

void
smtp_conn_quit(struct smtp_conn *c)
{
	struct smtp_result r = { .outcome = SMTP_DROPPED, .stage = SMTP_QUIT };

	c->quitting = true;
	if (c->phase == PHASE_OPENING)
		smtp_dialogue_close(c, &r);
}

bool
smtp_conn_is_idle(const struct smtp_conn *c)
{
	return c->in_flight == 0;
}

/* A password does not stay in memory that is given back. */
static void
forget(char *secret)
{
	explicit_bzero(secret, strlen(secret));
	xfree(secret);
}

void
smtp_conn_free(struct smtp_conn *c)
{
	struct smtp_loop *loop;

	if (c == NULL)
		return;
	loop = c->loop;
	for (size_t i = 0; i < loop->n; i++)
		if (loop->conns[i] == c)
			loop->conns[i--] = loop->conns[--loop->n];
	/* Or libcurl would say QUIT and wait for the answer. */
	if (c->phase == PHASE_OPEN)
		shutdown(c->socket, SHUT_RDWR);
	curl_multi_remove_handle(c->multi, c->easy);
	curl_easy_cleanup(c->easy);
	curl_multi_cleanup(c->multi);
	smtp_reply_reader_release(&c->reader);
	buf_release(&c->out);
	buf_release(&c->record);
	xfree(c->url);
	xfree(c->user);
	forget(c->password);
	forget(c->token);
	xfree(c->helo);
	xfree(c->ca_file);
	xfree(c->client_cert);
	xfree(c->client_key);
	xfree(c);
}
