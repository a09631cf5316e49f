/* nlctl show - all about one contact.  See nlctl-show(1). */
#include "cli/person.h"
#include "delivery/history.h"
#include "people/event.h"
#include "people/subscription.h"
#include "util/date.h"
#include "util/str.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_show = {
	.name = "show",
	.synopsis = "EMAIL",
	.summary = "Show all about one contact",
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_READ,
	.run = run,
};

static bool
is_paused(struct ctx *c, const struct subscription *s)
{
	return s->paused_until > clock_now(&c->clock);
}

/* "pending", or what it is until somebody confirms, or a pause is over. */
static void
show_state(struct ctx *c, const struct subscription *s)
{
	const char *state = subscription_state_name(s->state);
	const char *why = s->expires != 0 ? "to confirm" : "paused";
	char until[DATE_TEXT_SIZE];

	if ((s->expires == 0 && !is_paused(c, s)) || out_is_json(c->out)) {
		out_text(c->out, "state", state);
		return;
	}
	date_local(s->expires != 0 ? s->expires : s->paused_until, until);
	out_text(c->out, "state",
	    arena_printf(c->arena, "%s (%s until %s)", state, why, until));
}

static int
show_subscriptions(struct ctx *c, int64_t contact, struct err *e)
{
	struct subscription *s;
	size_t n, i;

	if (subscription_of(&s, &n, c->db, contact, c->arena, e) < 0)
		return -1;
	out_list_begin(c->out, "subscriptions");
	for (i = 0; i < n; i++) {
		out_record_begin(c->out);
		out_text(c->out, "list", s[i].list_name);
		show_state(c, &s[i]);
		out_time(c->out, "since", s[i].since);
		out_text_or_null(c->out, "source", s[i].source);
		if (s[i].expires != 0 && out_is_json(c->out))
			out_time(c->out, "confirm_until", s[i].expires);
		if (is_paused(c, &s[i]) && out_is_json(c->out))
			out_time(c->out, "paused_until", s[i].paused_until);
		out_record_end(c->out);
	}
	out_list_end(c->out);
	return 0;
}

static int
show_delivery(void *arg, const struct history_row *row, struct err *e)
{
	struct out *o = arg;

	(void)e;
	out_record_begin(o);
	out_text(o, "issue", row->issue);
	out_text(o, "state", row->state);
	out_text_or_null(o, "reason", row->reason);
	if (row->changed != 0)
		out_time(o, "changed", row->changed);
	else
		out_null(o, "changed");
	out_text_or_null(o, "queue_id", row->queue_id);
	out_text_or_null(o, "reply", row->reply);
	out_record_end(o);
	return 0;
}

static int
show_event(void *arg, const struct event_row *row, struct err *e)
{
	struct out *o = arg;

	(void)e;
	out_record_begin(o);
	out_time(o, "at", row->at);
	out_text(o, "kind", row->kind);
	out_text_or_null(o, "list", row->list);
	out_text_or_null(o, "issue", row->issue);
	out_text_or_null(o, "source", row->source);
	if (row->detail[0] != '\0')
		out_json(o, "detail", row->detail);
	else
		out_null(o, "detail");
	out_record_end(o);
	return 0;
}

static void
show_contact(struct out *o, const struct contact *contact)
{
	out_text(o, "address", contact->address);
	out_text(o, "key", contact->key);
	out_bool(o, "needs_smtputf8", contact->eai);
	out_text_or_null(o, "suppressed", contact->suppressed);
	out_text_or_null(o, "language", contact->language);
	out_time(o, "added", contact->added);
	out_text_or_null(o, "source", contact->source);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct contact contact;
	int rc = -1;

	/* One moment: what is shown together was true together. */
	if (db_begin_read(c->db, e) < 0)
		return -1;
	if (contact_find(&contact, c->db, args_at(a, 0), c->arena, e) < 0)
		goto out;
	out_record_begin(c->out);
	show_contact(c->out, &contact);
	if (person_fields(c, contact.fields, e) < 0 ||
	    show_subscriptions(c, contact.id, e) < 0)
		goto out;
	out_list_begin(c->out, "deliveries");
	if (history_each(c->db, contact.id, show_delivery, c->out, e) < 0)
		goto out;
	out_list_end(c->out);
	out_list_begin(c->out, "events");
	if (event_each(c->db, contact.id, show_event, c->out, e) < 0)
		goto out;
	out_list_end(c->out);
	out_record_end(c->out);
	rc = 0;
out:
	db_rollback(c->db);
	return rc;
}
