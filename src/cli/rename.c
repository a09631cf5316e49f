/* nlctl rename - give a contact another address.  See nlctl-rename(1). */
#include "people/rename.h"
#include "cli/cmd.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_rename = {
	.name = "rename",
	.synopsis = "EMAIL NEW",
	.summary = "Give a contact another address",
	.argmin = 2,
	.argmax = 2,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct rename r;
	const char *address;

	if (rename_contact(&r, c->db, args_at(a, 0), args_at(a, 1), clock_now(&c->clock),
		c->arena, e) < 0)
		return -1;
	address = r.contact.address;
	if (r.doubt[0] != '\0')
		warn(c, "'%s': %s", address, r.doubt);
	if (r.changed)
		say(c, "'%s' is '%s' now", r.before, address);
	else
		say(c, "'%s' is as before", address);
	if (r.suppressed != SUPPRESSION_NONE)
		warn(c,
		    "'%s' still gets no mail: %s; 'nlctl unblock %s' lifts it, at their "
		    "wish",
		    address, suppression_reason_name(r.suppressed), address);
	if (!out_is_json(c->out))
		return 0;
	out_record_begin(c->out);
	out_text(c->out, "before", r.before);
	out_text(c->out, "address", address);
	out_bool(c->out, "changed", r.changed);
	out_text_or_null(c->out, "suppressed", suppression_reason_name(r.suppressed));
	out_record_end(c->out);
	return 0;
}
