/*
 * nlctl unsubscribe - take people off lists.  See nlctl-unsubscribe(1).
 *
 * By the token of one copy of an issue: off every list which that issue was
 * sent to.  By address: off one list, or all.
 */
#include "cli/person.h"
#include "delivery/leave.h"
#include "util/str.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "email", "EMAIL", "this person, without a token" },
	{ 'l', "list", "LIST", "with --email: this list, not the default one" },
	{ 0, "all", NULL, "with --email: every list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_unsubscribe = {
	.name = "unsubscribe",
	.synopsis = "TOKEN ...\n"
		    "--email EMAIL [-l LIST | --all]",
	.summary = "Take people off lists",
	.options = options,
	.argmax = -1,
	.needs = CMD_DB_WRITE,
	.check = check,
	.run = run,
};

/* The answer, the same however often it is asked for. */
static void
show(struct ctx *c, const char *address, const char *issue, const char *lists)
{
	out_record_begin(c->out);
	if (*address != '\0')
		out_text(c->out, "address", address);
	else if (out_is_json(c->out))
		out_null(c->out, "address");
	else
		out_text(c->out, "address", "already gone: forgotten since");
	out_text(c->out, "left", lists);
	if (*issue != '\0')
		out_text(c->out, "issue", issue);
	out_record_end(c->out);
}

static int
by_token(struct ctx *c, const char *text, struct err *e)
{
	unsigned char token[UUID_SIZE];
	struct leave_result r;
	struct err why = { 0 };
	int64_t now = clock_now(&c->clock);
	int rc;

	/* A token belongs to a person: it is not repeated in messages. */
	if (uuid_read(text, token) < 0)
		rc = err_set(&why, ERR_NOTFOUND,
		    "unknown token: one has 36 characters, "
		    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx; for an address use --email");
	else
		rc = leave_by_token(c->db, token, "unsubscribe", now, c->arena, &r, &why);
	/* Not one of ours: a former system may have given it out. */
	if (rc < 0 && why.kind == ERR_NOTFOUND) {
		rc = leave_by_alias(c->db, text, "unsubscribe", now, c->arena, &r, e);
		if (rc < 0 && e->kind == ERR_NOTFOUND)
			*e = why;
	} else if (rc < 0) {
		*e = why;
	}
	if (rc == 0)
		show(c, r.address, r.issue, r.lists);
	return rc;
}

static int
by_email(struct ctx *c, const struct args *a, struct err *e)
{
	struct leave_request r = { .source = "unsubscribe --email",
		.now = clock_now(&c->clock) };
	struct contact contact;
	struct list l;
	const char *lists = "every list";

	if (contact_find(&contact, c->db, args_value(a, "email"), c->arena, e) < 0)
		return -1;
	r.contact = contact.id;
	if (!args_has(a, "all")) {
		if (person_list(c, a, &l, e) < 0)
			return -1;
		r.list = l.id;
		lists = l.name;
	}
	if (leave_lists(c->db, &r, e) < 0)
		return -1;
	show(c, contact.address, "", lists);
	return 0;
}

static int
check(const struct args *a, struct err *e)
{
	bool email = args_has(a, "email");

	if (!email && (args_has(a, "list") || args_has(a, "all")))
		return err_set(e, ERR_USAGE,
		    "options '--list' and '--all' go with "
		    "'--email': a token knows its lists");
	if (args_has(a, "list") && args_has(a, "all"))
		return err_set(
		    e, ERR_USAGE, "options '--list' and '--all' do not go together");
	if (email && a->count > 0)
		return err_set(e, ERR_USAGE, "either tokens or '--email', not both");
	if (!email && a->count == 0)
		return err_set(e, ERR_USAGE, "a token is missing, or '--email'");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	if (args_has(a, "email"))
		return by_email(c, a, e);
	return person_tokens(c, a, by_token, "unknown", e);
}
