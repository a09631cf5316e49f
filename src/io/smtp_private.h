/*
 * smtp_private - what the files of the SMTP engine share, and nobody else sees.
 *
 *	smtp.c          the loop, and what callers call
 *	smtp_open.c     libcurl's part: from the name to the last EHLO
 *	smtp_wire.c     bytes out and in
 *	smtp_dialogue.c which command is next, and what a reply is the answer to
 */
#ifndef IO_SMTP_PRIVATE_H
#define IO_SMTP_PRIVATE_H

#include "io/smtp.h"
#include "io/smtp_envelope.h"
#include "io/smtp_reply.h"
#include "util/buf.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLACES 2      /* messages that a connection can hold */
#define NO_PLACE (-1) /* a reply that decides about no message */
#define QUEUE_MAX 16  /* replies awaited: RSET and two transactions, twice */
#define EVENTS_MAX 8  /* a GO_AHEAD and a DONE for each message, and CLOSED */

/* Commands not yet written: a lone dot and one envelope, three times over. */
#define OUT_MAX 4096

#define RECORD_MAX 16384 /* octets of a body that go into one record of TLS */

/* What the dot stands in: the CR LF that ends the data, and ". CR LF". */
#define DATA_END "\r\n.\r\n"
#define LAST_LINE_END 2

enum conn_phase { PHASE_OPENING, PHASE_OPEN, PHASE_CLOSED };

enum tx_state {
	TX_FREE,
	TX_OFFERED,  /* nothing sent yet */
	TX_ENVELOPE, /* MAIL and what follows */
	TX_BODY,     /* after the 354; body and GO_AHEAD */
	TX_DOT       /* committed: the end of the data is queued, or sent */
};

/* One message on its way: RFC 5321's mail transaction. */
struct tx {
	enum tx_state state;
	struct smtp_message m;
	size_t sent;    /* octets of the body, at most all but the last CR LF */
	bool answered;  /* a reply of its own was read */
	bool committed; /* smtp_conn_commit was called */
	bool past_dot;
};

/* A reply that must come. */
struct awaited {
	enum smtp_stage stage;
	int place;    /* of the message it decides about, or NO_PLACE */
	uint64_t end; /* octets of commands that must have been written before */
};

struct pending_event {
	enum smtp_event event;
	struct smtp_result result;
};

struct smtp_conn {
	struct smtp_loop *loop;
	enum conn_phase phase;

	/* Options, copied. */
	char *url, *user, *password, *token, *helo, *ca_file, *client_cert, *client_key;
	bool netrc;
	bool plain_text;
	enum smtp_ahead ahead; /* after opening: as far as the server allows */
	struct smtp_timeouts timeouts;

	/*
	 * A multi handle of its own: in a shared one libcurl closes connections
	 * with unread bytes, or unused for 118 s as it sees them, whenever
	 * another one is opened (url.c, prune_dead_connections).
	 */
	CURLM *multi;
	CURL *easy; /* stays in the multi: taking it out closes the connection */
	curl_socket_t socket;
	bool tls;
	char curl_error[CURL_ERROR_SIZE];
	enum smtp_stage stage; /* while opening */
	int lines;             /* of the reply to EHLO */
	bool logged_in, opening_garbled;
	struct smtp_reply last; /* while opening: the latest reply */
	struct smtp_offers offers;

	struct smtp_reply_reader reader;
	size_t fd_at;  /* in the loop's list for poll() */
	int64_t since; /* when something last went forward, monotonic ms */

	/*
	 * Commands waiting to be written, from out_at on.  The bytes never move
	 * while some wait: curl_easy_send under TLS wants to see the same ones
	 * at the same place again.
	 */
	struct buf out;
	size_t out_at;
	struct buf
	    record; /* under TLS: octets of a body, from record_at on not yet sent */
	size_t record_at;
	uint64_t queued, written; /* octets of commands, ever */
	bool write_broken;

	struct awaited queue[QUEUE_MAX]; /* oldest first */
	int queue_len;

	struct tx tx[PLACES];
	int oldest;       /* place of the older message */
	int in_flight;    /* places taken */
	int ready_told;   /* SMTP_READYs that were not used yet */
	int body_place;   /* whose body is next to be written, or NO_PLACE */
	int ending_place; /* whose DATA_END is the next in out, or NO_PLACE */
	bool must_reset;  /* a transaction failed: RSET before the next MAIL */
	bool quitting;

	struct pending_event events[EVENTS_MAX];
	int events_len;
};

/* smtp_open.c */

/* Start; a failure shows in smtp_opening_step. */
void smtp_opening_start(struct smtp_conn *c);

/* Go on as far as possible without blocking; may end with the phase changed. */
void smtp_opening_step(struct smtp_conn *c);

/* Where it stands: told apart from outside, where libcurl does not say. */
enum smtp_stage smtp_opening_stage(struct smtp_conn *c);

/* smtp_wire.c */

/* Write what can be written without blocking. */
void smtp_wire_write(struct smtp_conn *c);

/*
 * Read all there is, and act on each reply.  A hang-up is looked at last.  Quick: poll()
 * has seen none, and will see what comes next; only TLS may hold more than it sees.
 */
void smtp_wire_read(struct smtp_conn *c, bool quick);

bool smtp_wire_has_output(const struct smtp_conn *c);

/* smtp_dialogue.c */

/* Is a message committed whose last bytes are not queued yet? */
bool smtp_dialogue_ends_data(const struct smtp_conn *c);

/* Queue what may go now: the end of a body, an envelope, QUIT. */
void smtp_dialogue_advance(struct smtp_conn *c);

void smtp_dialogue_reply(struct smtp_conn *c, const struct smtp_reply *reply);

/* Where the connection stands: the stage of the reply, or of the bytes, waited for. */
enum smtp_stage smtp_dialogue_stage(const struct smtp_conn *c);

/* Is anything waited for that has a deadline? */
bool smtp_dialogue_waits(const struct smtp_conn *c);

/* This message is decided; its place is free. */
void smtp_dialogue_done(struct smtp_conn *c, int place, struct smtp_result *result);

/*
 * The end of the connection: each message gets its SMTP_DONE, then SMTP_CLOSED
 * follows with the result given.  No byte goes out after it.
 */
void smtp_dialogue_close(struct smtp_conn *c, const struct smtp_result *why);

/* The same where there is no reply, at the stage where it stands. */
void smtp_dialogue_fail(struct smtp_conn *c, enum smtp_outcome outcome, const char *text);

#endif
