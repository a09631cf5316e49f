/* nlctl preview - an issue as one contact gets it.  See nlctl-preview(1). */
#include "cli/browser.h"
#include "cli/cmd.h"
#include "cli/pager.h"
#include "cli/preview_copy.h"
#include "cli/preview_serve.h"
#include "cli/screenshot.h"
#include "issue/letter.h"
#include "util/str.h"
#include "util/xalloc.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "as", "EMAIL", "as this contact gets it; else the first on the list" },
	{ 0, "as-empty", NULL, "as somebody with every field empty" },
	{ 0, "as-longest", NULL, "with the longest value of each field on the list" },
	{ 0, "text", NULL, "the text part (the default)" },
	{ 0, "html", NULL, "the HTML part" },
	{ 0, "source", NULL, "the whole message, as it is sent" },
	{ 0, "open", NULL, "the HTML part in the web browser" },
	{ 0, "screenshot", "FILE", "FILE-600.png and FILE-375.png, drawn by Chromium" },
	{ 0, "serve", NULL, "a page that shows it anew when a file of it changes" },
	{ 0, "listen", "ADDR:PORT",
	    "where --serve answers (a free port of this machine)" },
	{ 0, "params", "FILE", "JSON with the values of params.NAME" },
	{ 'l', "list", "LIST", "with the settings and people of this list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_preview = {
	.name = "preview",
	.synopsis = "[--as EMAIL | --as-empty | --as-longest] "
		    "[--text | --html | --source | --open | --serve | --screenshot FILE] "
		    "[--listen ADDR:PORT] [--params FILE] [-l LIST] ISSUE",
	.summary = "Show an issue as one contact gets it",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.check = check,
	.run = run,
};

/* The names of the parts in JSON, and of their options. */
static const char *const part_names[] = {
	[PREVIEW_TEXT] = "text",
	[PREVIEW_HTML] = "html",
	[PREVIEW_SOURCE] = "source",
};

static int
check(const struct args *a, struct err *e)
{
	static const char *const ways[] = { "text", "html", "source", "open", "serve",
		"screenshot" };
	int chosen = 0;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		chosen += args_has(a, ways[i]);
	if (chosen > 1)
		return err_set(e, ERR_USAGE,
		    "say one of --text, --html, --source, --open, --serve and --screenshot");
	if (args_has(a, "listen") && !args_has(a, "serve"))
		return err_set(e, ERR_USAGE, "--listen goes with --serve");
	if (args_has(a, "serve") && str_eq(args_at(a, 0), "-"))
		return err_set(e, ERR_USAGE, "--serve takes a file that can change");
	if (args_has(a, "as") + args_has(a, "as-empty") + args_has(a, "as-longest") > 1)
		return err_set(
		    e, ERR_USAGE, "say one of --as, --as-empty and --as-longest");
	return 0;
}

static enum preview_part
part_of(const struct args *a)
{
	if (args_has(a, "html") || args_has(a, "open") || args_has(a, "screenshot"))
		return PREVIEW_HTML;
	return args_has(a, "source") ? PREVIEW_SOURCE : PREVIEW_TEXT;
}

static void
show(
    struct ctx *c, const struct preview_copy *p, enum preview_part part, struct span text)
{
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "issue", p->draft.name);
		out_text(c->out, "part", part_names[part]);
		out_text_or_null(c->out, "as", p->reader.address);
		out_text(c->out, "content", text.s);
		out_record_end(c->out);
		return;
	}
	pager_show(c->out, text);
}

static int
open_in_browser(
    struct ctx *c, const struct preview_copy *p, struct span html, struct err *e)
{
	const char *path;

	if (browser_write(&path, p->draft.name, html, c->arena, e) < 0)
		return -1;
	out_line(c->out, "%s", path);
	return browser_open(path, e);
}

static int
draw(struct ctx *c, const char *file, struct span html, struct err *e)
{
	static const struct column columns[] = { { "file", 40 } };
	const char *paths[SCREENSHOT_WIDTHS];

	if (screenshot_take(paths, file, html, c->arena, e) < 0)
		return -1;
	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	for (int i = 0; i < SCREENSHOT_WIDTHS; i++) {
		out_row_begin(c->out);
		out_text(c->out, "file", paths[i]);
		out_row_end(c->out);
	}
	out_rows_end(c->out);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	enum preview_part part = part_of(a);
	struct preview_copy p;
	struct buf out;
	int rc = -1;

	if (args_has(a, "serve"))
		return preview_serve(c, a, e);
	buf_init(&out, LETTER_MAX);
	if (preview_copy_load(&p, c, a, false, e) < 0 ||
	    preview_copy_write(&p, part, &out, e) < 0)
		goto out;
	rc = 0;
	if (args_has(a, "open"))
		rc = open_in_browser(c, &p, (struct span){ out.data, out.len }, e);
	else if (args_has(a, "screenshot"))
		rc = draw(c, args_value(a, "screenshot"),
		    (struct span){ out.data, out.len }, e);
	else
		show(c, &p, part, (struct span){ out.data, out.len });
out:
	buf_release(&out);
	preview_copy_release(&p);
	return rc;
}
