/*
 * smtp_drive - sends messages through the SMTP engine and prints what happened.
 *
 *	smtp_drive [-n messages] [-c connections] [-m most connections ever]
 *	           [-a one|envelope|overlap] [-t seconds] [-z octets of body] [-b ID]
 *	           [-u user] [-w password] [-o token] [-C ca-file] [-h helo]
 *	           [-e ID] [-x ID] [-f from] [-d ms] [-s] [-v] [-q] URL
 *
 * -b gives only message ID the octets of -z, -e makes it need SMTPUTF8, -x drops
 * it instead of committing, -d lets so long pass between a 354 and the commit, -s
 * asks for TLS, -v adds what a result means for a delivery, -q prints only the
 * totals, -t sets every timeout.  Each event is a line; a message that was not tried is offered again on the
 * next connection.  Ends with 0 when each message is decided, 1 when connections
 * ran out.
 */
#include "delivery/verdict.h"
#include "io/clock.h"
#include "io/smtp.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECTIONS_MAX 64
#define GIVE_UP_MS 60000

static const char *const outcomes[] = {
	[SMTP_REPLIED] = "replied",
	[SMTP_LOST] = "lost",
	[SMTP_TIMED_OUT] = "timed-out",
	[SMTP_GARBLED] = "garbled",
	[SMTP_UNTRIED] = "untried",
	[SMTP_NO_UTF8] = "no-utf8",
	[SMTP_DROPPED] = "dropped",
	[SMTP_UNFIT] = "unfit",
};

static const char *const fates[] = {
	[FATE_SENT] = "sent",
	[FATE_DEFERRED] = "deferred",
	[FATE_FAILED] = "failed",
	[FATE_UNCERTAIN] = "uncertain",
	[FATE_UNTRIED] = "untried",
};

struct drive {
	struct smtp_options options;
	uint64_t messages, eai, drop, big;
	size_t body;
	int connections, most, opened;
	int commit_ms;
	bool quiet, verdicts;
	const char *from;

	struct smtp_conn *conns[CONNECTIONS_MAX];
	int64_t commit_at[CONNECTIONS_MAX]; /* monotonic ms; 0: nothing to commit */
	bool quit[CONNECTIONS_MAX];
	uint64_t ready[CONNECTIONS_MAX]; /* places without a message */
	char (*to)[64], (*envid)[32];    /* by id */
	bool *again;                     /* not tried: to be offered once more */
	uint64_t agains;                 /* how many are */
	uint64_t next;                   /* id of the next new message, from 1 */
	uint64_t decided, sent;
	struct pieces data, small; /* small: a message of usual size */
};

static void
show(const struct drive *d, const char *what, const struct smtp_result *r)
{
	if (d->quiet)
		return;
	printf("%s", what);
	if (r->id > 0)
		printf(" %" PRIu64, r->id);
	printf(" %s %s", outcomes[r->outcome], smtp_stage_name(r->stage));
	if (r->past_dot)
		printf(" past-dot");
	if (r->reply.code > 0)
		printf(" %d", r->reply.code);
	if (r->reply.status[0] != '\0')
		printf(" %s", r->reply.status);
	if (r->reply.text[0] != '\0')
		printf(" %s", r->reply.text);
	if (r->text[0] != '\0')
		printf(" (%s)", r->text);
	putchar('\n');
	fflush(stdout);
}

/* The next message to offer; 0: there is none. */
static uint64_t
pick(struct drive *d)
{
	for (uint64_t id = 1; d->agains > 0 && id < d->next; id++)
		if (d->again[id]) {
			d->again[id] = false;
			d->agains--;
			return id;
		}
	return d->next <= d->messages ? d->next++ : 0;
}

static void
offer(struct drive *d, int i)
{
	struct smtp_message m = { .from = d->from, .envid = "" };

	while (d->ready[i] > 0 && (m.id = pick(d)) > 0) {
		d->ready[i]--;
		snprintf(d->envid[m.id], sizeof d->envid[m.id], "e+%" PRIu64, m.id);
		m.envid = d->envid[m.id];
		m.eai = m.id == d->eai;
		snprintf(d->to[m.id], sizeof d->to[m.id],
		    m.eai ? "r\xC3\xA9%" PRIu64 "@example.org"
			  : "r%" PRIu64 "@example.org",
		    m.id);
		m.to = d->to[m.id];
		m.data = d->big > 0 && m.id != d->big ? &d->small : &d->data;
		smtp_conn_offer(d->conns[i], &m);
	}
}

static void
done(struct drive *d, const struct smtp_result *r)
{
	struct verdict v = verdict_of(r);

	show(d, "done", r);
	if (d->verdicts)
		printf("verdict %" PRIu64 " %s %s\n", r->id, fates[v.fate],
		    verdict_class_name(v.class));
	if (r->outcome == SMTP_UNTRIED) {
		d->again[r->id] = true;
		d->agains++;
		return;
	}
	d->decided++;
	if (r->outcome == SMTP_REPLIED && r->reply.code < 300)
		d->sent++;
}

static void
drain(struct drive *d, int i)
{
	struct smtp_result r;
	enum smtp_event event;

	while ((event = smtp_conn_next(d->conns[i], &r)) != SMTP_NOTHING) {
		switch (event) {
		case SMTP_READY:
			d->ready[i]++;
			break;
		case SMTP_GO_AHEAD:
			if (!d->quiet)
				printf("go %" PRIu64 "\n", r.id);
			if (r.id == d->drop)
				smtp_conn_drop(d->conns[i]);
			else
				d->commit_at[i] = clock_monotonic_ms() + d->commit_ms;
			break;
		case SMTP_DONE:
			done(d, &r);
			break;
		default:
			show(d, "closed", &r);
			smtp_conn_free(d->conns[i]);
			d->conns[i] = NULL;
			return;
		}
	}
	offer(d, i);
}

static void
open_more(struct drive *d, struct smtp_loop *loop)
{
	for (int i = 0; i < d->connections; i++)
		if (d->conns[i] == NULL && d->opened < d->most &&
		    d->decided < d->messages) {
			d->conns[i] = smtp_conn_open(loop, &d->options);
			d->commit_at[i] = 0;
			d->quit[i] = false;
			d->ready[i] = 0;
			d->opened++;
		}
}

/* One turn; how many connections are left. */
static int
turn(struct drive *d, struct smtp_loop *loop)
{
	struct err e = { 0 };
	int left = 0;

	if (smtp_loop_wait(loop, -1, d->commit_ms > 0 ? 10 : 1000, &e) < 0) {
		fprintf(stderr, "smtp_drive: %s\n", e.msg);
		exit(1);
	}
	for (int i = 0; i < d->connections; i++) {
		if (d->conns[i] == NULL)
			continue;
		drain(d, i);
		if (d->conns[i] == NULL)
			continue;
		left++;
		if (d->commit_at[i] > 0 && clock_monotonic_ms() >= d->commit_at[i]) {
			smtp_conn_commit(d->conns[i]);
			d->commit_at[i] = 0;
		}
		if (!d->quit[i] && d->decided == d->messages) {
			smtp_conn_quit(d->conns[i]);
			d->quit[i] = true;
		}
	}
	return left;
}

static int
run(struct drive *d)
{
	struct smtp_loop *loop = smtp_loop_new();
	int64_t start = clock_monotonic_ms();
	uint64_t turns = 0;
	int left;

	do {
		open_more(d, loop);
		left = turn(d, loop);
		turns++;
		if (clock_monotonic_ms() - start > GIVE_UP_MS + (int64_t)d->messages) {
			fprintf(stderr, "smtp_drive: gives up\n");
			exit(3);
		}
	} while (left > 0 || (d->decided < d->messages && d->opened < d->most));
	smtp_loop_free(loop);
	printf(
	    "sent %" PRIu64 " of %" PRIu64 " over %d\n", d->sent, d->messages, d->opened);
	/* A loop that does not wait shows here. */
	fprintf(stderr, "turns %" PRIu64 " ms %" PRId64 "\n", turns,
	    clock_monotonic_ms() - start);
	return d->decided == d->messages ? 0 : 1;
}

static int
number(const char *s)
{
	int64_t n = 0;

	if (str_to_int(s, 0, 100000000, &n) < 0)
		exit(64);
	return (int)n;
}

static void
timeouts(struct smtp_timeouts *t, int seconds)
{
	t->connect = t->mail = t->rcpt = t->data = t->body = t->dot = seconds;
}

static void
arguments(struct drive *d, int argc, char **argv)
{
	struct smtp_options *o = &d->options;
	int c;

	while ((c = getopt(argc, argv, "n:c:m:a:t:z:u:w:o:C:h:e:x:f:d:b:svq")) != -1)
		switch (c) {
		case 'n':
			d->messages = (uint64_t)number(optarg);
			break;
		case 'c':
			d->connections = number(optarg);
			break;
		case 'm':
			d->most = number(optarg);
			break;
		case 'a':
			o->ahead = str_eq(optarg, "one") ? SMTP_ONE_BY_ONE
			    : str_eq(optarg, "envelope") ? SMTP_ENVELOPE
							 : SMTP_OVERLAP;
			break;
		case 't':
			timeouts(&o->timeouts, number(optarg));
			break;
		case 'z':
			d->body = (size_t)number(optarg);
			break;
		case 'u':
			o->user = optarg;
			break;
		case 'w':
			o->password = optarg;
			break;
		case 'o':
			o->token = optarg;
			break;
		case 'C':
			o->ca_file = optarg;
			break;
		case 'h':
			o->helo = optarg;
			break;
		case 'e':
			d->eai = (uint64_t)number(optarg);
			break;
		case 'x':
			d->drop = (uint64_t)number(optarg);
			break;
		case 'f':
			d->from = optarg;
			break;
		case 'b':
			d->big = (uint64_t)number(optarg);
			break;
		case 'd':
			d->commit_ms = number(optarg);
			break;
		case 'v':
			d->verdicts = true;
			break;
		case 's':
			o->plain_text = false;
			break;
		case 'q':
			d->quiet = true;
			break;
		default:
			exit(64);
		}
	if (optind != argc - 1 || d->connections > CONNECTIONS_MAX)
		exit(64);
	o->url = argv[optind];
	if (d->most == 0)
		d->most = d->connections;
}

/* Some of it is shared by all messages, as in a newsletter. */
static void
write_data(struct pieces *out, size_t octets)
{
	static const char line[] =
	    "The quick brown fox jumps over the lazy dog, again.\r\n";
	static char lines[20 * (sizeof line - 1)];

	for (size_t i = 0; i < sizeof lines; i += sizeof line - 1)
		memcpy(lines + i, line, sizeof line - 1);
	buf_adds(&out->own, "Subject: test\r\n\r\n");
	while (pieces_len(out) + sizeof lines + sizeof line < octets) {
		pieces_share(out, (struct span){ lines, sizeof lines });
		buf_adds(&out->own, line);
	}
	while (pieces_len(out) < octets)
		buf_adds(&out->own, line);
}

int
main(int argc, char **argv)
{
	struct drive d = {
		.options = { .user = "",
		    .password = "",
		    .helo = "client.example",
		    .ca_file = "",
		    .plain_text = true },
		.messages = 1,
		.connections = 1,
		.body = 200,
		.from = "news@example.net",
		.next = 1,
	};
	int status;

	signal(SIGPIPE, SIG_IGN); /* as nlctl does: see io/smtp.h */
	arguments(&d, argc, argv);
	d.to = xcalloc(d.messages + 1, sizeof *d.to);
	d.envid = xcalloc(d.messages + 1, sizeof *d.envid);
	d.again = xcalloc(d.messages + 1, sizeof *d.again);
	pieces_init(&d.small, SIZE_MAX / 2);
	pieces_init(&d.data, SIZE_MAX / 2);
	write_data(&d.small, d.body < 200 ? d.body : 200);
	write_data(&d.data, d.body);
	status = run(&d);
	pieces_release(&d.small);
	pieces_release(&d.data);
	xfree(d.to);
	xfree(d.envid);
	xfree(d.again);
	return status;
}
