/* nlctl subscribe - put people on a list.  See nlctl-subscribe(1). */
#include "cli/person.h"
#include "cli/sending.h"
#include "delivery/confirmation.h"
#include "delivery/notice.h"
#include "people/subscription.h"
#include "util/date.h"
#include "util/str.h"
#include "util/xalloc.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "this list, not the default one" },
	{ 'f', "field", "FIELD=VALUE", "also set this field; may be repeated" },
	{ 0, "again", NULL, "take back people who left, at their wish" },
	{ 0, "confirm", NULL, "ask them by mail to confirm first" },
	{ 0, "no-confirm", NULL, "do not ask: their consent is at hand" },
	{ 0, "source", "TEXT", "where this comes from: a proof of consent" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_subscribe = {
	.name = "subscribe",
	.synopsis = "[-l LIST] [-f FIELD=VALUE]... [--again] [--confirm | --no-confirm] "
		    "[--source TEXT] EMAIL ...",
	.summary = "Put people on a list",
	.options = options,
	.argmin = 1,
	.argmax = -1,
	.needs = CMD_DB_CREATE,
	.check = check,
	.run = run,
};

static const char *const outcomes[] = {
	[SUBSCRIPTION_ADDED] = "added",
	[SUBSCRIPTION_THERE] = "there",
	[SUBSCRIPTION_RETURNED] = "returned",
	[SUBSCRIPTION_HAD_LEFT] = "left",
	[SUBSCRIPTION_ASKS] = "pending",
};

/* What run keeps from the first address to the last. */
struct job {
	struct ctx *c;
	struct list list;
	struct subscription_request request;
	struct confirmation *confirmation; /* NULL: nobody must confirm */
	struct confirmation_result *asked; /* who must, in their order */
	int nasked, failed, unsent;
};

static void
print(struct job *j, const struct subscription_result *r)
{
	struct out *o = j->c->out;

	out_text(o, "address", r->contact.address);
	out_text(o, "list", j->list.name);
	out_text(o, "outcome", outcomes[r->outcome]);
	out_bool(o, "new_contact", r->new_contact);
	out_bool(o, "fields_changed", r->fields_changed);
}

static void
tell(struct job *j, const struct subscription_result *r)
{
	const char *address = r->contact.address, *list = j->list.name;
	struct ctx *c = j->c;

	if (r->doubt[0] != '\0')
		warn(c, "'%s': %s", address, r->doubt);
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
		j->failed++;
		break;
	case SUBSCRIPTION_ASKS:
		BUG("'%s' is told of before the mail is sent", address);
	}
	if (!out_is_json(c->out))
		return;
	out_record_begin(c->out);
	print(j, r);
	out_record_end(c->out);
}

/* Who must confirm is told of when the mail has left, or has not. */
static int
tell_asked(struct job *j, const struct confirmation_result *r, struct err *e)
{
	const char *address = r->person.contact.address;
	struct notice_state mail = { "none", "" };
	char until[DATE_TEXT_SIZE], next[DATE_TEXT_SIZE];
	struct ctx *c = j->c;

	date_local(r->expires, until);
	date_local(r->next, next);
	if (r->notice != 0 && notice_get_state(c->db, r->notice, c->arena, &mail, e) < 0)
		return -1;
	if (r->notice == 0) {
		warn(c,
		    "'%s' was asked by mail before: not once more until %s; the link works "
		    "until %s",
		    address, next, until);
	} else if (str_eq(mail.state, "sent")) {
		say(c, "'%s' is asked by mail to confirm the list '%s' until %s", address,
		    j->list.name, until);
	} else if (str_eq(mail.state, "failed")) {
		warn(c, "the mail to '%s' was refused: %s", address, mail.reply);
		j->unsent++;
	} else if (str_eq(mail.state, "uncertain")) {
		warn(c,
		    "the mail to '%s' may or may not have left: subscribe them once more "
		    "tomorrow when they have not confirmed",
		    address);
		j->unsent++;
	} else {
		say(c, "'%s' will be asked by mail to confirm the list '%s' until %s",
		    address, j->list.name, until);
	}
	if (!out_is_json(c->out))
		return 0;
	out_record_begin(c->out);
	print(j, &r->person);
	out_time(c->out, "confirm_until", r->expires);
	out_text(c->out, "mail", mail.state);
	out_record_end(c->out);
	return 0;
}

/* Nothing comes of this address; the others are still looked at. */
static bool
is_of_one(enum err_kind kind)
{
	return kind == ERR_DATA || kind == ERR_CONFLICT || kind == ERR_NO;
}

static int
add_one(struct job *j, struct err *e)
{
	struct confirmation_result *asked = &j->asked[j->nasked];
	struct subscription_result plain, *r = &plain;
	struct ctx *c = j->c;
	int rc;

	if (j->confirmation == NULL) {
		rc = subscription_add(&plain, c->db, &j->request, c->arena, e);
	} else {
		r = &asked->person;
		rc = confirmation_ask(j->confirmation, &j->request, asked, c->arena, e);
	}
	if (rc < 0)
		return -1;
	if (r->outcome == SUBSCRIPTION_ASKS)
		j->nasked++;
	else
		tell(j, r);
	return 0;
}

static int
add_all(struct job *j, const struct args *a, struct err *e)
{
	struct err one = { 0 };
	int i;

	for (i = 0; i < a->count; i++) {
		j->request.address = args_at(a, i);
		if (add_one(j, &one) == 0)
			continue;
		if (a->count == 1 || !is_of_one(one.kind)) {
			*e = one;
			return -1;
		}
		warn(j->c, "%s", one.msg);
		err_clear(&one);
		j->failed++;
	}
	return 0;
}

/* The mails go out, those too that an earlier run could not send. */
static int
send_mails(struct job *j, struct err *e)
{
	struct err fault = { 0 };
	int i, rc;

	if (j->nasked == 0)
		return 0;
	rc = sending_waiting(j->c, &fault);
	for (i = 0; i < j->nasked; i++) {
		if (tell_asked(j, &j->asked[i], e) < 0)
			return -1;
	}
	if (rc < 0)
		return err_set(e, fault.kind, "%s", fault.msg);
	return 0;
}

/* Do people confirm?  Then everything is made ready for it. */
static int
prepare(struct job *j, const struct args *a, struct err *e)
{
	const struct issue_list list = { j->list.id, j->list.name };
	struct ctx *c = j->c;

	j->request.confirm = args_has(a, "confirm");
	if (!j->request.confirm && !args_has(a, "no-confirm") &&
	    setting_bool(c->settings, j->list.id, "confirm", &j->request.confirm, e) < 0)
		return -1;
	if (!j->request.confirm)
		return 0;
	return confirmation_open(
	    &j->confirmation, c->db, c->settings, &c->random, &list, c->arena, e);
}

static int
check(const struct args *a, struct err *e)
{
	if (args_has(a, "confirm") && args_has(a, "no-confirm"))
		return err_set(e, ERR_USAGE,
		    "options '--confirm' and '--no-confirm' do not go together");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *source = args_value(a, "source");
	struct job j = { .c = c,
		.request = {
		    .source = source != NULL ? source : "subscribe",
		    .again = args_has(a, "again"),
		    .now = clock_now(&c->clock),
		} };
	struct assignment *fields;
	struct err one = { 0 };
	int rc;

	if (person_list(c, a, &j.list, e) < 0 || prepare(&j, a, e) < 0 ||
	    person_assignments(c, a, -1, &fields, &j.request.nfields, e) < 0)
		return -1;
	j.request.fields = fields;
	j.request.list = j.list.id;
	j.asked = arena_alloc(c->arena, ((size_t)a->count + 1) * sizeof(*j.asked));
	rc = add_all(&j, a, &one);
	if (send_mails(&j, e) < 0)
		return -1;
	if (rc < 0)
		return err_set(e, one.kind, "%s", one.msg);
	if (j.failed > 0)
		return err_set(e, ERR_NO, "%d of %d not subscribed", j.failed, a->count);
	if (j.unsent > 0)
		return err_set(
		    e, ERR_NO, "%d of %d mails were not sent", j.unsent, j.nasked);
	return 0;
}
