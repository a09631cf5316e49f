/* archive - which file of the archives is asked for.  See archive.h. */
#include "web/archive.h"

#include "util/date.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/etag.h"
#include "web/look.h"
#include "web/page.h"
#include "web/subscribe_form.h"

#include <string.h>

#define PAGES_MAX 1000000

void
archive_answer(struct visit *v, const char *type, const char *policy, struct span body)
{
	http_respond(v->out, 200, type, body);
	page_publish(v, policy);
}

static int
answer_missing(struct visit *v)
{
	page_answer(v, "missing", 404, NULL, 0);
	return 0;
}

const char *
archive_logo(struct visit *v)
{
	struct look_logo logo;

	if (look_read_logo(&logo, v->site->settings, v->list, v->arena, &v->warning) < 0)
		return "";
	return logo.name;
}

static int
answer_logo(struct visit *v, const char *name, struct err *e)
{
	struct look_logo logo;

	if (look_read_logo(&logo, v->site->settings, v->list, v->arena, e) < 0)
		return -1;
	if (!str_eq(logo.name, name))
		return answer_missing(v);
	http_respond(v->out, 200, logo.type, logo.bytes);
	etag_add_hash(v);
	http_response_add(v->out, "Cache-Control", PAGE_A_WHILE);
	page_protect_picture(v);
	return 0;
}

struct value
archive_head(const struct archive_request *a, const char *page, const char *summary,
    const char *policy)
{
	struct visit *v = a->visit;
	const struct value_pair values[] = {
		{ "policy", value_text(policy) },
		{ "summary", value_text(summary) },
		{ "home", value_text(a->home) },
		{ "address",
		    value_text(arena_printf(v->arena, "%s/%s", a->address, page)) },
		{ "list", value_text(a->list.name) },
	};

	return page_part(v, "archive_head", values, ARRAY_LEN(values));
}

static struct value
issue_value(const struct visit *v, const struct archived *issue)
{
	char time[DATE_TEXT_SIZE], day[DATE_TEXT_SIZE];
	struct date local;

	date_rfc3339(issue->date, time);
	date_of_utc(date_wall(issue->date), &local);
	local.has_time = false;
	date_iso(&local, day);
	const struct value_pair pairs[] = {
		{ "href", value_text(arena_printf(v->arena, "%s.html", issue->page)) },
		{ "title", value_text(issue->title) },
		{ "summary", value_text(issue->summary) },
		{ "date", value_text(lang_day(&v->lang, issue->date, v->arena)) },
		{ "day", value_text(arena_strdup(v->arena, day)) },
		{ "time", value_text(arena_strdup(v->arena, time)) },
	};
	return page_map(pairs, ARRAY_LEN(pairs), v->arena);
}

struct value
archive_issues(const struct visit *v, const struct archived *issues, size_t n)
{
	struct value *items = arena_alloc(v->arena, n * sizeof(*items));
	size_t i;

	for (i = 0; i < n; i++)
		items[i] = issue_value(v, &issues[i]);
	return value_list(items, n);
}

/* "./" or "page-3.html"; "" for a page that there is not. */
static const char *
page_href(const struct visit *v, int64_t page, int64_t pages)
{
	if (page < 1 || page > pages)
		return "";
	return page == 1 ? "./"
			 : arena_printf(v->arena, "page-%lld.html", (long long)page);
}

/* The issues of one page, of which the first has the newest. */
static int
answer_page(struct archive_request *a, int64_t page, struct err *e)
{
	struct visit *v = a->visit;
	struct archived issues[ARCHIVE_PAGE_ISSUES];
	int64_t count, pages;
	const char *own;
	int n;

	if (archive_count(&count, v->site->db, &a->list, e) < 0)
		return -1;
	pages = (count + ARCHIVE_PAGE_ISSUES - 1) / ARCHIVE_PAGE_ISSUES;
	own = page == 1 ? "" : page_href(v, page, pages);
	if (page > 1 && page > pages)
		return answer_missing(v);
	n = archive_read(v->site->db, &a->list, (size_t)(page - 1) * ARCHIVE_PAGE_ISSUES,
	    issues, v->arena, e);
	if (n < 0)
		return -1;
	const struct value_pair values[] = {
		{ "list", value_text(a->list.name) },
		{ "issues", archive_issues(v, issues, (size_t)n) },
		{ "page", value_number((double)page) },
		{ "pages", value_number((double)pages) },
		{ "newer", value_text(page_href(v, page - 1, pages)) },
		{ "older", value_text(page_href(v, page + 1, pages)) },
		{ "subscribe", value_text(a->subscribe) },
		{ "home", value_text(a->home) },
		{ "about", value_text(a->about) },
		{ "head", archive_head(a, own, a->about, "") },
		{ "logo", value_text(archive_logo(v)) },
	};
	archive_answer(v, "text/html; charset=utf-8", PAGE_POLICY,
	    page_write(v, "archive", values, ARRAY_LEN(values)));
	http_response_add(v->out, "Content-Language", v->lang.code);
	return 0;
}

/* "page-12.html" is the twelfth; 0: it is no such name. */
static int64_t
page_number(const char *name, struct arena *arena)
{
	size_t n = strlen(name);
	int64_t page;

	if (!str_starts(name, "page-") || !str_ends(name, ".html") ||
	    str_to_int(arena_memdup(arena, name + 5, n - 10), 2, PAGES_MAX, &page) < 0)
		return 0;
	return page;
}

static int
answer_file(struct archive_request *a, const char *name, struct err *e)
{
	struct visit *v = a->visit;
	int64_t page = page_number(name, v->arena);
	struct archived issue;
	int rc;

	if (*name == '\0' || str_eq(name, "index.html"))
		return answer_page(a, 1, e);
	if (page > 0)
		return answer_page(a, page, e);
	if (str_starts(name, "logo."))
		return answer_logo(v, name, e);
	if (str_eq(name, "feed.xml") && *a->home != '\0')
		return archive_answer_feed(a, e);
	if (!str_ends(name, ".html"))
		return answer_missing(v);
	rc = archive_issue(&issue, v->site->db, &a->list,
	    arena_memdup(v->arena, name, strlen(name) - strlen(".html")), v->arena, e);
	if (rc <= 0)
		return rc < 0 ? -1 : answer_missing(v);
	return archive_answer_issue(a, &issue, e);
}

/* What lies in the folder of a list; name NULL: the folder, without its "/". */
static int
answer_list(
    struct visit *v, const char *home, const char *list, const char *name, struct err *e)
{
	struct archive_request a = { .visit = v, .home = home };
	int rc = archive_find(&a.list, v->site->db, v->site->settings, list, v->arena, e);

	if (rc <= 0)
		return rc < 0 ? -1 : answer_missing(v);
	if (name == NULL) {
		v->out->status = 301;
		http_response_add(
		    v->out, "Location", arena_printf(v->arena, "%s/", list));
		return 0;
	}
	if (subscribe_form_address(&a.subscribe, v, a.list.list, a.list.name, e) < 0 ||
	    setting_get(
		v->site->settings, a.list.list, "description", v->arena, &a.about, e) < 0)
		return -1;
	page_about(v, a.list.list);
	a.address =
	    *home != '\0' ? arena_printf(v->arena, "%s/%s", home, a.list.page) : "";
	return answer_file(&a, name, e);
}

static int
list_value(
    struct value *out, const struct visit *v, const struct archive *list, struct err *e)
{
	const char *about, *language;

	if (setting_get(
		v->site->settings, list->list, "description", v->arena, &about, e) < 0 ||
	    setting_get(
		v->site->settings, list->list, "language", v->arena, &language, e) < 0)
		return -1;
	const struct value_pair pairs[] = {
		{ "name", value_text(list->name) },
		{ "about", value_text(about) },
		{ "language", value_text(language) },
		{ "href", value_text(arena_printf(v->arena, "%s/", list->page)) },
	};
	*out = page_map(pairs, ARRAY_LEN(pairs), v->arena);
	return 0;
}

/* The lists that have an archive. */
static int
answer_overview(struct visit *v, const char *home, struct err *e)
{
	const struct archive_request whole = {
		.visit = v, .list = { .name = "" }, .home = home, .address = home
	};
	struct archive *all;
	int n = archive_list(v->site->db, v->site->settings, v->arena, &all, e), i;
	struct value *items;
	const char *about;

	if (n < 0 ||
	    setting_get(v->site->settings, 0, "description", v->arena, &about, e) < 0)
		return -1;
	items = arena_alloc(v->arena, (size_t)n * sizeof(*items));
	for (i = 0; i < n; i++) {
		if (list_value(&items[i], v, &all[i], e) < 0)
			return -1;
	}
	const struct value_pair values[] = {
		{ "archives", value_list(items, (size_t)n) },
		{ "head", archive_head(&whole, "", about, "") },
		{ "logo", value_text(archive_logo(v)) },
	};
	archive_answer(v, "text/html; charset=utf-8", PAGE_POLICY,
	    page_write(v, "archives", values, ARRAY_LEN(values)));
	http_response_add(v->out, "Content-Language", v->lang.code);
	return 0;
}

int
archive_visit(struct visit *v, struct err *e)
{
	const char *home, *first = v->nparts > 1 ? v->path[1] : NULL;
	const char *second = v->nparts > 2 ? v->path[2] : NULL;

	v->lang_asked = false;
	page_about(v, 0);
	if (first == NULL) {
		v->out->status = 301;
		http_response_add(v->out, "Location", "a/");
		return 0;
	}
	if (v->nparts > 3)
		return answer_missing(v);
	if (archive_home(v->site->settings, v->arena, &home, e) < 0)
		return -1;
	if (second == NULL && (*first == '\0' || str_eq(first, "index.html")))
		return answer_overview(v, home, e);
	if (second == NULL && str_eq(first, "sitemap.xml"))
		return *home == '\0' ? answer_missing(v)
				     : archive_answer_sitemap(v, home, e);
	if (second == NULL && str_eq(first, "robots.txt"))
		return robots_visit(v, e);
	if (second == NULL && str_starts(first, "logo."))
		return answer_logo(v, first, e);
	if (second != NULL && str_eq(first, "i")) {
		v->path[1] = second; /* as if below /i/ */
		return picture_visit(v, e);
	}
	return answer_list(v, home, first, second, e);
}
