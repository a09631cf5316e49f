/*
 * nlctl serve - the public pages, over HTTP.  See nlctl-serve(1).
 *
 * One process, one thread: a page takes well under a millisecond.  What reads has a
 * database that cannot be written; what writes is tried again, turn by turn, while
 * somebody else writes, for as long as any other command would wait; and all that writes
 * in one turn waits for the disk together.
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
#define SETTLE_MS 1000
#define SETTLE_TROUBLE_MS 60000 /* behind trouble: the log is no place to repeat it */

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
	struct click_kept clicks;
	struct mailer mailer;
	int64_t begin;   /* of the answer that is being given, monotonic ms */
	int64_t settles; /* when it does next, monotonic ms */
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

/* Store the clicks that could not be, and forget whose those were that are old enough.
 * Returns the ms after which to do so again. */
static int
settle(struct server *s)
{
	struct err e = { 0 };

	if (click_kept_store(&s->clicks, s->writer, s->c->settings, &e) == 0 &&
	    click_settle(s->writer, clock_now(&s->c->clock), &e) == 0)
		return s->clicks.n > 0 ? 0 : SETTLE_MS;
	if (e.kind == ERR_TEMP) /* somebody else writes */
		return SETTLE_MS;
	warn(s->c, "click: %s", e.msg);
	return SETTLE_TROUBLE_MS;
}

/* Returns the ms after which to call again. */
static int
settle_turn(struct server *s)
{
	int64_t now = clock_monotonic_ms();

	if (now >= s->settles)
		s->settles = now + settle(s);
	return (int)(s->settles - now);
}

/* The last time that clicks can be stored. */
static void
settle_last(struct server *s)
{
	struct err e = { 0 };
	int rc = 0;

	db_patience(s->writer, DB_PATIENCE_MS);
	while (s->clicks.n > 0 && rc == 0)
		rc = click_kept_store(&s->clicks, s->writer, s->c->settings, &e);
	if (rc < 0)
		warn(s->c, "click: %s", e.msg);
	click_kept_release(&s->clicks);
}

/* The ms until something else than a request is to be done. */
static int
other_work(struct server *s)
{
	int settling = settle_turn(s), mailing = mailer_turn(&s->mailer);

	return mailing < 0 || mailing > settling ? settling : mailing;
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
		rc = httpd_turn(h, stop.fd, other_work(s), e);
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
	/* Nobody else would be answered meanwhile: site.h has who waits, and how long. */
	db_patience(s.writer, 0);
	click_kept_init(&s.clicks);
	s.site = (struct site){
		.settings = c->settings,
		.clock = &c->clock,
		.random = &c->random,
		.clicks = &s.clicks,
		.mail = &s.mailer.wanted,
		.done = log_answer,
		.arg = &s,
	};
	site_init_shelves(&s.site);
	mailer_init(&s.mailer, c->db_path);
	if (httpd_open(&h, &o, e) == 0)
		rc = turn(&s, h, e);
	httpd_close(h);
	settle_last(&s);
	site_release_shelves(&s.site);
	db_close(s.writer);
	return rc;
}
