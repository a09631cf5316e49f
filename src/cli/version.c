/* nlctl version - which nlctl this is.  See nlctl-version(1). */
#include "cli/cmd.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_version = {
	.name = "version",
	.synopsis = "",
	.summary = "Show which nlctl this is",
	.argmax = 0,
	.needs = CMD_NOTHING,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	(void)a;
	(void)e;
	out_line(c->out, "nlctl %s", NLCTL_VERSION);
	if (out_is_json(c->out) || c->verbose) {
		out_record_begin(c->out);
		out_text(c->out, "version", NLCTL_VERSION);
		out_int(c->out, "database_version", db_version());
		out_record_end(c->out);
	}
	return 0;
}
