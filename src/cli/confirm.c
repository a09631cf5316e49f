/* nlctl confirm - complete a double opt-in.  See nlctl-confirm(1). */
#include "cli/person.h"
#include "delivery/confirmation.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_confirm = {
	.name = "confirm",
	.synopsis = "TOKEN ...",
	.summary = "Put people on a list who confirm that they want to be",
	.argmin = 1,
	.argmax = -1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

/* The answer is the same however often it is asked for. */
static int
accept_one(struct ctx *c, const char *text, struct err *e)
{
	unsigned char token[UUID_SIZE];
	struct optin_confirmed who;

	/* A token belongs to a person: it is not repeated in messages. */
	if (uuid_read(text, token) < 0)
		return err_set(e, ERR_NOTFOUND,
		    "unknown token: one has 36 characters, "
		    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx; for an address use 'nlctl "
		    "subscribe --no-confirm'");
	if (confirmation_accept(
		&who, c->db, token, "confirm", clock_now(&c->clock), c->arena, e) < 0)
		return -1;
	out_record_begin(c->out);
	out_text(c->out, "address", who.address);
	out_text(c->out, "list", who.list);
	out_time(c->out, "confirmed", who.at);
	out_record_end(c->out);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	return person_tokens(c, a, accept_one, "confirm nothing", e);
}
