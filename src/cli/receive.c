/*
 * nlctl receive - take one mail from an MTA.  See nlctl-receive(1).
 *
 * An MTA bounces mail for any end but 0 and 75, so main ends with no other.  It is
 * silent: some MTAs take what their pipe says for a failure.
 */
#include "inbox/receive.h"
#include "cli/cmd.h"
#include "inbox/message.h"
#include "inbox/spool.h"
#include "util/buf.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int run(struct ctx *c, const struct args *a, struct err *e);
static int keep(struct ctx *c, struct err *e);

const struct cmd cmd_receive = {
	.name = "receive",
	.synopsis = "",
	.summary = "Take one mail that asks to unsubscribe or confirms",
	.needs = CMD_DB_WRITE,
	.for_mta = true,
	.run = run,
	.without_db = keep,
};

/* Read standard input to its end, for an MTA takes an early one for a failure; keep as
 * much of it as b may hold. */
static int
read_mail(struct buf *b, struct err *e)
{
	char piece[16384];
	size_t room;
	ssize_t n;

	do {
		n = read(STDIN_FILENO, piece, sizeof(piece));
		if (n > 0) {
			room = b->max - b->len;
			buf_add(b, piece, (size_t)n < room ? (size_t)n : room);
		}
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? err_errno(e, ERR_IO, "cannot read the mail") : 0;
}

static void
tell(struct ctx *c, const struct receipt *r)
{
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "verdict", r->verdict);
		out_text(c->out, "address", r->address);
		out_text(c->out, "lists", r->lists);
		out_record_end(c->out);
	} else if (c->verbose) {
		say(c, "%s%s%s", r->verdict, *r->lists != '\0' ? ": " : "", r->lists);
	}
	if (*r->mute != '\0' && c->verbose)
		warn(c, "no answer: %s", r->mute);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct receive r = { .db = c->db,
		.settings = c->settings,
		.random = &c->random,
		.now = clock_now(&c->clock) };
	struct receipt receipt;
	struct buf mail;
	int rc;

	(void)a;
	buf_init(&mail, MESSAGE_MAX);
	rc = read_mail(&mail, e);
	if (rc == 0)
		rc = receive_message(
		    &receipt, &r, (struct span){ mail.data, mail.len }, c->arena, e);
	if (rc == 0)
		tell(c, &receipt);
	buf_release(&mail);
	return rc;
}

/* The MTA's user may not open it: the next run of its owner takes the mail. */
static int
keep(struct ctx *c, struct err *e)
{
	const char *folder = getenv("NLCTL_SPOOL");
	struct err why = { 0 };
	struct buf mail;
	int rc;

	if (folder == NULL || *folder == '\0')
		return -1;
	buf_init(&mail, MESSAGE_MAX);
	rc = read_mail(&mail, &why);
	if (rc == 0)
		rc = spool_add(
		    folder, &c->random, (struct span){ mail.data, mail.len }, &why);
	buf_release(&mail);
	if (rc < 0)
		return err_ctx(e, "%s", why.msg);
	err_clear(e);
	return 0;
}
