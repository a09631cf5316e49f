/*
 * nlctl serve - the public pages, over HTTP.  See nlctl-serve(1).
 *
 * One process, one thread: a page takes well under a millisecond.  What reads has a
 * database that cannot be written; what writes waits for a sender no longer than any
 * other command does, and all that writes in one turn waits for the disk together.
 */
#include "cli/cmd.h"
#include "cli/mailer.h"
#include "io/httpd.h"
#include "io/stop.h"
#include "util/str.h"
#include "web/site.h"

#define CONNECTIONS 10000 /* what is silent on one takes 10 KB */
#define REQUEST_SECONDS 10
#define LISTEN "127.0.0.1:8080"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "listen", "ADDR:PORT",
	    "listen here, at unix:PATH, or at the socket of systemd" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_serve = {
	.name = "serve",
	.synopsis = "[--listen ADDR:PORT | --listen unix:PATH | --listen systemd]",
	.summary = "Put the public pages on the web, behind a server that does TLS",
	.options = options,
	.needs = CMD_DB_READ,
	.run = run,
};

struct server {
	struct ctx *c;
	struct db *writer;
	struct site site;
	struct mailer mailer;
	int64_t begin; /* of the answer that is being given, monotonic ms */
};

static void
log_answer(
    void *arg, const struct http_exchange *x, const char *name, const struct err *trouble)
{
	const struct server *s = arg;

	if (trouble->kind != ERR_NONE)
		warn(s->c, "%s: %s", name, trouble->msg);
	/* The method is the only word here that came from outside. */
	say(s->c, "%.8s %s %u %zu bytes, %lld ms", x->request.method, name,
	    x->response.status, x->response.body.n,
	    (long long)(clock_monotonic_ms() - s->begin));
}

static void
answer(void *arg, struct http_exchange *const *all, size_t n)
{
	struct server *s = arg;

	s->site.db = site_writes(&all[0]->request) ? s->writer : s->c->db;
	s->begin = clock_monotonic_ms();
	site_answer(&s->site, all, n);
}

static int
turn(struct server *s, struct httpd *h, struct err *e)
{
	struct ctx *c = s->c;
	struct stop stop;
	int rc = 0;

	say(c, "pages at %s%s", str_starts(httpd_address(h), "unix:") ? "" : "http://",
	    httpd_address(h));
	if (stop_init(&stop, e) < 0)
		return -1;
	while (rc == 0 && stop_check(&stop) == 0)
		rc = httpd_turn(h, stop.fd, mailer_turn(&s->mailer), e);
	stop_release(&stop);
	return rc;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *listen = args_value(a, "listen");
	struct server s = { .c = c };
	struct httpd_options o = {
		.listen = listen != NULL ? listen : LISTEN,
		.connections = CONNECTIONS,
		.body_max = SITE_BODY_MAX,
		.seconds = REQUEST_SECONDS,
		.handler = answer,
		.together = site_writes,
		.arg = &s,
	};
	struct httpd *h = NULL;
	int rc = -1;

	if (db_open(&s.writer, c->db_path, DB_WRITE, e) < 0)
		return -1;
	s.site = (struct site){
		.settings = c->settings,
		.clock = &c->clock,
		.random = &c->random,
		.mail = &s.mailer.wanted,
		.done = log_answer,
		.arg = &s,
	};
	site_init_shelves(&s.site);
	mailer_init(&s.mailer, c->db_path);
	if (httpd_open(&h, &o, e) == 0)
		rc = turn(&s, h, e);
	httpd_close(h);
	site_release_shelves(&s.site);
	db_close(s.writer);
	return rc;
}
