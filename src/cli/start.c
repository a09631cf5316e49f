/*
 * nlctl, alone - what to do next in this very state.  See nlctl(1).
 *
 * Looks at the first thing that is missing on the way to a sent issue.
 */
#include "cli/cmd.h"
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

/* What a step of the way needs, and how to get it. */
static int
next(struct ctx *c, const char **why, const char **what, struct err *e)
{
	struct subscriber_filter mailable = { .mailable = true };
	const char *from, *relay;
	int64_t readers;

	if (setting_get(c->settings, 0, "from", c->arena, &from, e) < 0 ||
	    setting_get(c->settings, 0, "relay.default.url", c->arena, &relay, e) < 0 ||
	    subscriber_count(c->db, &mailable, &readers, e) < 0)
		return -1;
	if (from[0] == '\0') {
		*why = "nobody is named as the sender";
		*what = "nlctl config from 'Name <you@example.org>'";
	} else if (relay[0] == '\0') {
		*why = "no relay takes the mail";
		*what = "nlctl config relay.default.url smtp://localhost";
	} else if (readers == 0) {
		*why = "nobody is subscribed";
		*what = "nlctl import contacts.csv";
	} else {
		*why = arena_printf(
		    c->arena, "ready: %lld to be mailed", (long long)readers);
		*what = "nlctl send --test you@example.org issue.html";
	}
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *why = "there is no database yet",
		   *what = "nlctl init --from 'Name <you@example.org>' --smtp "
			   "smtp://localhost";

	(void)a;
	if (c->db != NULL && next(c, &why, &what, e) < 0)
		return -1;
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "database", c->db_path);
		out_bool(c->out, "exists", c->db != NULL);
		out_text(c->out, "state", why);
		out_text(c->out, "next", what);
		out_record_end(c->out);
		return 0;
	}
	out_line(c->out, "database '%s': %s", c->db_path, why);
	out_line(c->out, "next:  %s", what);
	out_line(c->out, "       nlctl help  # all commands");
	return 0;
}
