/* nlctl unfreeze - let this machine send from the database.  See nlctl-unfreeze(1). */
#include "cli/cmd.h"
#include "delivery/home.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'y', "yes", NULL, "do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_unfreeze = {
	.name = "unfreeze",
	.synopsis = "[-y]",
	.summary = "Let a frozen or copied database send, from this machine",
	.options = options,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	if (confirm(c, args_has(a, "yes"),
		"send from here; does no other copy of this database send any more",
		e) < 0 ||
	    home_unfreeze(c->db, e) < 0)
		return -1;
	say(c, "this machine sends from now on");
	if (!out_is_json(c->out))
		return 0;
	out_record_begin(c->out);
	out_bool(c->out, "frozen", false);
	out_record_end(c->out);
	return 0;
}
