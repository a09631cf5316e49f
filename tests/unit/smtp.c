/*
 * The SMTP engine byte by byte: the test itself is the server, and says what it
 * likes between two turns of the loop.  tests/e2e/smtp.t has the whole table of
 * failures; here is what needs an exact moment.
 */
#include "io/smtp.h"
#include "io/clock.h"
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define TURNS 8 /* of 10 ms each while nothing happens */
#define LONG_MS 5000

/* Octets of a body that the network takes, in every other call. */
static size_t taken_at_once = SIZE_MAX;

/* What the engine calls, instead of the system's. */
ssize_t
sendmsg(int sock, const struct msghdr *m, int flags)
{
	static int calls;
	size_t n = m->msg_iov[0].iov_len;

	if (taken_at_once == 0 || (taken_at_once != SIZE_MAX && calls++ % 2 != 0)) {
		errno = EAGAIN;
		return -1;
	}
	return send(
	    sock, m->msg_iov[0].iov_base, n < taken_at_once ? n : taken_at_once, flags);
}

struct peer {
	struct smtp_loop *loop;
	struct smtp_conn *conn;
	int listener, sock;
	char url[64], got[65536], events[4096];
	struct smtp_options options;
};

#define TEXT(s) \
	&(const struct pieces) \
	{ \
		.own = {.data = (char[]){ s }, .len = sizeof(s) - 1 } \
	}

static const struct smtp_message one = {
	.id = 1,
	.from = "n@x.example",
	.to = "a@y.example",
	.envid = "",
	.data = TEXT("S: x\r\n\r\nbody\r\n"),
};
static const struct smtp_message two = {
	.id = 2,
	.from = "n@x.example",
	.to = "b@y.example",
	.envid = "",
	.data = TEXT("S: y\r\n\r\nbody\r\n"),
};

static void
note_result(struct peer *p, const char *what, const struct smtp_result *r)
{
	static const char *const names[] = { "replied", "lost", "timed-out", "garbled",
		"untried", "no-utf8", "dropped", "unfit" };
	size_t n = strlen(p->events);

	snprintf(p->events + n, sizeof p->events - n, "%s%d %s %s%s %d; ", what,
	    (int)r->id, names[r->outcome], smtp_stage_name(r->stage),
	    r->past_dot ? " past-dot" : "", r->reply.code);
}

/* Let things happen until nothing does; what happened is in p->events. */
static void
turns(struct peer *p)
{
	struct smtp_result r;
	enum smtp_event event;
	struct err e = { 0 };

	p->events[0] = '\0';
	for (int i = 0; i < TURNS && p->conn != NULL; i++) {
		if (smtp_loop_wait(p->loop, -1, 10, &e) < 0)
			ok(false, "a turn: %s", e.msg);
		while (p->conn != NULL &&
		    (event = smtp_conn_next(p->conn, &r)) != SMTP_NOTHING) {
			if (event == SMTP_READY)
				strcat(p->events, "ready; ");
			else if (event == SMTP_GO_AHEAD)
				strcat(p->events, r.id == 1 ? "go1; " : "go2; ");
			else
				note_result(
				    p, event == SMTP_DONE ? "done" : "closed", &r);
			if (event == SMTP_CLOSED) {
				smtp_conn_free(p->conn);
				p->conn = NULL;
			}
		}
	}
}

static void
say(struct peer *p, const char *s)
{
	if (send(p->sock, s, strlen(s), MSG_NOSIGNAL) != (ssize_t)strlen(s))
		ok(false, "cannot say '%s'", s);
}

/* What came meanwhile is this, to the byte. */
static void
heard(struct peer *p, const char *want, const char *name)
{
	ssize_t n = recv(p->sock, p->got, sizeof p->got - 1, MSG_DONTWAIT);

	p->got[n > 0 ? n : 0] = '\0';
	is_str(p->got, want, "%s", name);
}

static void
listen_at(struct peer *p, enum smtp_ahead ahead)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;

	*p = (struct peer){ .sock = -1 };
	p->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(p->listener, (struct sockaddr *)&a, n) < 0 ||
	    listen(p->listener, 5) < 0 ||
	    getsockname(p->listener, (struct sockaddr *)&a, &n) < 0)
		abort();
	snprintf(p->url, sizeof p->url, "smtp://127.0.0.1:%d", ntohs(a.sin_port));
	p->options = (struct smtp_options){ .url = p->url,
		.user = "",
		.password = "",
		.helo = "c.example",
		.ca_file = "",
		.plain_text = true,
		.ahead = ahead };
	p->loop = smtp_loop_new();
}

/* Open a connection, up to the last reply to EHLO. */
static void
begin(struct peer *p, enum smtp_ahead ahead)
{
	listen_at(p, ahead);
	p->conn = smtp_conn_open(p->loop, &p->options);
	turns(p);
	p->sock = accept(p->listener, NULL, NULL);
	say(p, "220 hi\r\n");
	turns(p);
	heard(p, "EHLO c.example\r\n", "EHLO with our name");
	say(p, "250-x\r\n250 PIPELINING\r\n");
	turns(p);
	is_str(p->events, ahead == SMTP_OVERLAP ? "ready; ready; " : "ready; ",
	    "places to fill");
}

static void
end(struct peer *p)
{
	smtp_conn_free(p->conn);
	smtp_loop_free(p->loop);
	if (p->sock >= 0)
		close(p->sock);
	close(p->listener);
}

#define MAIL1 "MAIL FROM:<n@x.example>\r\nRCPT TO:<a@y.example>\r\nDATA\r\n"
#define MAIL2 "MAIL FROM:<n@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n"

/* The dot waits for the commit, and the next body for the reply to the dot. */
static void
test_overlap(void)
{
	struct peer p;

	begin(&p, SMTP_OVERLAP);
	smtp_conn_offer(p.conn, &one);
	smtp_conn_offer(p.conn, &two);
	turns(&p);
	heard(&p, MAIL1, "one envelope");
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	is_str(p.events, "go1; ", "may go ahead");
	heard(&p, "S: x\r\n\r\nbody", "all but the last CR LF before the commit");
	turns(&p);
	heard(&p, "", "and nothing more");
	smtp_conn_commit(p.conn);
	turns(&p);
	heard(&p, "\r\n.\r\n" MAIL2, "the dot and the next envelope");
	ok(!smtp_conn_is_idle(p.conn), "not idle");
	turns(&p);
	heard(&p, "", "no body before the dot was answered");
	say(&p, "250 2.0.0 taken\r\n");
	turns(&p);
	is_str(p.events, "done1 replied dot 250; ready; ", "taken");
	heard(&p, "", "no body before the 354");
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	is_str(p.events, "go2; ", "the next");
	smtp_conn_drop(p.conn);
	turns(&p);
	is_str(p.events, "done2 dropped body 0; closed0 dropped body 0; ", "dropped");
	heard(&p, "S: y\r\n\r\nbody", "no dot");
	end(&p);
}

static void
test_one_by_one(void)
{
	struct peer p;

	begin(&p, SMTP_ONE_BY_ONE);
	smtp_conn_offer(p.conn, &one);
	turns(&p);
	heard(&p, "MAIL FROM:<n@x.example>\r\n", "MAIL alone");
	say(&p, "250 a\r\n");
	turns(&p);
	heard(&p, "RCPT TO:<a@y.example>\r\n", "RCPT alone");
	say(&p, "550 5.1.1 b\r\n");
	turns(&p);
	is_str(p.events, "done1 replied RCPT 550; ready; ", "refused");
	heard(&p, "", "nothing until there is something to send");
	smtp_conn_offer(p.conn, &two);
	turns(&p);
	heard(&p, "RSET\r\n", "RSET alone");
	say(&p, "250 c\r\n");
	turns(&p);
	heard(&p, "MAIL FROM:<n@x.example>\r\n", "then MAIL");
	smtp_conn_quit(p.conn);
	say(&p, "421 bye\r\n");
	turns(&p);
	is_str(p.events, "done2 replied MAIL 421; closed0 replied MAIL 421; ", "421");
	end(&p);
}

static void
test_idle(void)
{
	struct peer p;

	begin(&p, SMTP_ENVELOPE);
	say(&p, "421 4.4.2 idle\r\n");
	turns(&p);
	is_str(p.events, "closed0 replied MAIL 421; ", "421 while idle blames nobody");
	end(&p);

	begin(&p, SMTP_ENVELOPE);
	shutdown(p.sock, SHUT_RDWR);
	turns(&p);
	is_str(p.events, "closed0 lost MAIL 0; ", "a hang-up while idle");
	end(&p);

	begin(&p, SMTP_ENVELOPE);
	say(&p, "250 why not\r\n");
	turns(&p);
	is_str(p.events, "closed0 garbled MAIL 250; ", "a reply to nothing");
	end(&p);

	begin(&p, SMTP_ENVELOPE);
	say(&p, "25");
	turns(&p);
	is_str(p.events, "", "half a reply may become a 421");
	smtp_conn_offer(p.conn, &one);
	turns(&p);
	is_str(p.events, "done1 untried MAIL 0; closed0 garbled MAIL 0; ",
	    "but nothing is sent after it");
	heard(&p, "", "nothing sent");
	end(&p);

	begin(&p, SMTP_ENVELOPE);
	smtp_conn_quit(p.conn);
	turns(&p);
	heard(&p, "QUIT\r\n", "QUIT");
	is_str(p.events, "closed0 dropped QUIT 0; ", "not waited for");
	end(&p);
}

/* Replies count before the hang-up that came with them. */
static void
test_hang_up(void)
{
	struct peer p;

	begin(&p, SMTP_OVERLAP);
	smtp_conn_offer(p.conn, &one);
	smtp_conn_offer(p.conn, &two);
	turns(&p);
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	smtp_conn_commit(p.conn);
	turns(&p);
	say(&p, "250 taken\r\n250 a\r\n250 b\r\n354 c\r\n");
	shutdown(p.sock, SHUT_WR);
	turns(&p);
	is_str(p.events,
	    "done1 replied dot 250; done2 lost body 0; closed0 lost body 0; ",
	    "no go-ahead for what is lost already");
	end(&p);

	begin(&p, SMTP_OVERLAP);
	smtp_conn_offer(p.conn, &one);
	smtp_conn_offer(p.conn, &two);
	turns(&p);
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	smtp_conn_commit(p.conn);
	turns(&p);
	say(&p, "250 taken\r\n250 a\r\n");
	shutdown(p.sock, SHUT_WR);
	turns(&p);
	is_str(p.events,
	    "done1 replied dot 250; done2 lost RCPT 0; closed0 lost RCPT 0; ",
	    "the second had a reply of its own");
	end(&p);

	/* A hang-up seen before the dot leaves nothing in doubt. */
	begin(&p, SMTP_ENVELOPE);
	smtp_conn_offer(p.conn, &one);
	turns(&p);
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	smtp_conn_commit(p.conn);
	say(&p, "451 4.3.0 disk full\r\n421 4.3.2 bye\r\n");
	turns(&p);
	is_str(p.events, "done1 garbled body 451; closed0 garbled body 451; ",
	    "a reply in mid-body");
	heard(&p, MAIL1 "S: x\r\n\r\nbody", "no dot");
	end(&p);
}

/* A body that does not fit into the sockets, and a server that gives up. */
static void
test_full(void)
{
	struct smtp_message m = one;
	char *data = malloc(30000000);
	struct pieces whole = { .own = { .data = data, .len = 30000000 } };
	struct peer p;

	memset(data, 'x', 30000000);
	memcpy(data + 30000000 - 2, "\r\n", 2);
	m.data = &whole;
	begin(&p, SMTP_ENVELOPE);
	smtp_conn_offer(p.conn, &m);
	turns(&p);
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	smtp_conn_commit(p.conn);
	turns(&p);
	is_str(p.events, "", "waits");
	say(&p, "421 4.3.2 bye\r\n");
	turns(&p);
	is_str(p.events, "done1 replied body 421; closed0 replied body 421; ",
	    "421 before the dot is an answer");
	end(&p);
	free(data);
}

/* A body whose rest goes out at the last moment before the loop waits. */
static void
test_slow_network(void)
{
	struct peer p;
	struct err e = { 0 };
	int64_t began;

	begin(&p, SMTP_ENVELOPE);
	taken_at_once = 0;
	smtp_conn_offer(p.conn, &one);
	turns(&p);
	say(&p, "250 a\r\n250 b\r\n354 c\r\n");
	turns(&p);
	heard(&p, MAIL1, "nothing of the body");
	smtp_conn_commit(p.conn);
	taken_at_once = strlen("S: x\r\n\r\nbody") / 2;
	began = clock_monotonic_ms();
	ok(smtp_loop_wait(p.loop, -1, LONG_MS, &e) == 0, "the body: %s", e.msg);
	ok(smtp_loop_wait(p.loop, -1, 0, &e) == 0, "the dot: %s", e.msg);
	ok(clock_monotonic_ms() - began < LONG_MS / 2,
	    "nothing is waited for before the dot");
	heard(&p, "S: x\r\n\r\nbody\r\n.\r\n", "body and dot");
	taken_at_once = SIZE_MAX;
	end(&p);
}

/* Connections that are being opened hold up nothing, nor does giving them up. */
static void
test_opening(void)
{
	struct peer p;
	struct smtp_conn *other;
	struct smtp_result r;
	int64_t start;

	begin(&p, SMTP_ENVELOPE);
	other = smtp_conn_open(p.loop, &p.options); /* nobody greets it */
	smtp_conn_offer(p.conn, &one);
	turns(&p);
	heard(&p, MAIL1, "goes on beside one that opens");
	is_int(smtp_conn_next(other, &r), SMTP_NOTHING, "that one waits");
	start = clock_monotonic_ms();
	smtp_conn_quit(other);
	is_int(smtp_conn_next(other, &r), SMTP_CLOSED, "quit while opening");
	smtp_conn_free(other);
	other = smtp_conn_open(p.loop, &p.options);
	turns(&p);
	smtp_conn_free(other);
	end(&p);
	ok(clock_monotonic_ms() - start < 1000, "no waiting for a QUIT");
}

int
main(void)
{
	test_overlap();
	test_one_by_one();
	test_idle();
	test_hang_up();
	test_full();
	test_slow_network();
	test_opening();
	return done_testing();
}
