/* nlctl unblock - let addresses or domains be mailed again.  See nlctl-unblock(1). */
#include "cli/blocking.h"
#include "people/suppression.h"
#include "util/str.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_unblock = {
	.name = "unblock",
	.synopsis = "ADDRESS | @DOMAIN | @*.DOMAIN ...",
	.summary = "Lift what keeps addresses or domains from being mailed",
	.argmin = 1,
	.argmax = -1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static void
tell(struct ctx *c, const struct block_result *r)
{
	const char *was = suppression_reason_name(r->was);

	if (!r->changed)
		say(c, "'%s' was not blocked", r->what);
	else if (r->is_pattern)
		say(c, "'%s' may be mailed again, %lld contact%s", r->what,
		    (long long)r->contacts, r->contacts == 1 ? "" : "s");
	else if (r->still[0] == '\0')
		say(c, "'%s' may be mailed again: was %s", r->what, was);
	else
		warn(c, "'%s' was %s, and is still blocked by '%s'", r->what, was,
		    r->still);
	if (!out_is_json(c->out))
		return;
	out_record_begin(c->out);
	out_text(c->out, "who", r->what);
	out_text(c->out, "outcome", r->changed ? "unblocked" : "there");
	if (r->changed)
		out_text(c->out, "was", was);
	else
		out_null(c->out, "was");
	if (r->still[0] != '\0')
		out_text(c->out, "still_blocked_by", r->still);
	else
		out_null(c->out, "still_blocked_by");
	out_int(c->out, "contacts", r->contacts);
	out_record_end(c->out);
}

static const struct blocking blocking = {
	.work = block_lift,
	.tell = tell,
	.source = "unblock",
	.doing = "contacts unblocked",
	.done = "unblocked",
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	return blocking_run(&blocking, c, a, e);
}
