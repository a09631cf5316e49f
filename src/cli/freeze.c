/* nlctl freeze - let this database send nothing.  See nlctl-freeze(1). */
#include "cli/cmd.h"
#include "delivery/home.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_freeze = {
	.name = "freeze",
	.synopsis = "",
	.summary = "Let this database send nothing until it is unfrozen",
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	(void)a;
	if (home_freeze(c->db, e) < 0)
		return -1;
	say(c, "frozen: nothing is sent until nlctl unfreeze");
	if (!out_is_json(c->out))
		return 0;
	out_record_begin(c->out);
	out_bool(c->out, "frozen", true);
	out_record_end(c->out);
	return 0;
}
