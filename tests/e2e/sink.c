/*
 * sink - an SMTP server that does what a script says, for tests and demos.
 *
 * It owns one listening socket on the loopback interface and serves any number
 * of connections from one thread.  What it accepts it keeps (-d), with a log of
 * every event; rules of SMTP that its client breaks are logged as VIOLATION and
 * counted.  It never delivers anything, and trusts its client with nothing but
 * the contents of the test's own directory.
 *
 *	sink [-d DIR] [-p PORT] [-s SCRIPT] [--delay MS] [--fast]
 *	     [--no-pipelining] [--no-smtputf8] [--dsn]
 *	     [--tls CERT KEY [--smtps]] [--auth USER:PASSWORD] [--window BYTES]
 *
 * --tls offers STARTTLS, --smtps speaks TLS from the first byte instead; --auth
 * takes no mail without a login (PLAIN, LOGIN, XOAUTH2 with the password as its
 * token), which it offers under TLS only where there is TLS; --window is what a
 * connection may hold that was not read yet.  It prints "port N" when it is ready; SIGTERM ends it and prints the totals.
 *
 * DIR/NNNNNN.eml is a message as received, its dot-stuffing undone.  A line of
 * DIR/log is one of
 *	CONN STAGE argument => reply
 *	CONN accepted NNNNNN from=<a> to=<b>,<c> size=BYTES
 *	CONN VIOLATION: what
 * Both are written before the reply leaves: who saw 250 finds the message.
 *
 * A script is lines of "STAGE [selector...]: ACTION"; the first that fits wins.
 * Stages: GREETING EHLO AUTH STARTTLS MAIL RCPT DATA BODY DOT RSET NOOP QUIT.
 * Selectors: N (the N-th of that stage overall), N+ (from it on), %N (every
 * N-th), <address>, *suffix (of the address: MAIL's own, else the last RCPT's),
 * conn N.  Actions:
 *	250 text             this reply (\n between lines)
 *	delay MS then REPLY  the same, later
 *	dribble REPLY        the same, one byte at a time
 *	last REPLY           the same, and close behind it
 *	late REPLY           this reply, as if to a command long before, then the
 *	                     usual one
 *	stall | fin | rst    no answer ever; close; close with a reset.  At BODY
 *	                     a number may follow: after so many bytes of it;
 *	                     and a stall reads no more of it
 *	drop-before-dot N    at BODY: the same as fin
 *	drop-after-dot       at DATA or DOT: keep the message, close, no reply
 *	stall-after-accept   at DATA or DOT: keep the message, never answer
 *	garbage | huge       a line that is no reply; a line of 200 KB
 * An AUTH rule answers the client's last line of it.  A 421 closes the
 * connection.  A 354 is obeyed even when no RCPT was taken.
 */
#include "sink_smtp.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* Set by SIGTERM; a signal handler has nowhere else to write. */
static volatile sig_atomic_t stopped;

static void
on_signal(int sig)
{
	(void)sig;
	stopped = 1;
}

static void
conn_open(struct sink *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;
	struct conn *c;
	struct step st;

	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (s->window > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &s->window, sizeof(s->window));
	c = memset(grow(NULL, sizeof(*c)), 0, sizeof(*c));
	c->fd = fd;
	c->id = ++s->connections;
	c->ending = STALL;
	c->must_wait = true; /* for the greeting */
	c->tls = s->tls;
	c->mechanism = "";
	if (s->smtps && !conn_encrypt(c))
		die("TLS");
	s->conns = grow(s->conns, (s->nconns + 1) * sizeof(*s->conns));
	s->polls = grow(s->polls, (s->nconns + 2) * sizeof(*s->polls));
	s->conns[s->nconns++] = c;
	st = decide(s, c, GREETING, "220 sink.test ESMTP\r\n");
	c->refused = st.code != 0 && st.code / 100 != 2;
	perform(s, c, GREETING, "", st);
}

static void
conn_close(struct conn *c)
{
	SSL_free(c->ssl);
	close(c->fd);
	free(c->in.p);
	free(c->out.p);
	free(c->body.p);
	free(c->rcpts.p);
	free(c->gates);
	free(c);
}

/* One turn: wait for input, room or a due reply, and serve them. */
static void
turn(struct sink *s, const sigset_t *waiting)
{
	int64_t wake = INT64_MAX, now = now_us();
	struct timespec t;
	size_t n = s->nconns, kept = 0;

	s->polls[n] = (struct pollfd){ s->listener, POLLIN, 0 };
	for (size_t i = 0; i < n; i++) {
		struct conn *c = s->conns[i];

		s->polls[i] = (struct pollfd){ c->fd, c->numb ? 0 : POLLIN, 0 };
		if (!conn_is_ready(c))
			continue;
		if (c->ngates > 0 ? c->gates[0].at <= now : c->ending != STALL)
			s->polls[i].events |= POLLOUT;
		else if (c->ngates > 0 && c->gates[0].at < wake)
			wake = c->gates[0].at;
	}
	t.tv_sec = (wake - now) / 1000000;
	t.tv_nsec = (wake - now) % 1000000 * 1000;
	if (ppoll(s->polls, n + 1, wake == INT64_MAX ? NULL : &t, waiting) < 0) {
		if (errno != EINTR)
			die("poll");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct conn *c = s->conns[i];
		bool alive = true;

		if (s->polls[i].revents & (POLLIN | POLLHUP | POLLERR))
			alive = conn_read(s, c);
		if (alive)
			alive = conn_flush(c);
		if (alive)
			s->conns[kept++] = c;
		else
			conn_close(c);
	}
	s->nconns = kept;
	if (s->polls[n].revents & POLLIN)
		conn_open(s);
}

static int
listen_on(unsigned port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 1024) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		die("listen on 127.0.0.1");
	printf("port %u\n", ntohs(a.sin_port));
	fflush(stdout);
	return fd;
}

static _Noreturn void
usage(void)
{
	fputs("usage: sink [-d dir] [-p port] [-s script] [--delay ms] [--fast] "
	      "[--no-pipelining] [--no-smtputf8] [--dsn] [--tls cert key [--smtps]] "
	      "[--auth user:password] [--window bytes]\n",
	    stderr);
	exit(64);
}

static unsigned
options(struct sink *s, int argc, char **argv)
{
	static const struct option names[] = {
		{ "auth", required_argument, NULL, 'A' },
		{ "delay", required_argument, NULL, 'D' },
		{ "dsn", no_argument, NULL, 'N' },
		{ "fast", no_argument, NULL, 'F' },
		{ "no-pipelining", no_argument, NULL, 'P' },
		{ "no-smtputf8", no_argument, NULL, 'U' },
		{ "smtps", no_argument, NULL, 'S' },
		{ "tls", required_argument, NULL, 'T' },
		{ "window", required_argument, NULL, 'W' },
		{ NULL, 0, NULL, 0 },
	};
	unsigned port = 0;
	int o;

	while ((o = getopt_long(argc, argv, "d:p:s:", names, NULL)) != -1) {
		switch (o) {
		case 'd':
			s->dir = optarg;
			break;
		case 'p':
			port = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 's':
			script_read(s, optarg);
			break;
		case 'A':
			free(s->login);
			s->login = login_new(optarg);
			break;
		case 'D':
			s->delay_us = strtol(optarg, NULL, 10) * 1000;
			break;
		case 'F':
			s->fast = true;
			break;
		case 'N':
			s->dsn = true;
			break;
		case 'P':
			s->no_pipelining = true;
			break;
		case 'S':
			s->smtps = true;
			break;
		case 'T':
			if (optind == argc)
				usage();
			SSL_CTX_free(s->tls);
			s->tls = tls_context(optarg, argv[optind]);
			if (s->tls == NULL) {
				fprintf(stderr,
				    "sink: no certificate in '%s', or no key "
				    "of it in '%s'\n",
				    optarg, argv[optind]);
				exit(66);
			}
			optind++;
			break;
		case 'U':
			s->no_smtputf8 = true;
			break;
		case 'W':
			s->window = (int)strtol(optarg, NULL, 10);
			break;
		default:
			usage();
		}
	}
	if (optind < argc || port > 65535 || (s->smtps && s->tls == NULL))
		usage();
	return port;
}

static void
sink_free(struct sink *s)
{
	struct rule *next;

	for (size_t i = 0; i < s->nconns; i++)
		conn_close(s->conns[i]);
	for (struct rule *r = s->rules; r != NULL; r = next) {
		next = r->next;
		free(r->reply);
		free(r);
	}
	if (s->log != NULL)
		fclose(s->log);
	SSL_CTX_free(s->tls);
	free(s->login);
	close(s->listener);
	free(s->conns);
	free(s->polls);
	free(s->input);
	free(s);
}

int
main(int argc, char **argv)
{
	struct sink *s = memset(grow(NULL, sizeof(*s)), 0, sizeof(*s));
	struct sigaction on = { .sa_handler = on_signal };
	unsigned port = options(s, argc, argv);
	sigset_t blocked, waiting;
	char path[4096];

	memset(s->huge, 'x', HUGE_REPLY);
	memcpy(s->huge, "250 ", 4);
	memcpy(s->huge + HUGE_REPLY, "\r\n", 3);
	s->input = grow(NULL, INPUT_MAX);
	s->polls = grow(NULL, sizeof(*s->polls));
	if (s->dir != NULL && !s->fast) {
		snprintf(path, sizeof(path), "%s/log", s->dir);
		s->log = fopen(path, "a");
		if (s->log == NULL)
			die(path);
	}
	/* signals arrive inside ppoll() only: none is lost between test and wait */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &waiting);
	sigdelset(&waiting, SIGTERM);
	sigdelset(&waiting, SIGINT);
	sigaction(SIGTERM, &on, NULL);
	sigaction(SIGINT, &on, NULL);
	signal(SIGPIPE, SIG_IGN); /* TLS knows no MSG_NOSIGNAL */

	s->listener = listen_on(port);
	while (!stopped)
		turn(s, &waiting);
	printf("connections %u\nmessages %u\nviolations %u\n", s->connections,
	    s->messages, s->violations);
	sink_free(s);
	return fflush(stdout) != 0;
}
