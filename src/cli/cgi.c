/*
 * nlctl cgi - one public page, as a web server asks for it.  See nlctl-cgi(1).
 *
 * RFC 3875: the request is in the environment and on standard input, the response
 * goes to standard output.
 */
#include "cli/cmd.h"
#include "cli/mailer.h"
#include "util/buf.h"
#include "util/str.h"
#include "web/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADERS_MAX 100

extern char **environ;

static enum cmd_needs needs(const struct args *a);
static int run(struct ctx *c, const struct args *a, struct err *e);
static int without_db(struct ctx *c, struct err *e);

const struct cmd cmd_cgi = {
	.name = "cgi",
	.synopsis = "",
	.summary = "Answer one request for a public page, as a CGI program",
	.needs_of = needs,
	.run = run,
	.without_db = without_db,
};

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

/* The path below the program; "": some servers have the whole alone. */
static const char *
path_info(void)
{
	return variable("PATH_INFO");
}

/* Most of what is asked cannot change anything. */
static enum cmd_needs
needs(const struct args *a)
{
	struct http_request r = { .method = variable("REQUEST_METHOD"),
		.path = path_info() };

	(void)a;
	if (*r.path == '\0')
		r.path = variable("REQUEST_URI");
	return site_writes(&r) ? CMD_DB_WRITE : CMD_DB_READ;
}

/* HTTP_ACCEPT_LANGUAGE is Accept-Language; two fields have names without HTTP_. */
static void
read_headers(struct http_request *r, struct arena *a)
{
	struct http_header *headers = arena_alloc(a, HEADERS_MAX * sizeof(*headers));
	const char *equals;
	char *name, *p;
	int i;

	headers[r->nheaders++] =
	    (struct http_header){ "Content-Type", variable("CONTENT_TYPE") };
	for (i = 0; environ[i] != NULL && r->nheaders < HEADERS_MAX; i++) {
		equals = strchr(environ[i], '=');
		if (equals == NULL || !str_starts(environ[i], "HTTP_"))
			continue;
		name = arena_memdup(a, environ[i] + strlen("HTTP_"),
		    (size_t)(equals - environ[i]) - strlen("HTTP_"));
		for (p = name; *p != '\0'; p++) {
			if (*p == '_')
				*p = '-';
		}
		headers[r->nheaders++] = (struct http_header){ name, equals + 1 };
	}
	r->headers = headers;
}

static int
read_target(struct http_request *r, struct arena *a)
{
	r->path = path_info();
	r->query = variable("QUERY_STRING");
	if (*r->path != '\0')
		return 0;
	return http_request_target(r, variable("REQUEST_URI"), a);
}

/* The status of the refusal, 0 when all is there. */
static unsigned
read_body(struct http_request *r, struct arena *a)
{
	const char *length = variable("CONTENT_LENGTH");
	int64_t n = 0;
	char *body;

	r->body = (struct span){ "", 0 };
	if (*length == '\0')
		return 0;
	if (str_to_int(length, 0, INT64_MAX, &n) < 0)
		return 400;
	if (n > SITE_BODY_MAX)
		return 413;
	body = arena_alloc(a, (size_t)n + 1);
	r->body = (struct span){ body, fread(body, 1, (size_t)n, stdin) };
	return r->body.n == (size_t)n ? 0 : 400;
}

static const char *
reason_phrase(unsigned status)
{
	switch (status) {
	case 200:
		return "OK";
	case 204:
		return "No Content";
	case 301:
		return "Moved Permanently";
	case 302:
		return "Found";
	case 304:
		return "Not Modified";
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 413:
		return "Content Too Large";
	case 503:
		return "Service Unavailable";
	default:
		return "Internal Server Error";
	}
}

static void
write_response(struct ctx *c, const struct http_request *r, const struct http_response *p)
{
	struct buf head;
	size_t i;

	buf_init(&head, SITE_BODY_MAX);
	buf_printf(&head, "Status: %u %s\r\n", p->status, reason_phrase(p->status));
	for (i = 0; i < p->nheaders; i++)
		buf_printf(&head, "%s: %s\r\n", p->headers[i].name, p->headers[i].value);
	if (p->status != 204 && p->status != 304)
		buf_printf(&head, "Content-Length: %zu\r\n", p->body.n);
	buf_adds(&head, "\r\n");
	out_raw(c->out, head.data, head.len);
	if (!str_eq(r->method, "HEAD") && p->body.n > 0)
		out_raw(c->out, p->body.s, p->body.n);
	buf_release(&head);
}

static void
log_trouble(
    void *arg, const struct http_exchange *x, const char *name, const struct err *trouble)
{
	struct ctx *c = arg;

	(void)x; /* the web server has a log of requests */
	if (trouble->kind != ERR_NONE)
		warn(c, "%s: %s", name, trouble->msg);
}

/* A click that could not be stored: who made it has the answer, and waits no longer. */
static void
store_late(struct ctx *c, struct click_kept *clicks)
{
	struct err e = { 0 }, ignored = { 0 }; /* main sees it too */

	if (clicks->n > 0)
		(void)out_finish(c->out, &ignored);
	db_patience(c->db, DB_PATIENCE_MS);
	if (click_kept_store(clicks, c->db, c->settings, &e) < 0)
		warn(c, "click: %s", e.msg);
	click_kept_release(clicks);
}

static void
answer(struct ctx *c, struct http_exchange *x, bool *mail)
{
	struct click_kept clicks;
	struct site site = { .db = c->db,
		.settings = c->settings,
		.clock = &c->clock,
		.random = &c->random,
		.clicks = &clicks,
		.mail = mail,
		.done = log_trouble,
		.arg = c };

	click_kept_init(&clicks);
	site_init_shelves(&site);
	if (!http_request_posts(&x->request))
		db_patience(c->db, SITE_CLICK_PATIENCE_MS);
	x->waited = HTTP_WAITED_ENOUGH;
	site_answer(&site, &x, 1);
	write_response(c, &x->request, &x->response);
	http_response_release(&x->response);
	store_late(c, &clicks);
	site_release_shelves(&site);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct http_exchange x = { .request = { .method = variable("REQUEST_METHOD"),
				       .peer = variable("REMOTE_ADDR") } };
	struct http_request *r = &x.request;
	struct mailer mailer;
	unsigned refused;

	(void)a;
	if (*r->method == '\0')
		return err_set(e, ERR_USAGE,
		    "there is no REQUEST_METHOD: a web server calls this, see "
		    "nlctl-cgi(1)");
	mailer_init(&mailer, c->db_path);
	read_headers(r, &x.arena);
	refused = read_target(r, &x.arena) < 0 ? 400 : read_body(r, &x.arena);
	if (refused == 0) {
		answer(c, &x, &mailer.wanted);
	} else {
		http_respond_line(&x.response, refused, "the request cannot be read\n");
		write_response(c, r, &x.response);
	}
	mailer_turn(&mailer);
	arena_release(&x.arena);
	return 0;
}

/* Another program has the database for itself (db_begin_alone): that passes. */
static int
without_db(struct ctx *c, struct err *e)
{
	const struct http_request r = { .method = variable("REQUEST_METHOD") };
	struct http_response p = { 0 };

	if (e->kind != ERR_TEMP || *r.method == '\0')
		return -1;
	warn(c, "%s", e->msg);
	http_respond_line(
	    &p, 503, "this cannot be answered now: try again in a moment\n");
	http_response_add(&p, "Retry-After", SITE_RETRY_SECONDS);
	write_response(c, &r, &p);
	err_clear(e);
	return out_finish(c->out, e);
}
