/* nlctl imports - the imports there were.  See nlctl-imports(1). */
#include "cli/cmd.h"
#include "people/import_log.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_imports = {
	.name = "imports",
	.synopsis = "",
	.summary = "List the imports there were, for 'import --undo'",
	.needs = CMD_DB_READ,
	.run = run,
};

static const struct column columns[] = {
	{ "import", 6 },
	{ "at", 17 },
	{ "undone", 17 },
	{ "records", 8 },
	{ "added", 8 },
	{ "added_do_not_mail", 0 },
	{ "updated", 8 },
	{ "same", 8 },
	{ "sticky", 8 },
	{ "duplicate_same", 0 },
	{ "duplicate_updated", 0 },
	{ "rejected", 8 },
	{ "file", 40 },
};

static int
print_row(void *arg, const struct import_logged *row, struct err *e)
{
	struct out *out = arg;

	(void)e;
	out_row_begin(out);
	out_int(out, "import", row->id);
	out_time(out, "at", row->at);
	if (row->undone != 0)
		out_time(out, "undone", row->undone);
	else
		out_null(out, "undone");
	out_int(out, "records", row->records);
	/* For people all that are new are one number. */
	out_int(
	    out, "added", out_is_json(out) ? row->added : row->added + row->added_silent);
	out_int(out, "added_do_not_mail", row->added_silent);
	out_int(out, "updated", row->updated);
	out_int(out, "same", row->same);
	out_int(out, "sticky", row->sticky);
	out_int(out, "duplicate_same", row->twice_same);
	out_int(out, "duplicate_updated", row->twice_updated);
	out_int(out, "rejected", row->rejected);
	out_text(out, "file", row->file);
	out_row_end(out);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	int rc;

	(void)a;
	out_rows_begin(c->out, columns, sizeof(columns) / sizeof(columns[0]));
	rc = import_log_each(c->db, print_row, c->out, e);
	out_rows_end(c->out);
	return rc;
}
