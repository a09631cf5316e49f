/*
 * nlctl links - the links of an issue by their numbers and names.  See
 * nlctl-links(1).
 */
#include "cli/cmd.h"
#include "cli/draft.h"
#include "cli/findings.h"
#include "delivery/click.h"
#include "issue/check_url.h"
#include "issue/letter.h"
#include "util/xalloc.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "with the layout of this list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_links = {
	.name = "links",
	.synopsis = "[-l LIST] ISSUE\nISSUE set NAME URL",
	.summary = "Show the links of an issue by name",
	.options = options,
	.argmin = 1,
	.argmax = 4,
	.check = check,
	.needs = CMD_DB_WRITE,
	.run = run,
};

/* How often each was followed; by its number, from 1. */
struct counts {
	struct click_link *links;
	size_t n;
	struct arena *arena;
};

static int
note_clicks(void *arg, const struct click_link *link, struct err *e)
{
	struct counts *counts = arg;

	(void)e;
	if ((uint64_t)link->number <= counts->n) {
		counts->links[link->number - 1] = *link;
		counts->links[link->number - 1].url =
		    arena_strdup(counts->arena, link->url);
	}
	return 0;
}

static void
show_link(struct out *o, struct draft *d, const struct html_link *link,
    const struct counts *counts)
{
	const struct html *html = &letter_manuscript(d->letter)->html;
	struct finding place =
	    finding_place(&d->findings, d->file, html->source, link->offset);
	const struct click_link *clicks;
	const char *url = link->url;

	out_row_begin(o);
	out_int(o, "number", link->number);
	out_text(o, "name", link->name);
	out_text(o, "file", place.file);
	out_int(o, "line", (int64_t)place.line);
	out_int(o, "column", (int64_t)place.column);
	if (counts->n > 0) {
		clicks = &counts->links[link->number - 1];
		out_int(o, "clicks", clicks->human_clicks);
		out_int(o, "clicks_raw", clicks->clicks);
		url = clicks->url;
	}
	out_text(o, "url", url);
	out_row_end(o);
}

/* Of an issue that was sent with its clicks counted, these too. */
static int
show(struct ctx *c, struct draft *d, struct err *e)
{
	static const struct column counted[] = {
		{ "number", 6 },
		{ "name", 30 },
		{ "file", 0 },
		{ "line", 5 },
		{ "column", 0 },
		{ "clicks", 6 },
		{ "clicks_raw", 10 },
		{ "url", 40 },
	};
	static const struct column plain[] = {
		{ "number", 6 },
		{ "name", 30 },
		{ "file", 0 },
		{ "line", 5 },
		{ "column", 0 },
		{ "url", 40 },
	};
	const struct html *html = &letter_manuscript(d->letter)->html;
	struct counts counts = { .arena = c->arena };
	size_t i;

	if (d->from_database && d->known.track.mode != TRACK_NONE) {
		counts.n = html->nlinks;
		counts.links = arena_alloc(c->arena, counts.n * sizeof(*counts.links));
		if (click_each_link(c->db, d->known.id, note_clicks, &counts, e) < 0)
			return -1;
	}
	if (counts.n > 0)
		out_rows_begin(c->out, counted, ARRAY_LEN(counted));
	else
		out_rows_begin(c->out, plain, ARRAY_LEN(plain));
	for (i = 0; i < html->nlinks; i++)
		show_link(c->out, d, &html->links[i], &counts);
	out_rows_end(c->out);
	return 0;
}

/* Can they be told all the same?  Those of HTML are in the file; those of Markdown are
 * numbered with the ones of its layout, which only a compiled issue is set into. */
static bool
is_no_matter(const struct draft *d, const struct err *e)
{
	return (e->kind == ERR_DATA || e->kind == ERR_CONFIG) && d->settings != NULL &&
	    letter_manuscript(d->letter)->form == MANUSCRIPT_HTML;
}

static int
check(const struct args *a, struct err *e)
{
	const char *url;

	if (a->count == 1)
		return 0;
	if (a->count != 4 || !str_eq(args_at(a, 1), "set"))
		return err_set(
		    e, ERR_USAGE, "it is: links ISSUE, or links ISSUE set NAME URL");
	url = args_at(a, 3);
	if (url_fault(span_of(url)) != URL_SOUND || url_host(span_of(url)).n == 0 ||
	    template_has_tag(url))
		return err_set(
		    e, ERR_USAGE, "'%s' is no whole address of the web: https://…", url);
	return 0;
}

/* A wrong address that is in inboxes already. */
static int
mend(struct ctx *c, const struct args *a, struct err *e)
{
	struct issue issue;

	if (issue_get(c->db, args_at(a, 0), c->arena, &issue, e) < 0 ||
	    click_mend(
		c->db, &issue, args_at(a, 2), args_at(a, 3), clock_now(&c->clock), e) < 0)
		return -1;
	say(c, "link '%s' of '%s' leads to %s now", args_at(a, 2), issue.name,
	    args_at(a, 3));
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const struct draft_options silently = { .silent = true };
	struct draft d;
	int rc;

	if (a->count > 1)
		return mend(c, a, e);
	rc = draft_load(&d, c, a, &silently, e);
	if (rc < 0 && is_no_matter(&d, e)) {
		err_clear(e);
		rc = 0;
	}
	if (rc == 0)
		rc = show(c, &d, e);
	else
		findings_complain(c, &d.findings);
	draft_release(&d);
	return rc;
}
