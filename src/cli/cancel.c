/* nlctl cancel - send no further copy of an issue.  See nlctl-cancel(1). */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/bulk.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'y', "yes", NULL, "do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_cancel = {
	.name = "cancel",
	.synopsis = "[-y] ISSUE",
	.summary = "Send no further copy of an issue",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct issue issue;
	int64_t skipped;

	if (issue_get(c->db, args_at(a, 0), c->arena, &issue, e) < 0 ||
	    confirm(c, args_has(a, "yes"),
		arena_printf(c->arena, "cancel '%s' for the %lld who have not got it",
		    issue.name,
		    (long long)(issue.count[DELIVERY_QUEUED] +
			issue.count[DELIVERY_DEFERRED])),
		e) < 0 ||
	    bulk_cancel(c->db, &issue, clock_now(&c->clock), &skipped, e) < 0 ||
	    issue_refresh(c->db, c->arena, &issue, e) < 0)
		return -1;
	sending_print(c, &issue);
	return 0;
}
