/* nlctl resume - go on with an issue that was paused.  See nlctl-resume(1). */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/depart.h"
#include "util/str.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_resume = {
	.name = "resume",
	.synopsis = "ISSUE",
	.summary = "Go on with an issue that was paused or held",
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

/* A held one departs now, to the audience of now; one whose departure was cut short
 * goes on with it. */
static int
let_go(struct ctx *c, const struct issue *issue, struct err *e)
{
	struct crash crash;

	if (!str_eq(issue->state, "held") && !str_eq(issue->state, "departing"))
		return issue_resume(c->db, issue, e);
	crash_init(&crash);
	return depart_issue(
	    c->db, issue->id, &c->random, &crash, clock_now(&c->clock), e);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct issue issue;

	if (issue_get(c->db, args_at(a, 0), c->arena, &issue, e) < 0 ||
	    let_go(c, &issue, e) < 0 || issue_refresh(c->db, c->arena, &issue, e) < 0)
		return -1;
	return sending_issue(c, &issue, e);
}
