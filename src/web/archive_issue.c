/* archive_issue - the page of one issue.  See archive.h. */
#include "web/archive.h"

#include "util/str.h"
#include "util/xalloc.h"
#include "web/page.h"
#include "web/plain_text.h"

#include <string.h>

/* What may stand in <meta http-equiv>: a browser would complain of the rest. */
#define META_POLICY \
	"default-src 'none'; img-src 'self' https: data:; style-src 'unsafe-inline'; " \
	"form-action 'self'; base-uri 'none'"

/* The encoding is looked for in the first 1,024 bytes, and the author's may lie behind
 * them then. */
#define CHARSET "<meta charset=\"utf-8\">\n"

/* HTML that goes through the merge language once more, and comes out as it is. */
static const char *
without_tags(struct span html, struct arena *a)
{
	struct buf out;
	const char *text;
	size_t i;

	buf_init(&out, LETTER_MAX);
	for (i = 0; i < html.n; i++) {
		if (html.s[i] == '{')
			buf_adds(&out, "&#123;");
		else
			buf_addc(&out, html.s[i]);
	}
	text = arena_memdup(a, out.data, out.len);
	buf_release(&out);
	return text;
}

/* An issue that is a text, in a page of ours. */
static struct span
set_text(struct archive_request *a, const struct archived *issue, struct value head,
    struct span text)
{
	const struct value_pair values[] = {
		{ "title", value_text(issue->title) },
		{ "text", plain_text_html(text, a->visit->arena) },
		{ "all", value_text("./") },
		{ "subscribe", value_text(a->subscribe) },
		{ "head", head },
		{ "logo", value_text(archive_logo(a->visit)) },
	};

	return page_write(a->visit, "archived", values, ARRAY_LEN(values));
}

static int
write_page(const struct mirror *m, const struct visit *v, struct span *out, bool *is_html,
    struct err *e)
{
	struct compose_options o = { .db = v->site->db,
		.settings = v->site->settings,
		.clock = v->site->clock,
		.random = v->site->random };
	struct buf page;
	int rc;

	buf_init(&page, LETTER_MAX);
	rc = mirror_write(m, v->site->shelf, &o, &page, is_html, e);
	*out = (struct span){ arena_memdup(v->arena, page.data, page.len), page.len };
	buf_release(&page);
	return rc;
}

int
archive_answer_issue(
    struct archive_request *a, const struct archived *issue, struct err *e)
{
	struct visit *v = a->visit;
	const char *file = arena_printf(v->arena, "%s.html", issue->page);
	struct value head = archive_head(a, file, issue->summary, META_POLICY);
	const struct value_pair bar = { "subscribe", value_text(a->subscribe) };
	const struct compose_page page = {
		.mirror = *a->home != '\0'
		    ? arena_printf(v->arena, "%s/%s", a->address, file)
		    : file,
		.leave = *a->subscribe != '\0' ? a->subscribe : "#",
		.pictures = "../i/",
		.head = arena_printf(
		    v->arena, CHARSET "%s", without_tags(head.text, v->arena)),
		.body = without_tags(page_part(v, "archive_bar", &bar, 1).text, v->arena),
	};
	const struct mirror mirror = mirror_archive(a->list.list, issue->issue, &page);
	struct span body;
	bool is_html;

	if (write_page(&mirror, v, &body, &is_html, e) < 0)
		return -1;
	if (!is_html)
		body = set_text(a, issue, head, body);
	archive_answer(v, "text/html; charset=utf-8", PAGE_ISSUE_POLICY, body);
	return 0;
}
