/* nlctl form - print the form to subscribe, for a page of one's own.  See nlctl-form(1). */
#include "cli/cmd.h"
#include "cli/person.h"
#include "web/embed.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "to this list, not to the default one" },
	{ 0, "language", "CODE", "in this language, not in that of the list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_form = {
	.name = "form",
	.synopsis = "[-l LIST] [--language CODE]",
	.summary = "Print the form to subscribe, for a page of your own",
	.options = options,
	.needs = CMD_DB_READ,
	.run = run,
};

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const struct site site = { .db = c->db,
		.settings = c->settings,
		.clock = &c->clock,
		.random = &c->random };
	struct list list;
	struct span html;

	if (person_list(c, a, &list, e) < 0 ||
	    embed_form(&html, &site, &list, args_value(a, "language"), c->arena, e) < 0)
		return -1;
	out_raw(c->out, html.s, html.n);
	return 0;
}
