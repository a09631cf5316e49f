/* archive_feed - the files that programs read: Atom (RFC 4287), a site map
 * (sitemaps.org), and where that is (RFC 9309).  See archive.h. */
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

/* XML 1.0 has neither U+FFFE nor U+FFFF (section 2.2; names and titles have no control
 * characters): one of them anywhere, and readers refuse the whole feed.  U+FFFD is as
 * long as these. */
static struct span
without_forbidden(struct span xml, struct arena *a)
{
	char *s = arena_memdup(a, xml.s, xml.n);
	size_t i;

	for (i = 0; i < xml.n; i++) {
		if (str_starts(s + i, "\xEF\xBF\xBE") ||
		    str_starts(s + i, "\xEF\xBF\xBF"))
			s[i + 2] = '\xBD';
	}
	return (struct span){ s, xml.n };
}

int
archive_answer_feed(struct archive_request *a, struct err *e)
{
	struct visit *v = a->visit;
	struct archived issues[ARCHIVE_PAGE_ISSUES];
	char updated[DATE_TEXT_SIZE];
	int n = archive_read(v->site->db, &a->list, 0, issues, v->arena, e);

	if (n < 0)
		return -1;
	date_rfc3339(n > 0 ? issues[0].date : a->list.created, updated);
	const struct value_pair values[] = {
		{ "list", value_text(a->list.name) },
		{ "about", value_text(a->about) },
		{ "logo", value_text(archive_logo(v)) },
		{ "address", value_text(a->address) },
		{ "updated", value_text(updated) },
		{ "issues", archive_issues(v, issues, (size_t)n) },
	};
	archive_answer(v, "application/atom+xml; charset=utf-8", POLICY,
	    without_forbidden(
		page_part(v, "feed.xml", values, ARRAY_LEN(values)).text, v->arena));
	return 0;
}

/* A site map that is being written. */
struct sitemap {
	struct buf out;
	size_t left;        /* addresses for which there is room */
	const char *folder; /* of the list that is written */
};

/* One address, while there is room; time "": it changes with the others. */
static void
add_address(struct sitemap *map, const char *page, const char *end, const char *time)
{
	if (map->left == 0 || map->out.len + ADDRESS_ROOM > SITEMAP_MAX)
		return;
	map->left--;
	buf_adds(&map->out, "<url><loc>");
	html_escape(span_of(map->folder), &map->out);
	buf_printf(&map->out, "/%s%s</loc>", page, end);
	if (*time != '\0')
		buf_printf(&map->out, "<lastmod>%s</lastmod>", time);
	buf_adds(&map->out, "</url>\n");
}

static int
add_issue(void *arg, const struct archived *issue, struct err *e)
{
	char time[DATE_TEXT_SIZE];

	(void)e;
	date_rfc3339(issue->date, time);
	add_address(arg, issue->page, ".html", time);
	return 0;
}

/* The pages of one list. */
static int
add_list(struct sitemap *map, const struct visit *v, const char *home,
    const struct archive *list, struct err *e)
{
	map->folder = arena_printf(v->arena, "%s/%s", home, list->page);
	add_address(map, "", "", "");
	return map->left > 0 ? archive_each(v->site->db, list, add_issue, map, e) : 0;
}

int
archive_answer_sitemap(struct visit *v, const char *home, struct err *e)
{
	struct archive *all;
	int n = archive_list(v->site->db, v->site->settings, v->arena, &all, e), rc = 0,
	    i;
	struct sitemap map = { .left = SITEMAP_ADDRESSES };
	struct buf *out = &map.out;

	buf_init(out, SITEMAP_MAX);
	buf_adds(out,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	map.folder = home;
	add_address(&map, "", "", "");
	for (i = 0; i < n && rc == 0; i++)
		rc = add_list(&map, v, home, &all[i], e);
	buf_adds(out, "</urlset>\n");
	if (n < 0 || rc < 0)
		rc = -1;
	else
		archive_answer(v, "application/xml; charset=utf-8", POLICY,
		    (struct span){
			arena_memdup(v->arena, out->data, out->len), out->len });
	buf_release(out);
	return rc;
}

/* Search engines look for it at the root of the host, whatever is there. */
int
robots_visit(struct visit *v, struct err *e)
{
	const char *home;

	if (archive_home(v->site->settings, v->arena, &home, e) < 0)
		return -1;
	if (*home == '\0')
		page_answer(v, "missing", 404, NULL, 0);
	else
		archive_answer(v, "text/plain; charset=utf-8", POLICY,
		    span_of(arena_printf(v->arena,
			"User-agent: *\nDisallow:\n\nSitemap: %s/sitemap.xml\n", home)));
	return 0;
}
