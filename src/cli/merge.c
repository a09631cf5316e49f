/* nlctl merge - make one contact of two.  See nlctl-merge(1). */
#include "delivery/merge.h"
#include "cli/cmd.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'n', "plan", NULL, "show what would happen, change nothing" },
	{ 'y', "yes", NULL, "do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_merge = {
	.name = "merge",
	.synopsis = "[-n | -y] EMAIL INTO",
	.summary = "Make one contact of two",
	.options = options,
	.argmin = 2,
	.argmax = 2,
	.needs = CMD_DB_WRITE,
	.check = check,
	.run = run,
};

static int
check(const struct args *a, struct err *e)
{
	if (args_has(a, "plan") && args_has(a, "yes"))
		return err_set(
		    e, ERR_USAGE, "options '--plan' and '--yes' do not go together");
	return 0;
}

static void
show_lists(struct out *o, const struct twins *t)
{
	size_t i;

	out_list_begin(o, "subscriptions");
	for (i = 0; i < t->nlists; i++) {
		const struct twins_list *l = &t->lists[i];

		out_record_begin(o);
		out_text(o, "list", l->name);
		out_text(o, "contact", subscription_state_name(l->from));
		if (l->both)
			out_text(o, "into", subscription_state_name(l->into));
		else
			out_null(o, "into");
		out_text(o, "result", subscription_state_name(l->result));
		out_record_end(o);
	}
	out_list_end(o);
}

static void
show(struct ctx *c, const struct merge *m, bool plan)
{
	const struct twins *t = &m->twins;
	struct out *o = c->out;
	size_t i;

	out_record_begin(o);
	if (out_is_json(o))
		out_bool(o, "plan", plan);
	out_text(o, "contact", t->from.address);
	out_text(o, "into", t->into.address);
	out_list_begin(o, "filled_fields");
	for (i = 0; i < t->nfilled; i++) {
		out_record_begin(o);
		out_text(o, "name", t->filled[i]);
		out_record_end(o);
	}
	out_list_end(o);
	show_lists(o, t);
	out_text_or_null(o, "suppressed", suppression_reason_name(t->suppressed));
	out_int(o, "copies_moved", m->copies);
	out_int(o, "second_copies", m->doubles);
	out_int(o, "skipped", m->skipped);
	out_int(o, "events_moved", t->events);
	out_record_end(o);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *address = args_at(a, 0), *into = args_at(a, 1);
	bool yes = args_has(a, "yes");
	int64_t now = clock_now(&c->clock);
	struct merge m;

	if (!yes) {
		if (merge_contacts(&m, c->db, address, into, true, now, c->arena, e) < 0)
			return -1;
		show(c, &m, true);
		if (args_has(a, "plan")) {
			say(c, "a plan: nothing was changed");
			return 0;
		}
		if (out_finish(c->out, e) < 0 ||
		    confirm(c, false, "make one contact of the two, for good", e) < 0)
			return -1;
	}
	if (merge_contacts(&m, c->db, address, into, false, now, c->arena, e) < 0)
		return -1;
	if (yes)
		show(c, &m, false);
	say(c, "'%s' is part of '%s' now", m.twins.from.address, m.twins.into.address);
	return 0;
}
