/* nlctl subscribe - put people on a list.  See nlctl-subscribe(1). */
#include "cli/person.h"
#include "people/subscription.h"
#include "util/str.h"
#include "util/xalloc.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "this list, not the default one" },
	{ 'f', "field", "FIELD=VALUE", "also set this field; may be repeated" },
	{ 0, "again", NULL, "take back people who left, at their wish" },
	{ 0, "source", "TEXT", "where this comes from: a proof of consent" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_subscribe = {
	.name = "subscribe",
	.synopsis = "[-l LIST] [-f FIELD=VALUE]... [--again] [--source TEXT] EMAIL ...",
	.summary = "Put people on a list",
	.options = options,
	.argmin = 1,
	.argmax = -1,
	.needs = CMD_DB_CREATE,
	.run = run,
};

static const char *const outcomes[] = {
	[SUBSCRIPTION_ADDED] = "added",
	[SUBSCRIPTION_THERE] = "there",
	[SUBSCRIPTION_RETURNED] = "returned",
	[SUBSCRIPTION_HAD_LEFT] = "left",
};

static void
tell(struct ctx *c, const struct subscription_result *r, const char *list)
{
	const char *address = r->contact.address;

	switch (r->outcome) {
	case SUBSCRIPTION_ADDED:
		say(c, "'%s' is on the list '%s' now", address, list);
		break;
	case SUBSCRIPTION_THERE:
		say(c, "'%s' is on the list '%s' already%s", address, list,
		    r->fields_changed ? "; fields updated" : "");
		break;
	case SUBSCRIPTION_RETURNED:
		say(c, "'%s' is back on the list '%s'", address, list);
		break;
	case SUBSCRIPTION_HAD_LEFT:
		warn(c, "'%s' had left the list '%s': at their wish, add --again",
		    address, list);
		break;
	}
	if (!out_is_json(c->out))
		return;
	out_record_begin(c->out);
	out_text(c->out, "address", address);
	out_text(c->out, "list", list);
	out_text(c->out, "outcome", outcomes[r->outcome]);
	out_bool(c->out, "new_contact", r->new_contact);
	out_bool(c->out, "fields_changed", r->fields_changed);
	out_record_end(c->out);
}

/* Nothing comes of this address; the others are still looked at. */
static bool
is_of_one(enum err_kind kind)
{
	return kind == ERR_DATA || kind == ERR_CONFLICT || kind == ERR_NO;
}

/* Where people confirm by mail, nobody is put on the list behind their back. */
static int
may_add(struct ctx *c, const struct list *l, struct err *e)
{
	bool asks;

	if (setting_bool(c->settings, l->id, "confirm", &asks, e) < 0)
		return -1;
	if (asks)
		return err_set(e, ERR_CONFIG,
		    "people on the list '%s' confirm by mail (setting 'confirm'), and this "
		    "command sends none: with their consent at hand, add -o confirm=no",
		    l->name);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *source = args_value(a, "source");
	struct subscription_request r = {
		.source = source != NULL ? source : "subscribe",
		.again = args_has(a, "again"),
		.now = clock_now(&c->clock),
	};
	struct subscription_result result;
	struct assignment *fields;
	struct err one = { 0 };
	struct list l;
	int i, failed = 0;

	if (person_list(c, a, &l, e) < 0 || may_add(c, &l, e) < 0 ||
	    person_assignments(c, a, -1, &fields, &r.nfields, e) < 0)
		return -1;
	r.fields = fields;
	r.list = l.id;
	for (i = 0; i < a->count; i++) {
		r.address = args_at(a, i);
		if (subscription_add(&result, c->db, &r, c->arena, &one) == 0) {
			tell(c, &result, l.name);
			failed += result.outcome == SUBSCRIPTION_HAD_LEFT;
			continue;
		}
		if (a->count == 1 || !is_of_one(one.kind)) {
			*e = one;
			return -1;
		}
		warn(c, "%s", one.msg);
		err_clear(&one);
		failed++;
	}
	if (failed > 0)
		return err_set(e, ERR_NO, "%d of %d not subscribed", failed, a->count);
	return 0;
}
