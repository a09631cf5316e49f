/* dns - questions to the DNS.  See dns.h. */
#include "io/dns.h"

#include "io/clock.h"
#include "util/buf.h"
#include "util/xalloc.h"

/* Newer versions would rather have calls that Debian 12 and 13 lack. */
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <string.h>
#include <sys/time.h>

#define VALUES_MAX 100 /* of one answer; more are left out */
#define TRY_MS 1500    /* until a server is asked again */
#define TRIES 2

struct dns {
	ares_channel channel;
	int open; /* questions without an answer */
};

struct question {
	struct dns *dns;
	enum dns_type type;
	struct dns_answer *answer;
	struct arena *arena;
};

int
dns_open(struct dns **out, const char *server, struct err *e)
{
	struct ares_options o = { .timeout = TRY_MS, .tries = TRIES };
	struct dns *d = xcalloc(1, sizeof(*d));
	int rc = ares_library_init(ARES_LIB_INIT_ALL);

	*out = NULL;
	if (rc == ARES_SUCCESS)
		rc = ares_init_options(
		    &d->channel, &o, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
	if (rc != ARES_SUCCESS) {
		xfree(d);
		return err_set(
		    e, ERR_SYSTEM, "cannot ask the DNS: %s", ares_strerror(rc));
	}
	if (*server != '\0' &&
	    ares_set_servers_ports_csv(d->channel, server) != ARES_SUCCESS) {
		dns_close(d);
		return err_set(e, ERR_CONFIG,
		    "'%s' is no address of a DNS server, such as 192.0.2.53 or "
		    "[2001:db8::53]:5353",
		    server);
	}
	*out = d;
	return 0;
}

void
dns_close(struct dns *d)
{
	if (d == NULL)
		return;
	ares_destroy(d->channel);
	ares_library_cleanup();
	xfree(d);
}

static void
add_value(struct question *q, struct buf *text)
{
	struct dns_answer *answer = q->answer;
	size_t i;

	for (i = 0; i < text->len; i++) {
		if (text->data[i] < ' ' || text->data[i] > '~')
			text->data[i] = '?';
	}
	if (answer->n < VALUES_MAX)
		answer->values[answer->n++] =
		    arena_memdup(q->arena, text->data, text->len);
	buf_reset(text);
}

static int
read_texts(struct question *q, const unsigned char *reply, int n, struct buf *text)
{
	struct ares_txt_ext *list = NULL, *one;
	int rc = ares_parse_txt_reply_ext(reply, n, &list);

	for (one = list; one != NULL; one = one->next) {
		if (one->record_start && one != list)
			add_value(q, text);
		buf_add(text, one->txt, one->length);
	}
	if (list != NULL)
		add_value(q, text);
	ares_free_data(list);
	return rc;
}

static int
read_exchangers(struct question *q, const unsigned char *reply, int n, struct buf *text)
{
	struct ares_mx_reply *list = NULL, *one;
	int rc = ares_parse_mx_reply(reply, n, &list);

	for (one = list; one != NULL; one = one->next) {
		buf_printf(text, "%u %s.", one->priority, one->host);
		add_value(q, text);
	}
	ares_free_data(list);
	return rc;
}

/* Why there is no answer. */
static const char *
explain(int status)
{
	switch (status) {
	case ARES_ECANCELLED:
	case ARES_ETIMEOUT:
		return "no answer in time";
	/* Older versions give one for the other. */
	case ARES_ECONNREFUSED:
	case ARES_ESERVFAIL:
		return "no DNS server has an answer";
	case ARES_EREFUSED:
		return "the server refuses to answer us";
	case ARES_EBADNAME:
		return "this is no name";
	default:
		return ares_strerror(status);
	}
}

/* One question is over, with or without an answer; it is ours to free. */
static void
on_reply(void *arg, int status, int timeouts, unsigned char *reply, int n)
{
	struct question *q = arg;
	struct buf text;

	(void)timeouts;
	buf_init(&text, NS_MAXMSG);
	q->dns->open--;
	if (status == ARES_SUCCESS)
		status = q->type == DNS_TXT ? read_texts(q, reply, n, &text)
					    : read_exchangers(q, reply, n, &text);
	if (status == ARES_ENOTFOUND || status == ARES_ENODATA)
		q->answer->state = DNS_NONE;
	else if (status == ARES_SUCCESS)
		q->answer->state = q->answer->n > 0 ? DNS_FOUND : DNS_NONE;
	else
		q->answer->why = explain(status);
	buf_release(&text);
	xfree(q);
}

void
dns_ask(struct dns *d, const char *name, enum dns_type type, struct dns_answer *answer,
    struct arena *a)
{
	struct question *q = xcalloc(1, sizeof(*q));

	*answer = (struct dns_answer){ .state = DNS_FAILED, .why = "" };
	answer->values = arena_alloc(a, VALUES_MAX * sizeof(*answer->values));
	*q = (struct question){ d, type, answer, a };
	d->open++;
	ares_query(
	    d->channel, name, ns_c_in, type == DNS_TXT ? ns_t_txt : ns_t_mx, on_reply, q);
}

/* Wait for any socket, or until c-ares wants to ask again; at most ms. */
static void
wait_once(struct dns *d, int ms)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	struct pollfd fds[ARES_GETSOCK_MAXNUM];
	struct timeval most = { ms / 1000, ms % 1000 * 1000 }, until;
	/* Read without c-ares's own macros: those shift an int by 31. */
	unsigned mask = (unsigned)ares_getsock(d->channel, sockets, ARES_GETSOCK_MAXNUM);
	unsigned readable, writable;
	int n = 0, i;
	const struct timeval *t = ares_timeout(d->channel, &most, &until);

	for (i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		readable = mask >> i & 1u;
		writable = mask >> (i + ARES_GETSOCK_MAXNUM) & 1u;
		if (!readable && !writable)
			continue;
		fds[n].fd = sockets[i];
		fds[n].events = writable ? POLLIN | POLLOUT : POLLIN;
		fds[n++].revents = 0;
	}
	poll(fds, (nfds_t)n, (int)(t->tv_sec * 1000 + t->tv_usec / 1000) + 1);
	/* Also when nothing came: it looks at its clocks. */
	ares_process_fd(d->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	for (i = 0; i < n; i++) {
		if (fds[i].revents != 0)
			ares_process_fd(d->channel, fds[i].fd,
			    (fds[i].revents & POLLOUT) != 0 ? fds[i].fd
							    : ARES_SOCKET_BAD);
	}
}

void
dns_wait(struct dns *d, int ms)
{
	int64_t end = clock_monotonic_ms() + ms, now;

	while (d->open > 0 && (now = clock_monotonic_ms()) < end)
		wait_once(d, (int)(end - now));
	ares_cancel(d->channel);
}
