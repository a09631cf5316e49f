/* nlctl run - do what is due: what cron calls.  See nlctl-run(1). */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/home.h"
#include "delivery/retention.h"
#include "inbox/receive.h"
#include "inbox/spool.h"

#include <stdlib.h>

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

/* What the pieces of taking kept mail share. */
struct taking {
	struct receive receive;
	struct arena arena; /* reset for each */
};

static int
take_one(void *arg, struct span mail, struct err *e)
{
	struct taking *t = arg;
	struct receipt receipt;

	arena_reset(&t->arena);
	return receive_message(&receipt, &t->receive, mail, &t->arena, e);
}

/* Mail that `receive` could not put into the database; a frozen copy of that leaves it
 * to the other. */
static int
take_kept(struct ctx *c, struct err *e)
{
	struct taking t = { .receive = { .db = c->db,
				.settings = c->settings,
				.random = &c->random,
				.now = clock_now(&c->clock) } };
	const char *folder = getenv("NLCTL_SPOOL");
	struct spool_taken taken;
	struct err frozen = { 0 };
	int rc;

	if (folder == NULL || *folder == '\0' || home_check(c->db, &frozen) < 0)
		return 0;
	rc = spool_take(&taken, folder, take_one, &t, e);
	arena_release(&t.arena);
	if (taken.mails > 0)
		say(c, "kept mail: %lld taken in", (long long)taken.mails);
	if (rc == 0 && taken.refused > 0)
		rc = err_set(e, ERR_NO,
		    "kept mail: %lld cannot be read, and are *.refused in '%s' now",
		    (long long)taken.refused, folder);
	return rc;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct err later = { 0 };
	int rc;

	(void)a;
	rc = take_kept(c, e);
	if (sending_all(c, rc < 0 ? &later : e) < 0)
		rc = -1;
	/* A relay that is away keeps nobody's data longer. */
	if (retain(c, rc < 0 ? &later : e) < 0)
		rc = -1;
	return rc;
}
