/* audience_explain - why one person would get an issue.  See audience_explain.h. */
#include "cli/audience_explain.h"

#include "people/contact.h"
#include "util/str.h"

/* What was found on the way, for the one sentence that sums it up. */
struct findings {
	struct ctx *c;
	int64_t now;
	bool subscribed, paused;
	const char *excluded; /* the list that does it; NULL: none */
	bool meets;
};

static void
print_state(struct out *o, const struct recipient_state *s)
{
	out_record_begin(o);
	out_text(o, "list", s->list);
	out_text(o, "state", s->state[0] != '\0' ? s->state : "never");
	if (s->state[0] != '\0')
		out_time(o, "since", s->since);
	else
		out_null(o, "since");
	if (s->paused_until != 0)
		out_time(o, "paused_until", s->paused_until);
	out_record_end(o);
}

static int
note_list(void *arg, const struct recipient_state *s, struct err *e)
{
	struct findings *f = arg;
	bool paused = s->paused_until > f->now;

	(void)e;
	if (str_eq(s->state, "active")) {
		f->subscribed = f->subscribed || !paused;
		f->paused = f->paused || paused;
	}
	print_state(f->c->out, s);
	return 0;
}

static int
note_excluded(void *arg, const struct recipient_state *s, struct err *e)
{
	struct findings *f = arg;

	(void)e;
	if (str_eq(s->state, "active"))
		f->excluded = arena_strdup(f->c->arena, s->list);
	print_state(f->c->out, s);
	return 0;
}

/* People see the depth as an indent. */
static int
print_answer(void *arg, const struct audience_answer *answer, struct err *e)
{
	struct findings *f = arg;
	struct out *o = f->c->out;

	(void)e;
	if (answer->depth == 0)
		f->meets = answer->holds;
	out_record_begin(o);
	if (out_is_json(o)) {
		out_int(o, "depth", answer->depth);
		out_text(o, "condition", answer->condition);
	} else {
		out_text(o, "condition",
		    arena_printf(
			f->c->arena, "%*s%s", 2 * answer->depth, "", answer->condition));
	}
	out_bool(o, "holds", answer->holds);
	out_text_or_null(o, "value", answer->value);
	out_record_end(o);
	return 0;
}

static const char *
sentence(const struct findings *f, const struct contact *contact, bool gets)
{
	if (gets)
		return "on the list, and nothing is against it";
	if (contact->suppressed[0] != '\0')
		return arena_printf(f->c->arena, "gets no mail at all: the address is %s",
		    contact->suppressed);
	if (!f->subscribed && f->paused)
		return "the subscription is paused";
	if (!f->subscribed)
		return "not an active member of the list";
	if (f->excluded != NULL)
		return arena_printf(
		    f->c->arena, "a member of '%s', which is excluded", f->excluded);
	return "does not meet the condition";
}

int
audience_explain_print(
    struct ctx *c, const struct recipients *r, const char *email, struct err *e)
{
	struct findings f = { .c = c, .now = clock_now(&c->clock), .meets = true };
	struct contact contact;
	bool gets;

	if (contact_find(&contact, c->db, email, c->arena, e) < 0 ||
	    recipients_has(c->db, r, contact.id, f.now, &gets, e) < 0)
		return -1;
	out_record_begin(c->out);
	out_text(c->out, "address", contact.address);
	out_bool(c->out, "gets_it", gets);
	out_text_or_null(c->out, "suppressed", contact.suppressed);
	out_list_begin(c->out, "lists");
	if (recipients_states(c->db, r->lists, r->nlists, contact.id, note_list, &f, e) <
	    0)
		return -1;
	out_list_end(c->out);
	out_list_begin(c->out, "exclude");
	if (recipients_states(
		c->db, r->without, r->nwithout, contact.id, note_excluded, &f, e) < 0)
		return -1;
	out_list_end(c->out);
	out_list_begin(c->out, "where");
	if (recipients_explain(c->db, r, contact.id, f.now, print_answer, &f, e) < 0)
		return -1;
	out_list_end(c->out);
	out_text(c->out, "why", sentence(&f, &contact, gets));
	out_record_end(c->out);
	return 0;
}
