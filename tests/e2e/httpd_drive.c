/*
 * httpd_drive - a server that says what it was asked.
 *
 *	httpd_drive [-s seconds] [-c connections] LISTEN
 *
 * Prints its address, then answers until it is told to stop: each answer is the
 * request as a text of lines.  POSTs of one turn are answered together.  /big is a megabyte, /split a header field with a line
 * end, which must never leave.
 */
#include "io/httpd.h"
#include "io/stop.h"
#include "util/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BIG (1u << 20)
#define ECHO_MAX (256u << 10)

static void
answer_one(const struct http_request *r, struct http_response *out, struct arena *a)
{
	struct buf echo;

	if (strcmp(r->path, "/big") == 0) {
		char *big = arena_alloc(a, BIG);

		memset(big, 'b', BIG);
		http_respond(out, 200, "text/plain", (struct span){ big, BIG });
		return;
	}
	if (strcmp(r->path, "/split") == 0)
		http_response_add(out, "X-Name", "a\r\nX-Other: b");
	buf_init(&echo, ECHO_MAX);
	buf_printf(&echo, "method %s\npath %s\nquery %s\npeer %s\nhost %s\nbody %zu ",
	    r->method, r->path, r->query, r->peer, http_request_header(r, "HOST"),
	    r->body.n);
	buf_add(&echo, r->body.s, r->body.n);
	http_respond(out,
	    http_request_reads(r) || strcmp(r->method, "POST") == 0 ? 200 : 405,
	    "text/plain",
	    (struct span){ arena_memdup(a, echo.data, echo.len), echo.len });
	buf_release(&echo);
}

/* How many are answered together is in a header field. */
static void
answer(void *arg, struct http_exchange *const *all, size_t n)
{
	size_t i;

	(void)arg;
	for (i = 0; i < n; i++) {
		http_response_add(&all[i]->response, "Together",
		    arena_printf(&all[i]->arena, "%zu", n));
		answer_one(&all[i]->request, &all[i]->response, &all[i]->arena);
	}
}

static bool
is_gathered(const struct http_request *r)
{
	return strcmp(r->method, "POST") == 0;
}

int
main(int argc, char **argv)
{
	struct httpd_options o = { .connections = 64,
		.body_max = 64 << 10,
		.seconds = 20,
		.handler = answer,
		.together = is_gathered };
	struct httpd *h = NULL;
	struct stop stop;
	struct err e = { 0 };
	int option, rc = 0;

	while ((option = getopt(argc, argv, "s:c:")) != -1) {
		if (option == 's')
			o.seconds = (int)strtol(optarg, NULL, 10);
		else if (option == 'c')
			o.connections = (unsigned)strtoul(optarg, NULL, 10);
		else
			return 64;
	}
	o.listen = optind < argc ? argv[optind] : "";
	if (stop_init(&stop, &e) < 0 || httpd_open(&h, &o, &e) < 0) {
		fprintf(stderr, "%s\n", e.msg);
		return 1;
	}
	printf("%s\n", httpd_address(h));
	fflush(stdout);
	while (stop_check(&stop) == 0 && rc == 0)
		rc = httpd_turn(h, stop.fd, -1, &e);
	httpd_close(h);
	stop_release(&stop);
	fprintf(stderr, "%s", e.msg);
	return rc < 0;
}
