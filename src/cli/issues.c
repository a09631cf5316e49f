/* nlctl issues - all issues and how they stand.  See nlctl-issues(1). */
#include "cli/cmd.h"
#include "delivery/issue.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_issues = {
	.name = "issues",
	.synopsis = "",
	.summary = "List all issues and how they stand",
	.needs = CMD_DB_READ,
	.run = run,
};

static const struct column columns[] = {
	{ "issue", 24 },
	{ "state", 10 },
	{ "created", 17 },
	{ "audience", 8 },
	{ "sent", 8 },
	{ "deferred", 8 },
	{ "failed", 6 },
	{ "uncertain", 9 },
	{ "skipped", 7 },
	{ "subject", 40 },
};

static int
print_row(void *arg, const struct issue *issue, struct err *e)
{
	struct out *out = arg;

	(void)e;
	out_row_begin(out);
	out_text(out, "issue", issue->name);
	out_text(out, "state", issue->state);
	out_time(out, "created", issue->created);
	out_int(out, "audience", issue->audience);
	out_int(out, "sent", issue->count[DELIVERY_SENT]);
	out_int(out, "deferred", issue->count[DELIVERY_DEFERRED]);
	out_int(out, "failed", issue->count[DELIVERY_FAILED]);
	out_int(out, "uncertain", issue->count[DELIVERY_UNCERTAIN]);
	out_int(out, "skipped", issue->count[DELIVERY_SKIPPED]);
	out_text(out, "subject", issue->subject);
	out_row_end(out);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	int rc;

	(void)a;
	out_rows_begin(c->out, columns, sizeof(columns) / sizeof(columns[0]));
	rc = issue_each(c->db, false, c->arena, print_row, c->out, e);
	out_rows_end(c->out);
	return rc;
}
