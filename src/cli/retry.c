/* nlctl retry - send again what failed or is uncertain.  See nlctl-retry(1). */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/bulk.h"
#include "util/str.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "failed", NULL, "those that the relay refused" },
	{ 0, "uncertain", NULL, "those that may have arrived: some may get it twice" },
	{ 'y', "yes", NULL, "do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_retry = {
	.name = "retry",
	.synopsis = "[-y] --failed | --uncertain ISSUE",
	.summary = "Send again what failed or is uncertain",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	bool uncertain = args_has(a, "uncertain");
	enum delivery_state from = uncertain ? DELIVERY_UNCERTAIN : DELIVERY_FAILED;
	struct issue issue;
	int64_t n;

	if (uncertain == args_has(a, "failed"))
		return err_set(e, ERR_USAGE, "say --failed or --uncertain");
	if (issue_get(c->db, args_at(a, 0), c->arena, &issue, e) < 0)
		return -1;
	if (issue.count[from] == 0) {
		say(c, "nothing of issue '%s' is %s", issue.name,
		    delivery_state_names[from]);
		sending_print(c, &issue);
		return 0;
	}
	if (confirm(c, args_has(a, "yes"),
		arena_printf(c->arena, "send '%s' to %lld people again%s", issue.name,
		    (long long)issue.count[from],
		    uncertain ? ", though they may have it" : ""),
		e) < 0 ||
	    bulk_retry(c->db, &issue, from, clock_now(&c->clock), &n, e) < 0 ||
	    issue_refresh(c->db, c->arena, &issue, e) < 0)
		return -1;
	if (!str_eq(issue.state, "paused"))
		return sending_issue(c, &issue, e);
	say(c, "issue '%s' is paused: nlctl resume '%s' sends them", issue.name,
	    issue.name);
	sending_print(c, &issue);
	return 0;
}
