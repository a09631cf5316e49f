/*
 * nlctl help - the commands, or the manual page of one.  See nlctl-help(1).
 *
 * Pages are shown by man(1).  Where it or the page is missing (a container, a
 * binary that was copied), the usage stands in.
 */
#include "cli/cmd.h"
#include "io/child.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

static int run(struct ctx *c, const struct args *a, struct err *e);

const struct cmd cmd_help = {
	.name = "help",
	.synopsis = "[COMMAND]",
	.summary = "List the commands, or open the manual page of one",
	.argmax = 1,
	.needs = CMD_NOTHING,
	.run = run,
};

/* Run man with these arguments; its exit status, -1 when it did not run. */
static int
run_man(const char *const argv[], enum child_output output)
{
	struct child man;
	struct err none = { 0 };

	if (child_start(&man, argv, output, &none) < 0)
		return -1;
	return child_wait(&man, &none);
}

static bool
has_page(const char *page)
{
	const char *const argv[] = { "man", "-w", page, NULL };

	return run_man(argv, CHILD_SILENT) == 0;
}

static int
show_page(const char *page, struct err *e)
{
	const char *const argv[] = { "man", page, NULL };

	if (run_man(argv, CHILD_SHOWN) == 0)
		return 0;
	return err_set(e, ERR_SYSTEM, "man failed on the page '%s'", page);
}

static bool
is_page_name(const char *s)
{
	return s[0] != '\0' &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0' && s[0] != '-';
}

static void
show_rows(struct out *o)
{
	static const struct column columns[] = { { "name", 12 }, { "summary", 60 } };
	size_t i;

	out_rows_begin(o, columns, ARRAY_LEN(columns));
	for (i = 0; commands[i] != NULL; i++) {
		out_row_begin(o);
		out_text(o, "name", commands[i]->name);
		out_text(o, "summary", commands[i]->summary);
		out_row_end(o);
	}
	out_rows_end(o);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const struct cmd *cmd;
	const char *page, *topic;

	if (a->count == 0 && out_is_json(c->out)) {
		show_rows(c->out);
		return 0;
	}
	if (a->count == 0) {
		command_list(stdout);
		fputs("\n'nlctl help COMMAND' opens its manual page, 'nlctl' alone says "
		      "what to do next\n",
		    stdout);
		return 0;
	}
	topic = args_at(a, 0);
	cmd = command_find(topic);
	page = str_eq(topic, "nlctl") ? topic : arena_printf(c->arena, "nlctl-%s", topic);
	if (is_page_name(topic) && has_page(page))
		return show_page(page, e);
	if (cmd == NULL && !str_eq(topic, "nlctl"))
		return command_unknown(topic, e);
	command_help(stdout, cmd != NULL ? cmd : &cmd_start);
	return 0;
}
