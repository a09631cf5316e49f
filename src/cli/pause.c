/* nlctl pause - hold an issue that is being sent.  See nlctl-pause(1). */
#include "cli/cmd.h"
#include "cli/sending.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_pause = {
	.name = "pause",
	.synopsis = "ISSUE",
	.summary = "Hold an issue that is being sent",
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct issue issue;

	if (issue_get(c->db, args_at(a, 0), c->arena, &issue, e) < 0 ||
	    issue_pause(c->db, &issue, e) < 0 ||
	    issue_refresh(c->db, c->arena, &issue, e) < 0)
		return -1;
	sending_print(c, &issue);
	return 0;
}
