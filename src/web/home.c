/*
 * home - the page at the address itself: the lists that people may subscribe to by
 * themselves, or read the archive of, and how to unsubscribe.  Of others it says nothing.
 */
#include "delivery/archive.h"
#include "people/list.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/page.h"
#include "web/subscribe_form.h"
#include "web/visit.h"

/* The archives that there are; at: the next one, for lists come in the same order. */
struct archives {
	struct archive *all;
	int n, at;
	const char *home; /* archive_home */
};

static int
load_archives(struct archives *r, struct visit *v, struct err *e)
{
	if (archive_home(v->site->settings, v->arena, &r->home, e) < 0)
		return -1;
	if (*r->home == '\0')
		r->home = arena_printf(v->arena, "%s/a", v->base);
	r->n = archive_list(v->site->db, v->site->settings, v->arena, &r->all, e);
	return r->n;
}

/* Where the archive of this list is; "": it has none. */
static const char *
archive_address(struct archives *r, const struct visit *v, const struct list *list)
{
	if (r->at == r->n || r->all[r->at].list != list->id)
		return "";
	return arena_printf(v->arena, "%s/%s/", r->home, r->all[r->at++].page);
}

/* 1: *out is what the page says of it; 0: nothing; -1. */
static int
describe(struct value *out, struct visit *v, struct archives *r, const struct list *list,
    struct err *e)
{
	const char *subscribe, *about, *language, *archive = archive_address(r, v, list);

	if (subscribe_form_address(&subscribe, v, list->id, list->name, e) < 0 ||
	    setting_get(v->site->settings, list->id, "language", v->arena, &language, e) <
		0 ||
	    setting_get(v->site->settings, list->id, "description", v->arena, &about, e) <
		0)
		return -1;
	if (*subscribe == '\0' && *archive == '\0')
		return 0;
	const struct value_pair pairs[] = {
		{ "name", value_text(list->name) },
		{ "about", value_text(about) },
		{ "language", value_text(language) },
		{ "subscribe", value_text(subscribe) },
		{ "archive", value_text(archive) },
	};
	*out = page_map(pairs, ARRAY_LEN(pairs), v->arena);
	return 1;
}

/* How many there are in *out. */
static int
find_lists(struct value **out, struct visit *v, struct err *e)
{
	struct archives archives = { .at = 0 };
	struct list *lists;
	int n = list_all(v->site->db, v->arena, &lists, e), found = 0, rc = 0, i;

	if (n < 0 || load_archives(&archives, v, e) < 0)
		return -1;
	*out = arena_alloc(v->arena, (size_t)n * sizeof(**out));
	for (i = 0; i < n && rc >= 0; i++) {
		rc = describe(&(*out)[found], v, &archives, &lists[i], e);
		found += rc > 0;
	}
	return rc < 0 ? -1 : found;
}

/* What search engines look for. */
static int
write_head(struct value *out, struct visit *v, struct err *e)
{
	const char *base, *about;

	if (setting_url(v->site->settings, 0, "base-url", v->arena, &base, e) < 0 ||
	    setting_get(v->site->settings, 0, "description", v->arena, &about, e) < 0)
		return -1;
	if (*base != '\0')
		base = arena_printf(v->arena, "%s/", base);
	const struct value_pair values[] = {
		{ "address", value_text(base) },
		{ "about", value_text(about) },
	};
	*out = page_part(v, "home_head", values, ARRAY_LEN(values));
	return 0;
}

/* Everybody gets the same, but for the language. */
static void
answer_everybody(struct visit *v, struct span html)
{
	http_respond(v->out, 200, "text/html; charset=utf-8", html);
	page_publish(v, PAGE_POLICY);
	http_response_add(v->out, "Vary", "Accept-Language");
	http_response_add(v->out, "Content-Language", v->lang.code);
}

int
home_visit(struct visit *v, struct err *e)
{
	struct value *lists, head = value_text("");
	int n = find_lists(&lists, v, e);

	if (n < 0 || (n > 0 && write_head(&head, v, e) < 0))
		return -1;
	const struct value_pair values[] = {
		{ "lists", value_list(lists, (size_t)n) },
		{ "head", head },
	};
	if (n > 0)
		answer_everybody(v, page_write(v, "home", values, ARRAY_LEN(values)));
	else
		page_answer(v, "home", 200, values, ARRAY_LEN(values));
	return 0;
}
