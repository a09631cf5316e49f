/* archive_feed - the files that programs read: Atom (RFC 4287) and a site map
 * (sitemaps.org).  See archive.h. */
#include "web/archive.h"

#include "issue/filter.h"
#include "util/date.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/page.h"

#include <string.h>

#define POLICY "default-src 'none'"
/* What sitemaps.org allows; who has more has other ways to be found. */
#define SITEMAP_MAX (50u << 20) /* bytes */
#define SITEMAP_ADDRESSES 50000
#define ADDRESS_ROOM 65536 /* bytes that one address needs at most, and the end */

int
archive_answer_feed(struct archive_visit *a, struct err *e)
{
	struct visit *v = a->visit;
	struct archived issues[ARCHIVE_PAGE_ISSUES];
	char updated[DATE_TEXT_SIZE];
	int n = archive_read(v->site->db, &a->list, 0, issues, v->arena, e);

	if (n < 0)
		return -1;
	date_rfc3339(n > 0 ? issues[0].date : 0, updated);
	const struct value_pair values[] = {
		{ "list", value_text(a->list.name) },
		{ "address", value_text(a->address) },
		{ "updated", value_text(updated) },
		{ "issues", archive_issues(v, issues, (size_t)n) },
	};
	archive_answer(v, "application/atom+xml; charset=utf-8", POLICY,
	    page_part(v, "feed.xml", values, ARRAY_LEN(values)).text);
	return 0;
}

/* One address, while there is room; day "": it changes with the others. */
static void
add_address(
    struct buf *out, size_t *left, const char *folder, const char *file, const char *day)
{
	if (*left == 0 || out->len + ADDRESS_ROOM > SITEMAP_MAX)
		return;
	--*left;
	buf_adds(out, "<url><loc>");
	html_escape(span_of(folder), out);
	buf_printf(out, "/%s</loc>", file);
	if (*day != '\0')
		buf_printf(out, "<lastmod>%s</lastmod>", day);
	buf_adds(out, "</url>\n");
}

/* The pages of one list. */
static int
add_list(struct buf *out, size_t *left, const struct visit *v, const char *home,
    const struct archive *list, struct err *e)
{
	const char *folder = arena_printf(v->arena, "%s/%s", home, list->page);
	struct archived issues[ARCHIVE_PAGE_ISSUES];
	char time[DATE_TEXT_SIZE];
	struct arena a = { 0 };
	size_t at;
	int n = 0, i;

	add_address(out, left, folder, "", "");
	for (at = 0; n >= 0 && *left > 0 && at < list->issues;
	     at += ARCHIVE_PAGE_ISSUES) {
		arena_reset(&a);
		n = archive_read(v->site->db, list, at, issues, &a, e);
		for (i = 0; i < n; i++) {
			date_rfc3339(issues[i].date, time);
			add_address(out, left, folder,
			    arena_printf(&a, "%s.html", issues[i].page), time);
		}
	}
	arena_release(&a);
	return n < 0 ? -1 : 0;
}

int
archive_answer_sitemap(struct visit *v, const char *home, struct err *e)
{
	struct archive *all;
	int n = archive_list(v->site->db, v->site->settings, v->arena, &all, e), rc = 0,
	    i;
	size_t left = SITEMAP_ADDRESSES;
	struct buf out;

	buf_init(&out, SITEMAP_MAX);
	buf_adds(&out,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (i = 0; i < n && rc == 0; i++)
		rc = add_list(&out, &left, v, home, &all[i], e);
	buf_adds(&out, "</urlset>\n");
	if (n < 0 || rc < 0)
		rc = -1;
	else
		archive_answer(v, "application/xml; charset=utf-8", POLICY,
		    (struct span){ arena_memdup(v->arena, out.data, out.len), out.len });
	buf_release(&out);
	return rc;
}
