/* pager - long text on a terminal, a page at a time.  See pager.h. */
#include "cli/pager.h"

#include "io/child.h"
#include "io/file.h"
#include "util/term.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* As git has it: leave when a screen holds it all, colours, no cleared screen. */
#define LESS_OPTIONS "FRX"
/* What sh says of a command that it does not find, or may not run. */
#define SH_CANNOT_RUN 126
#define SH_NOT_FOUND 127

static const char *
pager_command(void)
{
	const char *command = getenv("PAGER");

	return command != NULL ? command : "less";
}

/* The bytes on a screen, each up to \x1B. */
static void
feed(int fd, struct span text)
{
	struct buf shown;

	buf_init(&shown, 4 * text.n + 1);
	term_add_lines(&shown, text.s, text.n);
	/* EPIPE: it was left early. */
	(void)file_put(fd, (struct span){ shown.data, shown.len });
	buf_release(&shown);
}

/* Did a pager show it? */
static bool
show(const char *command, struct span text)
{
	const char *const argv[] = { "sh", "-c", command, NULL };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	struct child pager;
	struct err none = { 0 };
	int status;

	setenv("LESS", LESS_OPTIONS, 0);
	if (child_start(&pager, argv, CHILD_FED, &none) < 0)
		return false;
	/* ^C in it is for it: to stop a search, say.  We end when it ends. */
	sigaction(SIGINT, &ignore, &before);
	feed(pager.fd, text);
	status = child_wait(&pager, &none);
	sigaction(SIGINT, &before, NULL);
	return status != SH_CANNOT_RUN && status != SH_NOT_FOUND;
}

void
pager_show(struct out *o, struct span text)
{
	const char *command = pager_command();
	bool wanted = !out_is_json(o) && isatty(STDOUT_FILENO) == 1 &&
	    command[0] != '\0' && !str_eq(command, "cat");

	if (!wanted || !show(command, text))
		out_raw(o, text.s, text.n);
}
