/* nlctl preview - an issue as one contact gets it.  See nlctl-preview(1). */
#include "cli/cmd.h"
#include "cli/draft.h"
#include "delivery/sample.h"
#include "issue/letter.h"
#include "util/str.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "as", "EMAIL", "as this contact gets it; else the first on the list" },
	{ 0, "as-empty", NULL, "as somebody with every field empty" },
	{ 0, "text", NULL, "the text part (the default)" },
	{ 0, "html", NULL, "the HTML part" },
	{ 0, "source", NULL, "the whole message, as it is sent" },
	{ 'l', "list", "LIST", "with the settings and people of this list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_preview = {
	.name = "preview",
	.synopsis =
	    "[--as EMAIL | --as-empty] [--text | --html | --source] [-l LIST] ISSUE",
	.summary = "Show an issue as one contact gets it",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.check = check,
	.run = run,
};

static int
choose_reader(struct ctx *c, const struct args *a, const struct draft *d,
    struct due *reader, struct err *e)
{
	const char *as = args_value(a, "as");

	if (args_has(a, "as-empty")) {
		sample_empty(reader, &c->random);
		return 0;
	}
	return sample_find(reader, c->db, as, &d->to.lists[0], &c->random, c->arena, e);
}

static int
write_part(struct draft *d, const char *part, const struct due *reader, struct buf *out,
    struct err *e)
{
	if (str_eq(part, "source"))
		return compose_write(d->compose, reader, out, e);
	return compose_write_part(d->compose, reader,
	    str_eq(part, "html") ? COMPOSE_HTML : COMPOSE_TEXT, out, e);
}

static int
check(const struct args *a, struct err *e)
{
	if (args_has(a, "text") + args_has(a, "html") + args_has(a, "source") > 1)
		return err_set(e, ERR_USAGE, "say one of --text, --html and --source");
	if (args_has(a, "as-empty") && args_has(a, "as"))
		return err_set(e, ERR_USAGE, "say --as or --as-empty, not both");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *part = args_has(a, "html") ? "html"
	    : args_has(a, "source")            ? "source"
					       : "text";
	struct draft_options none = { 0 };
	struct draft d = { 0 };
	struct due reader;
	struct buf out;
	int rc = -1;

	buf_init(&out, LETTER_MAX);
	if (draft_load(&d, c, a, &none, e) < 0 ||
	    choose_reader(c, a, &d, &reader, e) < 0 ||
	    write_part(&d, part, &reader, &out, e) < 0)
		goto out;
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "issue", d.name);
		out_text(c->out, "part", part);
		out_text_or_null(c->out, "as", reader.address);
		out_text(c->out, "content", out.data);
		out_record_end(c->out);
	}
	out_raw(c->out, out.data, out.len);
	rc = 0;
out:
	buf_release(&out);
	draft_release(&d);
	return rc;
}
