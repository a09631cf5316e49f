/*
 * sink_conn - the sink's data, its log, and what one connection still has to say.
 *
 * Owns the queue of replies: each leaves at its own time and in order, while
 * other connections are served.  Knows no SMTP.  A header of static functions,
 * like the others of the sink, so that it stays a program of one file.
 */
#ifndef TESTS_SINK_CONN_H
#define TESTS_SINK_CONN_H

#include "sink_tls.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define LINE_MAX_SMTP 512              /* RFC 5321 4.5.3.1.4, CRLF included */
#define INPUT_MAX (256 * 1024)         /* one read */
#define MESSAGE_MAX (64 * 1024 * 1024) /* more is a client gone wrong */
#define HUGE_REPLY (200 * 1024)
#define DRIBBLE_US 2000

enum stage {
	GREETING,
	EHLO,
	AUTH,
	STARTTLS,
	MAIL,
	RCPT,
	DATA,
	BODY,
	DOT,
	RSET,
	NOOP,
	QUIT,
	STAGES
};

static const char *const stage_name[STAGES] = {
	"GREETING",
	"EHLO",
	"AUTH",
	"STARTTLS",
	"MAIL",
	"RCPT",
	"DATA",
	"BODY",
	"DOT",
	"RSET",
	"NOOP",
	"QUIT",
};

enum action {
	REPLY,
	DRIBBLE,
	LATE,
	STALL,
	FIN,
	RST,
	DROP_BEFORE_DOT,
	DROP_AFTER_DOT,
	STALL_AFTER_ACCEPT,
	GARBAGE,
	HUGE_LINE
};

/* The actions that are one word, with or without a number. */
static const struct {
	const char *word;
	enum action action;
} action_words[] = {
	{ "stall", STALL },
	{ "fin", FIN },
	{ "rst", RST },
	{ "drop-before-dot", DROP_BEFORE_DOT },
	{ "drop-after-dot", DROP_AFTER_DOT },
	{ "stall-after-accept", STALL_AFTER_ACCEPT },
	{ "garbage", GARBAGE },
	{ "huge", HUGE_LINE },
};

/* What EHLO offers; a scripted EHLO reply is read back for it. */
enum offer { PIPELINING = 1, EIGHTBIT = 2, SIZE = 4, SMTPUTF8 = 8, DSN = 16 };

/* What the next line of the client answers. */
enum auth_step {
	AUTH_NONE, /* nothing: it is a command */
	AUTH_PLAIN,
	AUTH_USER,
	AUTH_PASSWORD,
	AUTH_BEARER,
	AUTH_REFUSED
};

struct login;

struct bytes {
	char *p;
	size_t start, end, cap;
};

struct rule {
	enum stage stage;
	unsigned from, to, every, conn; /* 0: any */
	char address[260];              /* "", "<x@y>" or "*suffix" */
	enum action action;
	char *reply; /* lines with CRLF, for REPLY, DRIBBLE and LATE */
	bool last;   /* close after it */
	int64_t delay_us;
	size_t after; /* bytes of the body before a BODY action */
	struct rule *next;
};

/* What will be done at one event. */
struct step {
	enum action action;
	const char *late; /* said before the reply, or NULL */
	const char *reply;
	int64_t delay_us;
	int code; /* of the reply, 0 when there is none */
	bool last;
};

/* Output up to 'end' (an offset in out) may leave at 'at'. */
struct gate {
	size_t end;
	int64_t at;
};

struct conn {
	int fd;
	unsigned id;
	SSL_CTX *tls;    /* borrowed; NULL: no TLS to be had */
	SSL *ssl;        /* NULL: in clear */
	bool starts_tls; /* once our reply has left */
	struct bytes in, out, body, rcpts;
	struct gate *gates;
	size_t ngates, capgates;
	int64_t last_due;
	unsigned offers;           /* enum offer bits of the last EHLO */
	bool in_data;              /* between 354 and the dot */
	bool mail, mail_tried;     /* a transaction is open; was asked for */
	bool rcpt_tried, smtputf8; /* in this transaction */
	bool must_wait;            /* nothing may come before our output has left */
	bool refused;              /* by the greeting */
	bool deaf;                 /* input is read and thrown away */
	bool numb;                 /* input is not even read */
	enum auth_step auth;
	const char *mechanism; /* of the last AUTH */
	bool user_known, logged_in;
	enum action ending;      /* FIN, RST or STALL (no end) once out is empty */
	char from[260], to[260]; /* the last of each, with <> */
	unsigned nrcpt;
	int state; /* of the body scanner */
	size_t nbody;
	bool saw_bare, saw_8bit;
	const struct rule *at_body;
	const struct rule *at_dot; /* from a rule at DATA */
};

struct sink {
	const char *dir;
	FILE *log;
	struct rule *rules;
	int64_t delay_us;
	int window; /* SO_RCVBUF; 0: as the system likes */
	bool fast, no_pipelining, no_smtputf8, dsn, smtps;
	SSL_CTX *tls;        /* NULL: none */
	struct login *login; /* NULL: none is wanted */
	int listener;
	struct conn **conns;
	struct pollfd *polls;
	size_t nconns;
	unsigned seen[STAGES];
	unsigned connections, messages, violations, sequence;
	char *input; /* INPUT_MAX bytes */
	char huge[HUGE_REPLY + 8];
};

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "sink: %s: %s\n", what, strerror(errno));
	exit(71);
}

static void *
grow(void *p, size_t size)
{
	p = realloc(p, size);
	if (p == NULL)
		die("memory");
	return p;
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* --- bytes ---------------------------------------------------------------- */

static size_t
bytes_len(const struct bytes *b)
{
	return b->end - b->start;
}

static void
bytes_add(struct bytes *b, const void *p, size_t n)
{
	if (b->start > 0 && b->start == b->end)
		b->start = b->end = 0;
	if (b->start > 0 && b->end + n > b->cap) {
		memmove(b->p, b->p + b->start, bytes_len(b));
		b->end -= b->start;
		b->start = 0;
	}
	if (b->end + n > b->cap) {
		b->cap = (b->end + n) * 2;
		b->p = grow(b->p, b->cap);
	}
	memcpy(b->p + b->end, p, n);
	b->end += n;
}

static void
bytes_reset(struct bytes *b)
{
	b->start = b->end = 0;
}

/* --- the log -------------------------------------------------------------- */

/* One line; control and non-ASCII bytes of 'arg' as \xNN, so that it stays one. */
static void
log_text(FILE *f, const char *arg, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)arg[i];

		if (c < ' ' || c > '~')
			fprintf(f, "\\x%02X", c);
		else
			putc(c, f);
	}
}

static void
log_event(struct sink *s, const struct conn *c, enum stage stage, const char *arg,
    const char *reply)
{
	if (s->log == NULL)
		return;
	fprintf(s->log, "%u %s ", c->id, stage_name[stage]);
	log_text(s->log, arg, strlen(arg));
	fputs(arg[0] ? " => " : "=> ", s->log);
	log_text(s->log, reply, strcspn(reply, "\r"));
	putc('\n', s->log);
	fflush(s->log);
}

__attribute__((format(printf, 3, 4))) static void
violation(struct sink *s, const struct conn *c, const char *fmt, ...)
{
	va_list ap;

	s->violations++;
	if (s->log == NULL)
		return;
	fprintf(s->log, "%u VIOLATION: ", c->id);
	va_start(ap, fmt);
	vfprintf(s->log, fmt, ap);
	va_end(ap);
	putc('\n', s->log);
	fflush(s->log);
}

/* --- output --------------------------------------------------------------- */

/* The two places where bytes pass. */
static ssize_t
conn_recv(struct conn *c, void *p, size_t n)
{
	return c->ssl != NULL ? tls_recv(c->ssl, p, n) : recv(c->fd, p, n, 0);
}

static ssize_t
conn_send(struct conn *c, const void *p, size_t n)
{
	return c->ssl != NULL ? tls_send(c->ssl, p, n) : send(c->fd, p, n, MSG_NOSIGNAL);
}

/* From now on bytes are encrypted; what came ahead in clear is forgotten. */
static bool
conn_encrypt(struct conn *c)
{
	c->starts_tls = false;
	bytes_reset(&c->in);
	c->ssl = tls_start(c->tls, c->fd);
	return c->ssl != NULL;
}

/* May output go?  Not in the middle of a handshake. */
static bool
conn_is_ready(const struct conn *c)
{
	return c->ssl == NULL || tls_is_ready(c->ssl);
}

/* Queue bytes that leave after 'delay', and after all that was queued before. */
static void
conn_queue(struct conn *c, const void *p, size_t n, int64_t delay)
{
	int64_t due = now_us() + delay;

	if (bytes_len(&c->out) == 0) {
		bytes_reset(&c->out);
		c->ngates = 0;
	} else if (due < c->last_due) {
		due = c->last_due;
	}
	c->last_due = due;
	if (c->out.start > 0) { /* gates are offsets: keep them true */
		for (size_t i = 0; i < c->ngates; i++)
			c->gates[i].end -= c->out.start;
		memmove(c->out.p, c->out.p + c->out.start, bytes_len(&c->out));
		c->out.end -= c->out.start;
		c->out.start = 0;
	}
	bytes_add(&c->out, p, n);
	if (c->ngates == c->capgates) {
		c->capgates = c->capgates * 2 + 8;
		c->gates = grow(c->gates, c->capgates * sizeof(*c->gates));
	}
	c->gates[c->ngates++] = (struct gate){ c->out.end, due };
}

/* Send what is due.  Returns false when the connection is gone. */
static bool
conn_flush(struct conn *c)
{
	int64_t now = now_us();

	while (conn_is_ready(c) && c->ngates > 0 && c->gates[0].at <= now) {
		size_t ready = 1;
		ssize_t n;

		/* the replies to a group in one segment, as servers do */
		while (ready < c->ngates && c->gates[ready].at <= now)
			ready++;
		n = conn_send(
		    c, c->out.p + c->out.start, c->gates[ready - 1].end - c->out.start);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		c->out.start += (size_t)n;
		for (ready = 0; ready < c->ngates; ready++)
			if (c->gates[ready].end > c->out.start)
				break;
		memmove(
		    c->gates, c->gates + ready, (c->ngates - ready) * sizeof(*c->gates));
		c->ngates -= ready;
	}
	if (c->ngates > 0)
		return true;
	c->must_wait = false;
	if (c->starts_tls)
		return conn_encrypt(c);
	if (c->ending == RST) {
		struct linger hard = { 1, 0 };

		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		return false;
	}
	if (c->ending == FIN) {
		/* not close(): bytes still on their way would turn it into a reset */
		if (c->ssl != NULL)
			SSL_shutdown(c->ssl);
		shutdown(c->fd, SHUT_WR);
		c->ending = STALL;
	}
	return true;
}

#endif
