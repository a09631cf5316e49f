/*
 * httpd - a small door for HTTP: a request comes in as a value, a response goes
 * out as one (http.h).
 *
 * One thread, the caller's: the handler is called from httpd_turn, so it may use
 * what the caller uses (a database) without locks, and nobody else is answered
 * while it works.  Requests that are dear one by one and cheap together (each waits
 * for the disk) are gathered, and answered at the end of the turn, or of a later one
 * when the handler cannot yet: who asks for something else is not kept.  epoll keeps ten
 * thousand slow or silent connections for the price of their memory; work elsewhere (a
 * send) goes on in its own process, or between two turns.
 *
 * What comes in is bounded: 8 KB of request line and header fields, a body of
 * body_max bytes, all bodies together, connections, and the time for each.  A request
 * must be there whole within `seconds` of its connection or of the answer before it, so
 * that a trickle of bytes keeps no connection; an answer must be taken with 4 KB a
 * second.  Too much is answered 431 or 413 (a body up to 1 MB when it has been sent, so
 * that who sends hears it), an untrue target 400, and what takes too long is hung up on.
 * HTTP itself is libmicrohttpd's; TLS is the affair of a web server before it.
 */
#ifndef IO_HTTPD_H
#define IO_HTTPD_H

#include "io/http.h"
#include "util/arena.h"
#include "util/err.h"

#define HTTPD_HEADERS_MAX 8192       /* bytes of request line and header fields */
#define HTTPD_BODIES_MAX (64u << 20) /* bytes of all bodies together */

struct httpd;

/*
 * Answer n requests: fill the responses, which are zeroed, with texts of their arenas,
 * of the program, or lent until they are sent (http_response_borrows).  Any method may
 * come, and anything as path.  n is 1, but for those that httpd_options.together gathers:
 * of these it may leave some as they are, and is called with them again in some ms.  When
 * `waited` is HTTP_WAITED_ENOUGH it may not.
 */
typedef void httpd_handler(void *arg, struct http_exchange *const *all, size_t n);

struct httpd_options {
	const char *listen;   /* see listen.h */
	unsigned connections; /* at a time; more wait */
	size_t body_max;      /* bytes of a request's body */
	int seconds;          /* for a request */
	httpd_handler *handler;
	/* Is this one to be answered together with others like it?  All of them that a
	 * turn brings are one call of the handler.  NULL: none is. */
	bool (*together)(const struct http_request *r);
	void *arg;
};

/* Listen.  Fails as listen_open does.  The limit of open files is raised for so
 * many connections where the system lets us. */
int httpd_open(struct httpd **out, const struct httpd_options *o, struct err *e);

/* Where it listens; lives as long as h. */
const char *httpd_address(const struct httpd *h);

/*
 * Wait until there is something to do or wake_fd (-1: none) is readable, at most
 * timeout_ms (-1: for ever), and do it.  The loop is the caller's:
 *
 *	while (stop_check(&stop) == 0 && rc == 0)
 *		rc = httpd_turn(h, stop.fd, -1, e);
 */
int httpd_turn(struct httpd *h, int wake_fd, int timeout_ms, struct err *e);

/* Hang up on everybody.  NULL is accepted. */
void httpd_close(struct httpd *h);

#endif
