/* nlctl run - do what is due: what cron calls.  See nlctl-run(1). */
#include "cli/cmd.h"
#include "cli/sending.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_run = {
	.name = "run",
	.synopsis = "",
	.summary = "Send what is due: what cron calls",
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	(void)a;
	return sending_all(c, e);
}
