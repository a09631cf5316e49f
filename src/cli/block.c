/* nlctl block - who may not be mailed.  See nlctl-block(1). */
#include "cli/blocking.h"
#include "people/suppression.h"
#include "util/str.h"
#include "util/xalloc.h"

static enum cmd_needs needs_of(const struct args *a);
static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_block = {
	.name = "block",
	.synopsis = "[ADDRESS | @DOMAIN | @*.DOMAIN] ...",
	.summary = "Keep addresses or domains from being mailed",
	.argmax = -1,
	.needs = CMD_DB_READ,
	.needs_of = needs_of,
	.run = run,
};

static const struct column columns[] = {
	{ "who", 36 },
	{ "reason", 10 },
	{ "since", 16 },
	{ "contacts", 8 },
	{ "source", 20 },
	{ "hash", 0 },
};

static int
show(void *arg, const struct suppression_row *row, struct err *e)
{
	struct out *o = arg;
	const char *who = row->pattern[0] != '\0' ? row->pattern : row->address;
	char named[32];

	/* Of an address that is no contact's only the hash is kept. */
	snprintf(named, sizeof(named), "#%.16s", row->hash);
	out_row_begin(o);
	if (who[0] == '\0' && out_is_json(o))
		out_null(o, "who");
	else
		out_text(o, "who", who[0] != '\0' ? who : named);
	out_text(o, "reason", row->reason);
	out_time(o, "since", row->since);
	if (row->pattern[0] != '\0')
		out_int(o, "contacts", row->contacts);
	else
		out_null(o, "contacts");
	if (row->source[0] != '\0')
		out_text(o, "source", row->source);
	else
		out_null(o, "source");
	out_text(o, "hash", row->hash);
	out_row_end(o);
	return out_is_dead(o) ? out_finish(o, e) : 0;
}

static int
list(struct ctx *c, struct err *e)
{
	int rc;

	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	rc = suppression_each(c->db, show, c->out, e);
	out_rows_end(c->out);
	return rc;
}

static void
tell(struct ctx *c, const struct block_result *r)
{
	const char *how = r->changed ? "is blocked now" : "is blocked already";
	const char *skipped = "";

	if (r->skipped > 0)
		skipped = arena_printf(c->arena, "; %lld waiting cop%s skipped",
		    (long long)r->skipped, r->skipped == 1 ? "y" : "ies");
	if (r->is_pattern)
		say(c, "'%s' %s, %lld contact%s%s", r->what, how, (long long)r->contacts,
		    r->contacts == 1 ? "" : "s", skipped);
	else
		say(c, "'%s' %s%s", r->what, how, skipped);
	if (!out_is_json(c->out))
		return;
	out_record_begin(c->out);
	out_text(c->out, "who", r->what);
	out_text(c->out, "outcome", r->changed ? "blocked" : "there");
	out_int(c->out, "contacts", r->contacts);
	out_int(c->out, "skipped", r->skipped);
	out_record_end(c->out);
}

static const struct blocking blocking = {
	.work = block_add,
	.tell = tell,
	.source = "block",
	.doing = "contacts blocked",
	.done = "blocked",
};

static enum cmd_needs
needs_of(const struct args *a)
{
	return a->count > 0 ? CMD_DB_WRITE : CMD_DB_READ;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	return a->count > 0 ? blocking_run(&blocking, c, a, e) : list(c, e);
}
