/*
 * mirror - the page behind "view in browser": an issue as its reader got it, or as
 * everybody may see it.  delivery/mirror.c makes it; here it is put behind a policy
 * that lets it show text, styles and pictures, and do nothing.
 */
#include "delivery/mirror.h"

#include "util/xalloc.h"
#include "web/page.h"
#include "web/plain_text.h"
#include "web/visit.h"

/* A text, in a page of ours. */
static int
answer_text(struct visit *v, const struct mirror *m, struct span text, struct err *e)
{
	const char *title;
	int64_t list;

	if (mirror_title(v->site->db, m->issue, v->arena, &title, &list, e) < 0)
		return -1;
	page_about(v, list);
	const struct value_pair values[] = {
		{ "title", value_text(title) },
		{ "text", plain_text_html(text, v->arena) },
		{ "all", value_text("") },
		{ "subscribe", value_text("") },
	};
	page_answer(v, "archived", 200, values, ARRAY_LEN(values));
	return 0;
}

static int
show(struct visit *v, const struct mirror *m, struct err *e)
{
	struct compose_options o = { .db = v->site->db,
		.settings = v->site->settings,
		.clock = v->site->clock,
		.random = v->site->random };
	struct span body;
	struct buf page;
	bool is_html;
	int rc;

	buf_init(&page, LETTER_MAX);
	rc = mirror_write(m, v->site->shelf, &o, &page, &is_html, e);
	body = (struct span){ arena_memdup(v->arena, page.data, page.len), page.len };
	buf_release(&page);
	if (rc == 0 && !is_html)
		return answer_text(v, m, body, e);
	if (rc == 0) {
		http_respond(v->out, 200, "text/html; charset=utf-8", body);
		page_protect(v, PAGE_ISSUE_POLICY);
	}
	return rc;
}

int
mirror_visit(struct visit *v, struct err *e)
{
	struct mirror mirror;

	if (mirror_find(&mirror, v->site->db, v->path[1], v->arena, e) < 0)
		return -1;
	if (mirror.kind == MIRROR_NONE)
		page_answer(v, "missing", 404, NULL, 0);
	else if (mirror.kind == MIRROR_TEST)
		page_answer(v, "test", 200, NULL, 0);
	else
		return show(v, &mirror, e);
	return 0;
}
