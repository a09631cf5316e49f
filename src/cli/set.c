/* nlctl set - change the fields of a contact.  See nlctl-set(1). */
#include "cli/person.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_set = {
	.name = "set",
	.synopsis = "EMAIL FIELD=VALUE ...",
	.summary = "Change the fields of a contact",
	.argmin = 2,
	.argmax = -1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct assignment *list;
	struct contact contact;
	bool changed;
	size_t n;

	if (person_assignments(c, a, 1, &list, &n, e) < 0 ||
	    contact_find(&contact, c->db, args_at(a, 0), c->arena, e) < 0 ||
	    contact_set_fields(&contact, c->db, list, n, clock_now(&c->clock), "set",
		c->arena, &changed, e) < 0)
		return -1;
	say(c, changed ? "'%s' changed" : "'%s' is as before", contact.address);
	if (!out_is_json(c->out))
		return 0;
	out_record_begin(c->out);
	out_text(c->out, "address", contact.address);
	out_bool(c->out, "changed", changed);
	if (person_fields(c, contact.fields, e) < 0)
		return -1;
	out_record_end(c->out);
	return 0;
}
