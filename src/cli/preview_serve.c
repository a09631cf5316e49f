/*
 * preview_serve - an issue in the web browser while it is written.  See
 * preview_serve.h.
 *
 * The page asks twice a second.  Nothing watches in between and no connection waits:
 * a look at the files costs some microseconds, and a server that was started anew
 * is found by the page without more ado.
 */
#include "cli/preview_serve.h"

#include "cli/checking.h"
#include "cli/preview_copy.h"
#include "io/httpd.h"
#include "io/stop.h"
#include "issue/html.h"
#include "util/embedded.h"
#include "util/file_path.h"
#include "util/json.h"
#include "util/str.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/stat.h>

#define ANY_PORT "127.0.0.1:0"
#define CONNECTIONS 64
#define REQUEST_SECONDS 20
#define SECRET_SIZE 16             /* octets */
#define STATE_MAX (16u << 20)      /* bytes of the state as JSON */
#define FINGERPRINT_MAX (1u << 20) /* bytes: a line a file */
#define LOADS_MAX 3                /* in one look, when files come and go */
#define HOST_MAX 64                /* characters of a number in Host */

/* Of the page: scripts and styles from here alone, frames too. */
#define PAGE_POLICY \
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " \
	"frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; " \
	"frame-ancestors 'none'"
/* Of the issue: what mail programs show, and nothing that runs. */
#define HTML_POLICY \
	"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: http: https:; " \
	"font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " \
	"sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"

struct serve {
	struct ctx c; /* with an arena that lives until the next load */
	const struct args *a;
	const char *prefix; /* of all paths: "/SECRET/" */
	struct arena arena;
	struct preview_copy copy;
	struct buf seen; /* the files when they were loaded last: see add_file */
	int64_t version;
	struct buf state; /* JSON, but for its version */
	struct buf html;
};

/* A line that is another one when the file is. */
static void
add_file(struct buf *out, const char *path)
{
	struct stat st = { 0 };

	(void)stat(path, &st); /* not there: all 0 */
	buf_printf(out, "%s %llu %lld %lld.%09ld\n", path, (unsigned long long)st.st_ino,
	    (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* The issue's file, and what it is made of, as far as the last load knew. */
static void
look_at_files(struct serve *s, struct buf *out)
{
	const char *issue = args_at(s->a, 0), *folder;
	const struct source *source = &s->copy.draft.source;
	const struct source_file *f;
	struct arena paths = { 0 };

	folder = file_path_folder(issue, &paths);
	add_file(out, issue);
	if (args_has(s->a, "params")) /* from wherever it is */
		add_file(out, args_value(s->a, "params"));
	for (f = source->files; f < source->files + source->count; f++) {
		if (f->role == SOURCE_ISSUE)
			continue;
		add_file(out,
		    *f->name == '/' ? f->name
				    : arena_printf(&paths, "%s%s", folder, f->name));
	}
	arena_release(&paths);
}

static void
put_findings(struct json *j, const struct findings *f)
{
	const struct finding *one;

	json_key(j, "findings");
	json_open_array(j);
	for (one = f->list; one < f->list + f->count; one++) {
		json_open_object(j);
		json_key(j, "file");
		json_put_str(j, one->file);
		json_key(j, "line");
		json_put_int(j, (int64_t)one->line);
		json_key(j, "column");
		json_put_int(j, (int64_t)one->column);
		json_key(j, "severity");
		json_put_str(j, severity_name(one->severity));
		json_key(j, "text");
		json_put_str(j, one->text);
		json_close_object(j);
	}
	json_close_array(j);
}

/* What stands behind the subject in a mailbox: read from what is sent, so that it is
 * what this reader gets. */
static const char *
preheader_of(struct serve *s)
{
	struct findings none;
	struct html html = { .preheader = "" };

	findings_init(&none, &s->arena);
	html_read(
	    &html, (struct span){ s->html.data, s->html.len }, "", &s->arena, &none);
	return html.preheader != NULL ? html.preheader : "";
}

/* The members of the state that only a good issue has. */
static int
put_copy(struct serve *s, struct json *j, struct err *e)
{
	struct preview_copy *p = &s->copy;
	struct buf subject, text;
	int rc = -1;

	buf_init(&subject, LETTER_MAX);
	buf_init(&text, LETTER_MAX);
	buf_reset(&s->html);
	if (preview_copy_write(p, PREVIEW_SUBJECT, &subject, e) < 0 ||
	    preview_copy_write(p, PREVIEW_TEXT, &text, e) < 0 ||
	    (letter_manuscript(p->draft.letter)->form != MANUSCRIPT_TEXT &&
		preview_copy_write(p, PREVIEW_HTML, &s->html, e) < 0))
		goto out;
	json_key(j, "issue");
	json_put_str(j, p->draft.name);
	json_key(j, "as");
	json_put_str(j, p->reader.address);
	json_key(j, "subject");
	json_put_span(j, (struct span){ subject.data, subject.len });
	json_key(j, "preheader");
	json_put_str(j, preheader_of(s));
	json_key(j, "text");
	json_put_span(j, (struct span){ text.data, text.len });
	json_key(j, "html");
	json_put_bool(j, s->html.len > 0);
	rc = 0;
out:
	buf_release(&subject);
	buf_release(&text);
	return rc;
}

/* What nlctl check would say, but for what it says after a look at each reader: that
 * takes too long while somebody writes.  A setting that it cannot read is the failure
 * then. */
static void
check(struct serve *s, struct err *e)
{
	struct draft *d = &s->copy.draft;
	struct err why = { 0 };

	if (d->settings == NULL || d->to.nlists == 0)
		return;
	if (checking_look_at_issue(d, &s->c, &why) < 0)
		err_set(e, why.kind, "%s", why.msg);
	findings_sort(&d->findings);
}

/* Why there is no copy; "": there is one. */
static const char *
failure(struct serve *s, const struct err *e)
{
	size_t n = s->copy.draft.findings.errors;

	if (e->kind != ERR_DATA || n == 0)
		return e->msg;
	return arena_printf(&s->arena,
	    "%zu mistake%s to mend; below it is as it was before", n, n == 1 ? "" : "s");
}

/* Read the issue anew; what is wrong with it is in the state. */
static void
load(struct serve *s)
{
	struct err e = { 0 };
	struct json j;

	preview_copy_release(&s->copy);
	arena_reset(&s->arena);
	buf_reset(&s->state);
	json_init(&j, &s->state);
	json_open_object(&j);
	if (preview_copy_load(&s->copy, &s->c, s->a, true, &e) == 0)
		(void)put_copy(s, &j, &e);
	check(s, &e);
	put_findings(&j, &s->copy.draft.findings);
	json_key(&j, "error");
	json_put_str(&j, failure(s, &e));
	json_key(&j, "version");
	json_put_int(&j, ++s->version);
	json_close_object(&j);
}

/* Load when a file is another one.  A load may find that the issue is made of other
 * files; one that changes while it is read is seen at the next look, for how it was
 * is taken down before. */
static void
look(struct serve *s)
{
	struct buf now;
	int i;

	buf_init(&now, FINGERPRINT_MAX);
	for (i = 0; i < LOADS_MAX; i++) {
		buf_reset(&now);
		look_at_files(s, &now);
		if (str_eq(now.data, s->seen.data))
			break;
		buf_reset(&s->seen);
		buf_add(&s->seen, now.data, now.len);
		load(s);
	}
	buf_release(&now);
}

/* Is the Host that was asked for a number, or this machine's own name?  A page of
 * somebody else's may have a name that leads here; a number it cannot. */
static bool
is_own_host(const char *host)
{
	const char *port = strrchr(host, ':'), *end = strrchr(host, ']');
	size_t n = port != NULL && (end == NULL || port > end) ? (size_t)(port - host)
							       : strlen(host);
	unsigned char number[sizeof(struct in6_addr)];
	char name[HOST_MAX];

	if (n == 0 || n >= sizeof(name))
		return false;
	memcpy(name, host, n);
	name[n] = '\0';
	if (name[0] == '[' && name[n - 1] == ']') {
		name[n - 1] = '\0';
		return inet_pton(AF_INET6, name + 1, number) == 1;
	}
	return str_eq_ci(name, "localhost") || inet_pton(AF_INET, name, number) == 1;
}

static void
answer_state(struct serve *s, const struct http_request *r, struct http_response *out,
    struct arena *a)
{
	look(s);
	if (str_eq(r->query, arena_printf(a, "%lld", (long long)s->version))) {
		out->status = 204;
		return;
	}
	http_respond(out, 200, "application/json",
	    (struct span){ arena_memdup(a, s->state.data, s->state.len), s->state.len });
}

static void
answer_html(const struct serve *s, struct http_response *out, struct arena *a)
{
	http_response_add(out, "Content-Security-Policy", HTML_POLICY);
	http_respond(out, 200, "text/html; charset=utf-8",
	    (struct span){ arena_memdup(a, s->html.data, s->html.len), s->html.len });
}

static void
answer_file(struct http_response *out, const char *type, const char *file)
{
	http_response_add(out, "Content-Security-Policy", PAGE_POLICY);
	http_respond(out, 200, type, embedded(file));
}

static void
answer(void *arg, struct http_exchange *const *all, size_t n)
{
	const struct http_request *r = &all[0]->request;
	struct http_response *out = &all[0]->response;
	struct serve *s = arg;
	const char *name = r->path + strlen(s->prefix);

	(void)n; /* one at a time */
	http_response_add(out, "Cache-Control", "no-store");
	http_response_add(out, "X-Content-Type-Options", "nosniff");
	http_response_add(out, "Referrer-Policy", "no-referrer");
	http_response_add(out, "Cross-Origin-Resource-Policy", "same-origin");
	if (!http_request_reads(r)) {
		http_response_add(out, "Allow", "GET, HEAD");
		http_respond_line(out, 405, "only GET and HEAD\n");
	} else if (!is_own_host(http_request_header(r, "Host")))
		http_respond_line(out, 421, "not under this name\n");
	else if (!str_starts(r->path, s->prefix))
		http_respond_line(out, 404,
		    "no such page: open the address that nlctl "
		    "preview --serve printed\n");
	else if (str_eq(name, ""))
		answer_file(out, "text/html; charset=utf-8", "cli/pages/preview.html");
	else if (str_eq(name, "preview.css"))
		answer_file(out, "text/css; charset=utf-8", "cli/pages/preview.css");
	else if (str_eq(name, "preview.js"))
		answer_file(
		    out, "text/javascript; charset=utf-8", "cli/pages/preview.js");
	else if (str_eq(name, "state"))
		answer_state(s, r, out, &all[0]->arena);
	else if (str_eq(name, "html"))
		answer_html(s, out, &all[0]->arena);
	else
		http_respond_line(out, 404, "no such page\n");
}

static const char *
make_prefix(struct ctx *c)
{
	unsigned char secret[SECRET_SIZE];
	char hex[2 * SECRET_SIZE + 1];

	random_bytes(&c->random, secret, sizeof(secret));
	str_hex(hex, secret, sizeof(secret));
	return arena_printf(c->arena, "/%s/", hex);
}

static int
tell(struct ctx *c, const struct serve *s, const struct httpd *h, struct err *e)
{
	const char *url =
	    arena_printf(c->arena, "http://%s%s", httpd_address(h), s->prefix);

	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "url", url);
		out_record_end(c->out);
	}
	out_line(c->out, "%s", url);
	say(c, "open this address in your web browser; Ctrl-C ends");
	return out_finish(c->out, e);
}

static int
serve(struct ctx *c, struct serve *s, struct err *e)
{
	const char *listen = args_value(s->a, "listen");
	const struct httpd_options options = {
		.listen = listen != NULL ? listen : ANY_PORT,
		.connections = CONNECTIONS,
		.seconds = REQUEST_SECONDS,
		.handler = answer,
		.arg = s,
	};
	struct stop stop = { .fd = -1 };
	struct httpd *h = NULL;
	int rc = -1;

	look(s);
	if (stop_init(&stop, e) == 0 && httpd_open(&h, &options, e) == 0)
		rc = tell(c, s, h, e);
	while (rc == 0 && stop_check(&stop) == 0)
		rc = httpd_turn(h, stop.fd, -1, e);
	httpd_close(h);
	stop_release(&stop);
	return rc;
}

int
preview_serve(struct ctx *c, const struct args *a, struct err *e)
{
	struct serve s = { .c = *c, .a = a, .prefix = make_prefix(c) };
	struct err missing = { 0 };
	int rc;

	s.c.arena = &s.arena;
	buf_init(&s.seen, FINGERPRINT_MAX);
	buf_init(&s.state, STATE_MAX);
	buf_init(&s.html, LETTER_MAX);
	rc = preview_copy_load(&s.copy, &s.c, a, true, &missing);
	if (rc < 0 && missing.kind != ERR_DATA)
		err_set(e, missing.kind, "%s", missing.msg);
	else
		rc = serve(c, &s, e);
	preview_copy_release(&s.copy);
	arena_release(&s.arena);
	buf_release(&s.seen);
	buf_release(&s.state);
	buf_release(&s.html);
	return rc;
}
