/*
 * smtp - connections to a relay, and the dialogue over them.
 *
 * libcurl opens each connection (CURLOPT_CONNECT_ONLY: name lookup, TLS,
 * EHLO, STARTTLS, AUTH) without stopping the others; then MAIL, RCPT, DATA,
 * RSET and QUIT are spoken here, over curl_easy_send and curl_easy_recv.  Knows
 * no newsletter word and no database: what a reply means for a person is
 * delivery/verdict.  Nothing here tries anything twice.  The process must ignore
 * SIGPIPE: a relay may hang up at any time.
 *
 * The caller turns one loop; bytes move in smtp_loop_wait only:
 *
 *	smtp_loop_wait(loop, -1, 1000, e);
 *	for each connection
 *		while ((event = smtp_conn_next(conn, &result)) != SMTP_NOTHING)
 *			…
 *	commit what happened to the database
 *	smtp_conn_commit() for each connection that had SMTP_GO_AHEAD
 *
 * One message goes through: SMTP_READY → smtp_conn_offer → SMTP_GO_AHEAD (the
 * 354 is here; the body flows, all but its last five bytes) → smtp_conn_commit
 * (the final CR LF . CR LF may go) → SMTP_DONE with the result.
 */
#ifndef IO_SMTP_H
#define IO_SMTP_H

#include "io/smtp_reply.h"
#include "util/err.h"
#include "util/pieces.h"

#include <stdbool.h>
#include <stdint.h>

enum smtp_stage {
	SMTP_CONNECT, /* name lookup, TCP */
	SMTP_GREETING,
	SMTP_EHLO,
	SMTP_TLS, /* STARTTLS and the handshake */
	SMTP_AUTH,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_BODY, /* between 354 and the first of the last five bytes */
	SMTP_DOT,  /* from there on: past the dot */
	SMTP_RSET,
	SMTP_QUIT
};

const char *smtp_stage_name(enum smtp_stage stage);

/* How far commands are sent ahead of their replies (RFC 2920). */
enum smtp_ahead {
	SMTP_ONE_BY_ONE, /* P0: each command waits for its reply */
	SMTP_ENVELOPE,   /* P1: MAIL, RCPT and DATA in one write */
	SMTP_OVERLAP     /* P2: the dot and the next envelope in one write */
};

/* Seconds to wait for a reply at each stage; 0 takes RFC 5321 §4.5.3.2's. */
struct smtp_timeouts {
	int connect, mail, rcpt, data, body, dot;
};

/* NULL stands for "". */
struct smtp_options {
	const char *url;             /* smtp://host:port or smtps:// */
	const char *user, *password; /* "" without login */
	const char *token;           /* instead of a password: OAuth 2, for XOAUTH2 */
	bool netrc;                  /* the user's password stands in ~/.netrc */
	const char *helo;            /* name to say in EHLO; "": this host's */
	bool plain_text;             /* TLS neither asked for nor needed */
	const char *ca_file;         /* "": the system's */
	const char *client_cert, *client_key; /* PEM files to show; "": none */
	enum smtp_ahead ahead; /* at most; less where PIPELINING is not offered */
	struct smtp_timeouts timeouts;
};

/* Borrowed until its SMTP_DONE. */
struct smtp_message {
	uint64_t id;      /* the caller's; given back in the result */
	const char *from; /* envelope addresses, without <> */
	const char *to;
	bool eai;                  /* to needs SMTPUTF8 (RFC 6531) */
	const char *envid;         /* DSN's ENVID, ASCII; "" for none (RFC 3461) */
	const struct pieces *data; /* ends in CR LF; no line begins with "." */
};

enum smtp_outcome {
	SMTP_REPLIED, /* reply holds the first refusal, or the answer to the dot */
	SMTP_LOST,    /* the connection broke */
	SMTP_TIMED_OUT,
	SMTP_GARBLED, /* what came was no SMTP, or a reply too many */
	SMTP_UNTRIED, /* nothing was answered to this message: as if never offered */
	SMTP_NO_UTF8, /* eai, and the relay does not offer SMTPUTF8: nothing sent */
	SMTP_DROPPED, /* smtp_conn_drop before the dot; smtp_conn_quit, at SMTP_QUIT */
	SMTP_UNFIT    /* opened, but not as asked: no STARTTLS, a wrong certificate, no
	                 AUTH, a bad URL; the text says which.  Our side's fault */
};

/*
 * A 421 is SMTP_REPLIED to the command that it answered, then SMTP_CLOSED with
 * the same reply; the other message of the connection is SMTP_UNTRIED.
 */
struct smtp_result {
	uint64_t id; /* of the message; 0 for SMTP_CLOSED */
	enum smtp_outcome outcome;
	enum smtp_stage stage; /* where it fell; SMTP_MAIL for an idle connection */
	bool past_dot;         /* may have been taken: SMTP itself cannot say */
	struct smtp_reply reply;
	char text[512]; /* for a person when there is no reply: "connection reset …" */
};

enum smtp_event {
	SMTP_NOTHING,  /* wait for more */
	SMTP_READY,    /* another message may be offered; said once for each place */
	SMTP_GO_AHEAD, /* result.id: 354 is here, commit or drop */
	SMTP_DONE,     /* result.id is decided, for better or worse */
	SMTP_CLOSED /* the connection is gone; every message had its SMTP_DONE before */
};

struct smtp_loop;
struct smtp_conn;

struct smtp_loop *smtp_loop_new(void);

/* Every connection must be freed before. */
void smtp_loop_free(struct smtp_loop *loop);

/*
 * Until something can be done on a connection, a deadline passes, fd (a signal
 * pipe; -1: none) is readable, or ms have gone.  Then does all reading and
 * writing that does not block.
 */
int smtp_loop_wait(struct smtp_loop *loop, int fd, int ms, struct err *e);

/*
 * Write what may go by now, as the next smtp_loop_wait would: for a caller that has
 * to wait for something else in between.
 */
void smtp_loop_write(struct smtp_loop *loop);

/* Start to open a connection; never blocks.  Options are copied. */
struct smtp_conn *smtp_conn_open(struct smtp_loop *loop, const struct smtp_options *o);

/*
 * The next thing that happened.  After SMTP_CLOSED only smtp_conn_free may be
 * called.
 */
enum smtp_event smtp_conn_next(struct smtp_conn *c, struct smtp_result *result);

/*
 * Give it the next message after SMTP_READY.  Refuses (BUG) an address or data
 * that would break the protocol: MAIL.md §3.4 is asserted here, never repaired.
 * Only what data shares with other messages is not looked at for each of them.
 */
void smtp_conn_offer(struct smtp_conn *c, const struct smtp_message *m);

/*
 * After SMTP_GO_AHEAD: the claim is durable, the last five bytes may go.  To be
 * called before the next smtp_loop_wait or later, in any turn.
 */
void smtp_conn_commit(struct smtp_conn *c);

/* After SMTP_GO_AHEAD: it is not ours any more; the socket is shut, no dot goes. */
void smtp_conn_drop(struct smtp_conn *c);

/* Nothing more to offer: QUIT when the rest is done; its reply is not waited for. */
void smtp_conn_quit(struct smtp_conn *c);

/* Idle: nothing offered is undecided. */
bool smtp_conn_is_idle(const struct smtp_conn *c);

/* Shuts the socket first, so that it never waits. */
void smtp_conn_free(struct smtp_conn *c);

#endif
