/*
 * nlctl, alone - what to do next in this very state.  See nlctl(1).
 *
 * Looks at the first thing that is missing on the way to a sent issue, or that an
 * issue on its way waits for.
 */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/notice.h"
#include "people/list.h"
#include "people/subscriber.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_start = {
	.name = "",
	.synopsis = "[-d FILE] [-o KEY=VALUE]... [--json] [-q | -v] "
		    "[COMMAND [ARGUMENT ...]]",
	.summary = "Send a newsletter from one file",
	.argmax = 0,
	.needs = CMD_DB_MAYBE,
	.run = run,
};

/* The state of things in a few words, and the command that brings it forward. */
struct step {
	const char *why, *what;
};

/* Is a setting missing without which nothing can be sent? */
static int
look_at_settings(struct ctx *c, struct step *s, struct err *e)
{
	const char *from, *relay, *base, *address;

	if (setting_get(c->settings, 0, "from", c->arena, &from, e) < 0 ||
	    setting_get(c->settings, 0, "relay.default.url", c->arena, &relay, e) < 0 ||
	    setting_get(c->settings, 0, "base-url", c->arena, &base, e) < 0 ||
	    setting_get(c->settings, 0, "list-address", c->arena, &address, e) < 0)
		return -1;
	if (from[0] == '\0')
		*s = (struct step){ "nobody is named as the sender",
			"nlctl config from 'Name <you@example.org>'" };
	else if (relay[0] == '\0')
		*s = (struct step){ "no relay takes the mail",
			"nlctl config relay.default.url smtp://localhost" };
	else if (base[0] == '\0' && address[0] == '\0')
		*s = (struct step){
			"nobody could leave: no web address, no mailbox for it",
			"nlctl config base-url https://news.example.org"
		};
	return 0;
}

static int
look_at_readers(struct ctx *c, struct step *s, struct err *e)
{
	struct subscriber_filter mailable = { .mailable = true,
		.now = clock_now(&c->clock) };
	struct list l;
	bool any;

	if (list_default(&l, c->db, c->settings, c->arena, e) < 0)
		return -1;
	mailable.list = l.id;
	if (subscriber_any(c->db, &mailable, &any, e) < 0)
		return -1;
	if (any)
		*s = (struct step){ arena_printf(
					c->arena, "ready to send to '%s'", l.name),
			"nlctl send --test you@example.org issue.html" };
	else
		*s = (struct step){ arena_printf(
					c->arena, "nobody is on the list '%s'", l.name),
			"nlctl import contacts.csv" };
	return 0;
}

struct look {
	struct ctx *c;
	struct step *step;
};

/* Until one is found: the oldest issue that needs a person. */
static int
look_at_issue(void *arg, const struct issue *issue, struct err *e)
{
	struct look *look = arg;
	struct advice advice;

	(void)e;
	if (look->step->why != NULL || !sending_advice(issue, look->c->arena, &advice))
		return 0;
	look->step->why =
	    arena_printf(look->c->arena, "issue '%s': %s", issue->name, advice.why);
	look->step->what = advice.what;
	return 0;
}

/* Confirmations and tests that the relay did not take yet. */
static int
look_at_notices(struct ctx *c, struct step *s, struct err *e)
{
	int64_t waiting;

	if (notice_count_waiting(c->db, clock_now(&c->clock), &waiting, e) < 0)
		return -1;
	if (waiting > 0)
		*s = (struct step){ arena_printf(c->arena,
					"single messages that wait: %lld",
					(long long)waiting),
			"nlctl run" };
	return 0;
}

static int
next(struct ctx *c, struct step *s, struct err *e)
{
	struct look look = { c, s };

	if (look_at_settings(c, s, e) < 0)
		return -1;
	if (s->why == NULL &&
	    issue_each(c->db, false, c->arena, look_at_issue, &look, e) < 0)
		return -1;
	if (s->why == NULL && look_at_notices(c, s, e) < 0)
		return -1;
	return s->why == NULL ? look_at_readers(c, s, e) : 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct step s = { 0 };

	(void)a;
	if (c->db == NULL)
		s = (struct step){
			"there is no database yet",
			"nlctl init --from 'Name <you@example.org>' --smtp smtp://localhost"
		};
	else if (next(c, &s, e) < 0)
		return -1;
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "database", c->db_path);
		out_bool(c->out, "exists", c->db != NULL);
		out_text(c->out, "state", s.why);
		out_text(c->out, "next", s.what);
		out_record_end(c->out);
		return 0;
	}
	out_line(c->out, "database '%s': %s", c->db_path, s.why);
	out_line(c->out, "next:  %s", s.what);
	out_line(c->out, "       nlctl help  # all commands");
	return 0;
}
