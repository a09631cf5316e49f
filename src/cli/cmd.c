/* cmd - what all commands share.  See cmd.h. */
#include "cli/cmd.h"

#include "util/buf.h"
#include "util/str.h"
#include "util/term.h"
#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SAY_MAX 8192     /* bytes of one line */
#define COMMANDS_MAX 128 /* looked at for near names */
#define FORMS_MAX 16     /* words of one command */
#define OPTION_WIDTH 26  /* of "-l, --list LIST" in help */

const struct opt global_options[] = {
	{ 'd', "database", "FILE", "use this database" },
	{ 'o', "option", "KEY=VALUE", "a setting for this run only; may be repeated" },
	{ 0, "json", NULL, "write JSON to standard output" },
	{ 'q', "quiet", NULL, "say nothing but errors and warnings" },
	{ 'v', "verbose", NULL, "say more" },
	{ 'h', "help", NULL, "show the usage and end" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd *
command_find(const char *name)
{
	size_t i;

	for (i = 0; commands[i] != NULL; i++) {
		if (str_eq(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

int
command_unknown(const char *name, struct err *e)
{
	const char *names[COMMANDS_MAX], *near;
	size_t n;

	for (n = 0; commands[n] != NULL && n < COMMANDS_MAX; n++)
		names[n] = commands[n]->name;
	near = str_near(name, names, n);
	if (near != NULL)
		return err_set(
		    e, ERR_USAGE, "unknown command '%s': did you mean '%s'?", name, near);
	return err_set(
	    e, ERR_USAGE, "unknown command '%s': 'nlctl help' lists them", name);
}

void
command_usage(FILE *f, const struct cmd *cmd)
{
	const char *s = cmd->synopsis, *end, *label = "usage:";

	for (;; s = end + 1) {
		end = strchr(s, '\n');
		fprintf(f, "%-6s nlctl%s%s%s%.*s\n", label,
		    cmd->name[0] != '\0' ? " " : "", cmd->name,
		    *s != '\0' && *s != '\n' ? " " : "",
		    end != NULL ? (int)(end - s) : (int)strlen(s), s);
		if (end == NULL)
			return;
		label = "";
	}
}

static void
print_options(FILE *f, const struct opt *o)
{
	char left[128];

	for (; o->name != NULL; o++) {
		if (o->letter != 0)
			snprintf(left, sizeof(left), "-%c, --%s%s%s", o->letter, o->name,
			    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
		else
			snprintf(left, sizeof(left), "    --%s%s%s", o->name,
			    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
		fprintf(f, "  %-*s  %s\n", OPTION_WIDTH, left, o->help);
	}
}

void
command_help(FILE *f, const struct cmd *cmd)
{
	command_usage(f, cmd);
	fprintf(f, "\n%s.\n", cmd->summary);
	if (cmd->options != NULL) {
		fputs("\noptions:\n", f);
		print_options(f, cmd->options);
	}
	fputs("\nwith every command:\n", f);
	print_options(f, global_options);
	if (cmd->name[0] == '\0') {
		fputs("\ncommands:\n", f);
		command_list(f);
	}
}

void
command_list(FILE *f)
{
	size_t i;

	for (i = 0; commands[i] != NULL; i++)
		fprintf(f, "  %-12s  %s\n", commands[i]->name, commands[i]->summary);
}

static void say_va(const struct ctx *c, const char *label, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
say_va(const struct ctx *c, const char *label, const char *fmt, va_list ap)
{
	char text[SAY_MAX];
	struct buf line;

	/* Addresses and names of others may stand in it: nothing may move the
	 * cursor, and a line stays a line. */
	vsnprintf(text, sizeof(text), fmt, ap);
	buf_init(&line, SAY_MAX * 4);
	term_add(&line, text, strlen(text));
	if (c->progress != NULL)
		progress_clear(c->progress);
	fprintf(stderr, "%s%s\n", label, line.data);
	buf_release(&line);
}

void
say(const struct ctx *c, const char *fmt, ...)
{
	va_list ap;

	if (c->quiet)
		return;
	va_start(ap, fmt);
	say_va(c, "", fmt, ap);
	va_end(ap);
}

void
complain(const struct ctx *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_va(c, "", fmt, ap);
	va_end(ap);
}

void
warn(const struct ctx *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_va(c, "warning: ", fmt, ap);
	va_end(ap);
}

int
confirm(const struct ctx *c, bool yes, const char *question, struct err *e)
{
	char answer[16];
	struct buf line;

	if (yes)
		return 0;
	if (isatty(STDIN_FILENO) != 1)
		return err_set(
		    e, ERR_USAGE, "%s? add --yes: nobody is there to answer", question);
	if (c->progress != NULL)
		progress_clear(c->progress);
	buf_init(&line, SAY_MAX);
	term_add(&line, question, strlen(question));
	fprintf(stderr, "%s? [y/N] ", line.data);
	fflush(stderr);
	buf_release(&line);
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y'))
		return 0;
	return err_set(e, ERR_NO, "nothing was changed");
}

static const struct form *
form_find(const struct form *forms, const struct args *a)
{
	for (; forms->word != NULL; forms++) {
		if (a->count > 0 && str_eq(forms->word, args_at(a, 0)))
			break;
	}
	return forms;
}

static int
form_check(const struct form *forms, const struct args *a, struct err *e)
{
	const struct form *f = form_find(forms, a);
	const char *words[FORMS_MAX], *near;
	int behind = a->count - 1;
	size_t n;

	if (f->word == NULL && a->count == 0)
		return 0;
	if (f->word != NULL) {
		if (behind < f->argmin)
			return err_set(
			    e, ERR_USAGE, "'%s' needs more arguments", f->word);
		if (f->argmax >= 0 && behind > f->argmax)
			return err_set(
			    e, ERR_USAGE, "'%s' takes fewer arguments", f->word);
		return 0;
	}
	for (n = 0; forms[n].word != NULL && n < FORMS_MAX; n++)
		words[n] = forms[n].word;
	near = str_near(args_at(a, 0), words, n);
	if (near != NULL)
		return err_set(e, ERR_USAGE, "'%s' is nothing to do: did you mean '%s'?",
		    args_at(a, 0), near);
	return err_set(e, ERR_USAGE, "'%s' is nothing to do here", args_at(a, 0));
}

enum cmd_needs
command_needs(const struct cmd *cmd, const struct args *a)
{
	if (cmd->forms != NULL)
		return form_find(cmd->forms, a)->needs;
	return cmd->needs_of != NULL ? cmd->needs_of(a) : cmd->needs;
}

static int
check_count(const struct cmd *cmd, const struct args *a, struct err *e)
{
	if (a->count < cmd->argmin)
		return err_set(e, ERR_USAGE, "an argument is missing");
	if (cmd->argmax >= 0 && a->count > cmd->argmax)
		return err_set(
		    e, ERR_USAGE, "too many arguments: '%s'", a->list[cmd->argmax]);
	return 0;
}

int
command_check(const struct cmd *cmd, const struct args *a, struct err *e)
{
	int rc =
	    cmd->forms != NULL ? form_check(cmd->forms, a, e) : check_count(cmd, a, e);

	return rc == 0 && cmd->check != NULL ? cmd->check(a, e) : rc;
}

int
command_run(const struct cmd *cmd, struct ctx *c, const struct args *a, struct err *e)
{
	if (cmd->forms != NULL)
		return form_find(cmd->forms, a)->run(c, a, e);
	return cmd->run(c, a, e);
}
