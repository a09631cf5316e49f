/* nlctl run - do what is due: what cron calls.  See nlctl-run(1). */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/home.h"
#include "delivery/retention.h"
#include "inbox/receive.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_run = {
	.name = "run",
	.synopsis = "",
	.summary = "Send what is due: what cron calls",
	.needs = CMD_DB_WRITE,
	.run = run,
};

/* What is kept no longer; on a frozen copy all stays as it is. */
static int
retain(struct ctx *c, struct err *e)
{
	struct retention_done done;
	struct err frozen = { 0 };

	if (home_check(c->db, &frozen) < 0)
		return 0;
	if (retention_run(c->db, c->settings, clock_now(&c->clock), &done, e) < 0 ||
	    receive_sweep(c->db, clock_now(&c->clock), e) < 0)
		return -1;
	if (done.contacts + done.clicks + done.deliveries > 0)
		say(c,
		    "retention: %lld contacts forgotten, %lld clicks and %lld deliveries "
		    "cleared",
		    (long long)done.contacts, (long long)done.clicks,
		    (long long)done.deliveries);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct err later = { 0 };
	int rc;

	(void)a;
	rc = sending_all(c, e);
	/* A relay that is away keeps nobody's data longer. */
	if (retain(c, rc < 0 ? &later : e) < 0)
		rc = -1;
	return rc;
}
