/*
 * httpd - a small door for HTTP.  See httpd.h.
 *
 * libmicrohttpd runs without threads of its own.  Its timeout is for connections
 * on which nothing happens; a byte now and then would keep one for ever, hence the
 * deadlines here, looked at once a second.
 */
#include "io/httpd.h"

#include "io/clock.h"
#include "io/listen.h"
#include "util/buf.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOK_MS 1000 /* between two looks at the deadlines */
#define AGAIN_MS 1   /* until the handler is asked again for what it has left */
#define READER_BYTES_PER_S 4096
#define POOL_BYTES 32768 /* libmicrohttpd's, a connection */
#define SPARE_FILES 64   /* open files beside the connections */
#define TOO_LARGE "the body is too large\n"
#define REFUSED_MAX (1 << 20) /* bytes of a body that are read though it is too large */

struct connection {
	struct connection *next, **link; /* in httpd.connections */
	int fd;
	int64_t deadline; /* monotonic ms */
	int64_t whole;    /* since when the request is, monotonic ms */
	bool begun;       /* the header fields of the request are there */
	bool is_target;   /* it has one that can be read */
	struct buf body;
	struct http_exchange exchange;
	struct MHD_Connection *mhd;
	struct MHD_Response *made; /* the answer; NULL: there is none yet */
};

struct httpd {
	struct httpd_options o;
	struct MHD_Daemon *daemon;
	int epoll_fd, listen_fd;
	struct connection *connections;
	struct connection **waiting; /* to be answered together; room for o.connections */
	size_t nwaiting;
	size_t bodies;  /* bytes of all bodies that are there */
	bool again;     /* libmicrohttpd has something to do before it waits */
	int64_t looked; /* at the deadlines, monotonic ms */
	const char *address;
	struct arena arena;
};

static struct connection *
connection_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	    ->socket_context;
}

static void
await_request(const struct httpd *h, struct connection *c)
{
	c->deadline = clock_monotonic_ms() + h->o.seconds * INT64_C(1000);
}

static void
await_reader(const struct httpd *h, struct connection *c, size_t bytes)
{
	await_request(h, c);
	c->deadline += (int64_t)bytes * 1000 / READER_BYTES_PER_S;
}

static void
forget_request(struct httpd *h, struct connection *c)
{
	c->begun = false;
	h->bodies -= c->body.len;
	buf_release(&c->body);
	http_response_release(&c->exchange.response);
	arena_release(&c->exchange.arena);
	c->exchange = (struct http_exchange){ 0 };
	if (c->made != NULL)
		MHD_destroy_response(c->made);
	c->made = NULL;
}

static void
on_connection(void *arg, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct httpd *h = arg;
	struct connection *c = *context;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		/* When all were taken it listens again at its next turn only. */
		h->again = true;
		forget_request(h, c);
		*c->link = c->next;
		if (c->next != NULL)
			c->next->link = c->link;
		xfree(c);
		return;
	}
	c = xcalloc(1, sizeof(*c));
	c->mhd = mhd;
	c->fd =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	buf_init(&c->body, h->o.body_max);
	await_request(h, c);
	c->next = h->connections;
	c->link = &h->connections;
	if (c->next != NULL)
		c->next->link = &c->next;
	h->connections = c;
	*context = c;
}

/* The request line is there.  What is kept is the connection's: for a request that
 * ends in its header fields there is no other call. */
static void *
on_target(void *arg, const char *target, struct MHD_Connection *mhd)
{
	struct connection *c = connection_of(mhd);

	forget_request(arg, c);
	c->is_target =
	    http_request_target(&c->exchange.request, target, &c->exchange.arena) == 0;
	return NULL;
}

static void
on_end(void *arg, struct MHD_Connection *mhd, void **request,
    enum MHD_RequestTerminationCode why)
{
	struct connection *c = connection_of(mhd);

	(void)request;
	(void)why;
	forget_request(arg, c);
	await_request(arg, c);
}

/* What is in the target is ours to decode. */
static size_t
leave_escaped(void *arg, struct MHD_Connection *mhd, char *s)
{
	(void)arg;
	(void)mhd;
	return strlen(s);
}

/* Of broken requests there is nothing to tell. */
static void __attribute__((format(printf, 2, 0)))
on_message(void *arg, const char *format, va_list ap)
{
	(void)arg;
	(void)format;
	(void)ap;
}

static const char *
peer_of(struct MHD_Connection *mhd, struct arena *a)
{
	const struct sockaddr *peer =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
	char text[INET6_ADDRSTRLEN] = "";

	if (peer != NULL && peer->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)peer)->sin_addr, text,
		    sizeof(text));
	if (peer != NULL && peer->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)peer)->sin6_addr, text,
		    sizeof(text));
	return arena_strdup(a, text);
}

struct header_list {
	struct http_header *items;
	size_t n;
};

static enum MHD_Result
add_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct header_list *list = arg;

	(void)kind;
	list->items[list->n++] = (struct http_header){ name, value != NULL ? value : "" };
	return MHD_YES;
}

static void
fill_request(struct connection *c, const char *method)
{
	struct http_request *r = &c->exchange.request;
	struct arena *a = &c->exchange.arena;
	struct header_list list = { 0 };
	int n = MHD_get_connection_values(c->mhd, MHD_HEADER_KIND, NULL, NULL);

	list.items = arena_alloc(a, (size_t)n * sizeof(*list.items));
	MHD_get_connection_values(c->mhd, MHD_HEADER_KIND, add_header, &list);
	r->method = method;
	r->headers = list.items;
	r->nheaders = list.n;
	r->peer = peer_of(c->mhd, a);
	r->body = (struct span){ c->body.data, c->body.len };
}

/* NULL when it cannot be made: a header field with a line end. */
static struct MHD_Response *
try_response(const struct http_response *r)
{
	/* The cast takes no promise away: it is read only, until the request is ended. */
	struct MHD_Response *out = MHD_create_response_from_buffer(
	    r->body.n, (void *)r->body.s, MHD_RESPMEM_PERSISTENT);

	for (size_t i = 0; out != NULL && i < r->nheaders; i++) {
		if (MHD_add_response_header(
			out, r->headers[i].name, r->headers[i].value) == MHD_NO) {
			MHD_destroy_response(out);
			return NULL;
		}
	}
	return out;
}

/* The answer as libmicrohttpd has it; from now on somebody has to take it. */
static void
make_response(const struct httpd *h, struct connection *c)
{
	struct http_response *r = &c->exchange.response;

	c->made = try_response(r);
	if (c->made == NULL) {
		http_response_release(r);
		http_respond_line(r, 500, "the answer could not be made\n");
		c->made = try_response(r);
	}
	await_reader(h, c, r->body.n);
}

static enum MHD_Result
respond(const struct connection *c)
{
	return MHD_queue_response(c->mhd, c->exchange.response.status, c->made);
}

static enum MHD_Result
count_length(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	int *n = arg;

	(void)kind;
	(void)value;
	*n += str_eq_ci(name, "Content-Length") || str_eq_ci(name, "Transfer-Encoding");
	return MHD_YES;
}

/* Does it say in two ways how long its body is?  A web server before us may have
 * believed the other one, and taken what follows for another request. */
static bool
is_ambiguous(struct MHD_Connection *mhd)
{
	int n = 0;

	MHD_get_connection_values(mhd, MHD_HEADER_KIND, count_length, &n);
	return n > 1;
}

/* Is the body that is announced too large even to be read to its end?  One that is
 * too large for an answer is: a web server before us hears nothing until it has sent
 * the whole, and takes a hang-up for trouble of ours (502). */
static bool
is_announced_huge(struct MHD_Connection *mhd)
{
	const char *length =
	    MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Length");
	int64_t n;

	return length != NULL && str_to_int(length, 0, INT64_MAX, &n) == 0 &&
	    n > REFUSED_MAX;
}

static enum MHD_Result
answer(const struct httpd *h, struct connection *c)
{
	make_response(h, c);
	return respond(c);
}

/* All but the body is there: refuse it now, or wait for the rest. */
static enum MHD_Result
begin(const struct httpd *h, struct connection *c)
{
	struct http_response *r = &c->exchange.response;

	c->begun = true;
	if (MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
		->header_size > HTTPD_HEADERS_MAX)
		http_respond_line(r, 431, "the header fields are too large\n");
	else if (is_announced_huge(c->mhd))
		http_respond_line(r, 413, TOO_LARGE);
	else if (!c->is_target)
		http_respond_line(r, 400, "the address cannot be read\n");
	else if (is_ambiguous(c->mhd))
		http_respond_line(r, 400, "the body has two lengths\n");
	return r->status == 0 ? MHD_YES : answer(h, c);
}

/* The request is there whole: answer it now, or at the end of the turn.  Until then
 * libmicrohttpd leaves the connection alone. */
static enum MHD_Result
finish(struct httpd *h, struct connection *c)
{
	struct http_exchange *exchange = &c->exchange;

	if (h->o.together != NULL && h->o.together(&exchange->request)) {
		c->whole = clock_monotonic_ms();
		c->deadline = INT64_MAX; /* it is our turn */
		h->waiting[h->nwaiting++] = c;
		MHD_suspend_connection(c->mhd);
		return MHD_YES;
	}
	h->o.handler(h->o.arg, &exchange, 1);
	return answer(h, c);
}

/* A piece of the body; hang up when all bodies together take too much. */
static enum MHD_Result
take_piece(struct httpd *h, struct connection *c, const char *piece, size_t *size)
{
	size_t before = c->body.len;

	buf_add(&c->body, piece, *size);
	*size = 0;
	h->bodies += c->body.len - before;
	return h->bodies <= HTTPD_BODIES_MAX ? MHD_YES : MHD_NO;
}

/* Called with the header fields, then with each piece of the body, then with
 * nothing, and once more where the answer was waited for.  MHD_NO hangs up. */
static enum MHD_Result
on_request(void *arg, struct MHD_Connection *mhd, const char *path, const char *method,
    const char *version, const char *piece, size_t *size, void **request)
{
	struct httpd *h = arg;
	struct connection *c = connection_of(mhd);

	(void)path;
	(void)version;
	(void)request;
	if (c->made != NULL)
		return respond(c);
	if (!c->begun)
		return begin(h, c);
	if (*size > 0)
		return take_piece(h, c, piece, size);
	if (c->body.overflowed) {
		http_respond_line(&c->exchange.response, 413, TOO_LARGE);
		return answer(h, c);
	}
	fill_request(c, method);
	return finish(h, c);
}

static void
allow_files(unsigned connections)
{
	struct rlimit limit;
	rlim_t wanted = connections + SPARE_FILES;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int
httpd_open(struct httpd **out, const struct httpd_options *o, struct err *e)
{
	struct httpd *h = xcalloc(1, sizeof(*h));

	*out = NULL;
	h->o = *o;
	h->listen_fd = listen_open(o->listen, e);
	if (h->listen_fd < 0) {
		httpd_close(h);
		return -1;
	}
	h->address = listen_name(h->listen_fd, &h->arena);
	allow_files(o->connections);
	h->waiting = xcalloc(o->connections, sizeof(struct connection *));
	h->daemon = MHD_start_daemon(
	    MHD_USE_EPOLL | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
	    on_request, h, MHD_OPTION_EXTERNAL_LOGGER, on_message, NULL,
	    MHD_OPTION_LISTEN_SOCKET, h->listen_fd, MHD_OPTION_CONNECTION_LIMIT,
	    o->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped,
	    NULL, MHD_OPTION_URI_LOG_CALLBACK, on_target, h, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, h, MHD_OPTION_NOTIFY_COMPLETED, on_end, h, MHD_OPTION_END);
	if (h->daemon == NULL) {
		err_set(e, ERR_SYSTEM, "cannot answer at '%s': libmicrohttpd gives up",
		    h->address);
		httpd_close(h);
		return -1;
	}
	h->epoll_fd = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	*out = h;
	return 0;
}

const char *
httpd_address(const struct httpd *h)
{
	return h->address;
}

/* Hang up where the time is over; libmicrohttpd sees an end and closes. */
static void
look_at_deadlines(struct httpd *h)
{
	int64_t now = clock_monotonic_ms();
	struct connection *c;

	if (now - h->looked < LOOK_MS)
		return;
	h->looked = now;
	for (c = h->connections; c != NULL; c = c->next) {
		if (c->deadline > now)
			continue;
		shutdown(c->fd, SHUT_RDWR);
		c->deadline = INT64_MAX;
	}
}

/* The least of what the caller, libmicrohttpd and the deadlines want. */
static int
time_to_wait(const struct httpd *h, int timeout_ms)
{
	MHD_UNSIGNED_LONG_LONG theirs;
	int ms = timeout_ms;

	if (h->again)
		return 0;
	if (h->nwaiting > 0 && (ms < 0 || ms > AGAIN_MS))
		ms = AGAIN_MS;
	if (h->connections != NULL && (ms < 0 || ms > LOOK_MS))
		ms = LOOK_MS;
	if (MHD_get_timeout(h->daemon, &theirs) == MHD_YES &&
	    (ms < 0 || theirs < (MHD_UNSIGNED_LONG_LONG)ms))
		ms = (int)theirs;
	return ms;
}

/* All that is to be answered together.  libmicrohttpd asks for the answers at its next
 * turn. */
static void
answer_waiting(struct httpd *h, bool is_last)
{
	int64_t now = clock_monotonic_ms();
	struct http_exchange **all;
	struct connection *c;
	struct arena a = { 0 };
	size_t n = h->nwaiting, i;

	if (n == 0)
		return;
	all = arena_alloc(&a, n * sizeof(struct http_exchange *));
	for (i = 0; i < n; i++) {
		all[i] = &h->waiting[i]->exchange;
		all[i]->waited =
		    is_last ? HTTP_WAITED_ENOUGH : now - h->waiting[i]->whole;
	}
	h->o.handler(h->o.arg, all, n);
	h->nwaiting = 0;
	for (i = 0; i < n; i++) {
		c = h->waiting[i];
		if (c->exchange.response.status == 0) {
			h->waiting[h->nwaiting++] = c;
			continue;
		}
		h->again = true;
		make_response(h, c);
		MHD_resume_connection(c->mhd);
	}
	arena_release(&a);
}

int
httpd_turn(struct httpd *h, int wake_fd, int timeout_ms, struct err *e)
{
	struct pollfd fds[] = { { h->epoll_fd, POLLIN, 0 }, { wake_fd, POLLIN, 0 } };
	enum MHD_Result rc;

	if (poll(fds, ARRAY_LEN(fds), time_to_wait(h, timeout_ms)) < 0 && errno != EINTR)
		return err_errno(e, ERR_SYSTEM, "cannot wait at '%s'", h->address);
	h->again = false;
	rc = MHD_run(h->daemon);
	answer_waiting(h, false);
	if (rc == MHD_NO)
		return err_set(e, ERR_SYSTEM, "cannot answer at '%s'", h->address);
	look_at_deadlines(h);
	return 0;
}

void
httpd_close(struct httpd *h)
{
	if (h == NULL)
		return;
	if (h->nwaiting > 0) {
		/* libmicrohttpd does not stop before it has their answers. */
		answer_waiting(h, true);
		MHD_run(h->daemon);
	}
	/* It closes the listening socket too. */
	if (h->daemon != NULL)
		MHD_stop_daemon(h->daemon);
	else if (h->listen_fd >= 0)
		close(h->listen_fd);
	xfree(h->waiting);
	arena_release(&h->arena);
	xfree(h);
}
