/* site - which page answers.  See site.h. */
#include "web/site.h"

#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"
#include "web/accept.h"
#include "web/page.h"
#include "web/page_shelf.h"
#include "web/visit.h"

#include <string.h>

#define A_TREE (-1)

/* Where a path leads: its first part, and how many there are; or A_TREE of files, with
 * folders, in which the page finds its way itself. */
static const struct route {
	const char *first;
	int parts;
	bool posts;       /* POST does something there */
	const char *name; /* for the log */
	int (*visit)(struct visit *v, struct err *e);
} routes[] = {
	{ "", 0, false, "home", home_visit }, /* List-Help leads here */
	{ "u", 2, true, "unsubscribe", unsubscribe_visit },
	/* listmonk's: the links of mail that it sent, /subscription/ISSUE/PERSON. */
	{ "subscription", 3, true, "unsubscribe", unsubscribe_visit },
	{ "p", 2, true, "preferences", preferences_visit },
	{ "c", 2, true, "confirm", confirm_visit },
	{ "s", 2, true, "subscribe", subscribe_visit },
	{ "v", 2, false, "mirror", mirror_visit },
	{ "i", 2, false, "picture", picture_visit },
	{ "a", A_TREE, false, "archive", archive_visit },
	{ "robots.txt", 1, false, "robots", robots_visit },
	{ "logo", 2, false, "logo", logo_visit },
	{ "l", 3, false, "click", click_visit },
	{ "o", 2, false, "open", open_visit },
	{ "health", 1, false, "health", health_visit },
};

/* Clicks are the one thing that GET may store.  The path of base-url is not known here:
 * some other paths are taken for theirs, and write nothing. */
bool
site_writes(const struct http_request *r)
{
	return http_request_posts(r) || strstr(r->path, "/l/") != NULL ||
	    strstr(r->path, "/o/") != NULL;
}

static const struct route *
find_route(const struct visit *v)
{
	bool is_folder = v->nparts > 0 && *v->path[v->nparts - 1] == '\0';
	size_t i;

	for (i = 0; v->nparts >= 0 && i < ARRAY_LEN(routes); i++) {
		if (!str_eq(v->path[0], routes[i].first))
			continue;
		if (routes[i].parts == A_TREE ||
		    (v->nparts == routes[i].parts && !is_folder))
			return &routes[i];
	}
	return NULL;
}

/* What may be done there is asked, or something that may not. */
static void
answer_methods(struct visit *v, const struct route *route)
{
	if (str_eq(v->request->method, "OPTIONS"))
		v->out->status = 204;
	else
		page_answer(v, "wrong", 405, NULL, 0);
	http_response_add(v->out, "Allow",
	    route->posts ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS");
}

static int
base_path(const struct site *s, struct arena *a, const char **out, struct err *e)
{
	const char *url, *path;
	size_t n;

	if (setting_get(s->settings, 0, "base-url", a, &url, e) < 0)
		return -1;
	path = strstr(url, "://");
	path = path != NULL ? strchr(path + 3, '/') : NULL;
	n = path != NULL ? strcspn(path, "?#") : 0;
	while (n > 0 && path[n - 1] == '/')
		n--;
	*out = n > 0 ? arena_memdup(a, path, n) : "";
	return 0;
}

/* What the browser asks for, else the setting. */
static int
choose_language(struct visit *v, struct err *e)
{
	const char *code;

	v->lang_asked =
	    accept_language(&v->lang, http_request_header(v->request, "Accept-Language"));
	if (v->lang_asked)
		return 0;
	if (setting_get(v->site->settings, 0, "language", v->arena, &code, e) < 0)
		return -1;
	if (!lang_find(&v->lang, code))
		lang_find(&v->lang, "en");
	return 0;
}

static const char *
answer(struct visit *v, struct err *e)
{
	const struct route *route;

	if (settings_renew(v->site->settings, e) < 0 || choose_language(v, e) < 0 ||
	    base_path(v->site, v->arena, &v->base, e) < 0)
		return "trouble";
	v->nparts = path_cut(v->request->path, v->base, v->arena, v->path);
	route = find_route(v);
	if (route == NULL) {
		page_answer(v, "missing", 404, NULL, 0);
		return "missing";
	}
	if (http_request_reads(v->request) ||
	    (route->posts && http_request_posts(v->request)))
		route->visit(v, e);
	else
		answer_methods(v, route);
	return route->name;
}

/* Who visits, and what becomes of it. */
struct guest {
	struct visit visit;
	const char *name; /* for the log */
	struct err trouble;
};

static void
arrive(struct guest *g, const struct site *s, struct http_exchange *x)
{
	*g = (struct guest){
		.name = "trouble",
		.visit = { .site = s,
		    .request = &x->request,
		    .path = { "" },
		    .base = "",
		    .out = &x->response,
		    .arena = &x->arena },
	};
}

/* There is trouble, whatever the answer was until now. */
static void
refuse(struct guest *g, unsigned status)
{
	struct visit *v = &g->visit;

	http_response_release(v->out);
	if (v->lang.code == NULL &&
	    !accept_language(
		&v->lang, http_request_header(v->request, "Accept-Language")))
		lang_find(&v->lang, "en");
	page_answer(v, "trouble", status, NULL, 0);
	if (status == 503)
		http_response_add(v->out, "Retry-After", SITE_RETRY_SECONDS);
}

/* Answer in the transaction that was begun, and take back what was left undone. */
static void
answer_one(struct guest *g)
{
	g->name = answer(&g->visit, &g->trouble);
	db_rollback(g->visit.site->db);
	if (g->trouble.kind == ERR_NONE)
		g->trouble = g->visit.failure;
	if (g->trouble.kind != ERR_NONE)
		refuse(g, g->trouble.kind == ERR_TEMP ? 503 : 500);
	else
		g->trouble = g->visit.warning;
}

/* What only reads sees one moment. */
static void
answer_reader(struct guest *g)
{
	if (db_begin_read(g->visit.site->db, &g->trouble) == 0)
		answer_one(g);
	else
		refuse(g, 503);
}

/* Nothing can be stored: then nothing is done, but who would only have been counted gets
 * an answer all the same. */
static void
answer_unstored(struct guest *g, struct http_exchange *x, const struct err *why)
{
	if (http_request_posts(&x->request)) {
		refuse(g, 503);
		g->trouble = *why;
	} else {
		http_response_release(&x->response);
		arrive(g, g->visit.site, x);
		g->visit.unstored = true;
		answer_reader(g);
	}
}

/* Another process writes: whoever is patient is left for later. */
static void
answer_locked_out(const struct site *s, struct http_exchange *x, const struct err *why)
{
	int64_t patience =
	    http_request_posts(&x->request) ? SITE_PATIENCE_MS : SITE_CLICK_PATIENCE_MS;
	struct guest g;

	if (why->kind == ERR_TEMP && x->waited < patience)
		return;
	arrive(&g, s, x);
	answer_unstored(&g, x, why);
	s->done(s->arg, x, g.name, &g.trouble);
}

/* What writes waits for the disk: once for all of them.  Their answers are true when
 * it has the changes; without these, none is. */
static void
answer_group(
    struct db *db, struct guest *guests, struct http_exchange *const *all, size_t n)
{
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		answer_one(&guests[i]);
	if (db_group_commit(db, &e) == 0)
		return;
	for (i = 0; i < n; i++)
		answer_unstored(&guests[i], all[i], &e);
}

void
site_init_shelves(struct site *s)
{
	s->shelf = mirror_shelf_new();
	s->pictures = picture_shelf_new();
	s->pages = page_shelf_new();
}

void
site_release_shelves(struct site *s)
{
	page_shelf_free(s->pages);
	picture_shelf_free(s->pictures);
	mirror_shelf_free(s->shelf);
}

void
site_answer(const struct site *s, struct http_exchange *const *all, size_t n)
{
	bool writes = site_writes(&all[0]->request);
	struct guest *guests;
	struct err e = { 0 };
	size_t i;

	if (writes && db_group_begin(s->db, &e) < 0) {
		for (i = 0; i < n; i++)
			answer_locked_out(s, all[i], &e);
		return;
	}
	guests = xcalloc(n, sizeof(*guests));
	for (i = 0; i < n; i++)
		arrive(&guests[i], s, all[i]);
	if (writes)
		answer_group(s->db, guests, all, n);
	else
		for (i = 0; i < n; i++)
			answer_reader(&guests[i]);
	for (i = 0; i < n; i++)
		s->done(s->arg, all[i], guests[i].name, &guests[i].trouble);
	xfree(guests);
}

int
health_visit(struct visit *v, struct err *e)
{
	struct stmt *st = db_stmt(v->site->db, SQL_WEB_HEALTH);
	int64_t one;

	if (stmt_int(st, &one, e) < 0)
		return -1;
	http_respond_line(v->out, 200, "ok\n");
	http_response_add(v->out, "Cache-Control", "no-store");
	return 0;
}
