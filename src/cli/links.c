/*
 * nlctl links - the links of an issue by their numbers and names.  See
 * nlctl-links(1).
 */
#include "cli/cmd.h"
#include "cli/draft.h"
#include "cli/findings.h"
#include "issue/letter.h"
#include "util/xalloc.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "with the layout of this list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_links = {
	.name = "links",
	.synopsis = "[-l LIST] ISSUE",
	.summary = "Show the links of an issue by name",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static void
show(struct out *o, struct draft *d)
{
	static const struct column columns[] = {
		{ "number", 6 },
		{ "name", 30 },
		{ "file", 0 },
		{ "line", 5 },
		{ "column", 0 },
		{ "url", 40 },
	};
	const struct html *html = &letter_manuscript(d->letter)->html;
	const struct html_link *link;
	struct finding place;

	out_rows_begin(o, columns, ARRAY_LEN(columns));
	for (link = html->links; link < html->links + html->nlinks; link++) {
		place = finding_place(&d->findings, d->file, html->source, link->offset);
		out_row_begin(o);
		out_int(o, "number", link->number);
		out_text(o, "name", link->name);
		out_text(o, "file", place.file);
		out_int(o, "line", (int64_t)place.line);
		out_int(o, "column", (int64_t)place.column);
		out_text(o, "url", link->url);
		out_row_end(o);
	}
	out_rows_end(o);
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
run(struct ctx *c, const struct args *a, struct err *e)
{
	const struct draft_options silently = { .silent = true };
	struct draft d;
	int rc = draft_load(&d, c, a, &silently, e);

	if (rc < 0 && is_no_matter(&d, e)) {
		err_clear(e);
		rc = 0;
	}
	if (rc == 0)
		show(c->out, &d);
	else
		findings_complain(c, &d.findings);
	draft_release(&d);
	return rc;
}
