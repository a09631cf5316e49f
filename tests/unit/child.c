/* Do programs that we run begin with the usual signals, and are their ends told? */
#include "tap.h"

#include "io/child.h"
#include "io/password.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As main and a running sender have it. */
static void
change_signals(void)
{
	sigset_t blocked;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
}

/* Is the signal in a mask of /proc/PID/status? */
static bool
has_signal(const char *mask, int signal_number)
{
	return (strtoull(mask, NULL, 16) >> (signal_number - 1) & 1) != 0;
}

static void
test_signals(struct arena *a)
{
	struct err e = { 0 };
	const char *mask = "";

	change_signals();
	is_int(password_from_command(
		   &mask, "sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status", a, &e),
	    0, "a command says what it ignores (%s)", e.msg);
	ok(mask[0] != '\0' && !has_signal(mask, SIGPIPE), "not SIGPIPE");
	ok(!has_signal(mask, SIGXFSZ), "not SIGXFSZ");
	is_int(password_from_command(
		   &mask, "sed -n 's/^SigBlk:[^0-9a-f]*//p' /proc/self/status", a, &e),
	    0, "and what it blocks (%s)", e.msg);
	ok(mask[0] != '\0' && !has_signal(mask, SIGINT) && !has_signal(mask, SIGTERM),
	    "neither SIGINT nor SIGTERM");
}

static const struct {
	const char *command, *password, *message;
} cases[] = {
	{ "echo s3cret", "s3cret", "" },
	{ "printf 's3cret\\r\\nuser: me\\n'", "s3cret", "" },
	{ "echo s3cret; seq 5000", "s3cret", "" },
	{ "true", NULL, "printed no password" },
	{ "echo", NULL, "printed no password" },
	{ "echo s3cret; exit 3", NULL, "ended with status 3" },
	{ "yes", NULL, "ended with status 141" },
	{ "kill -9 $$", NULL, "ended with status 137" },
	{ "/nonexistent/pass 2>&1", NULL, "ended with status 127" },
	{ "printf '%05000d\\n' 0", NULL, "printed no password" },
};

static void
test_commands(struct arena *a)
{
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *password = "";
		struct err e = { 0 };

		is_int(password_from_command(&password, cases[i].command, a, &e),
		    cases[i].password != NULL ? 0 : -1, "%s", cases[i].command);
		if (cases[i].password != NULL)
			is_str(password, cases[i].password, "its first line");
		contains(e.msg, cases[i].message, "the reason");
		ok(strstr(e.msg, "s3cret") == NULL, "no password is told");
	}
}

static void
test_start(void)
{
	const char *const none[] = { "/nonexistent/program", NULL };
	const char *const status[] = { "sh", "-c", "echo shown; echo err >&2; exit 7",
		NULL };
	const char *const fed[] = { "sh", "-c", "read line; test \"$line\" = food",
		NULL };
	struct child c;
	struct err e = { 0 };

	is_int(child_start(&c, none, CHILD_READ, &e), -1, "no such program");
	is_int(e.kind, ERR_SYSTEM, "its kind");
	contains(e.msg, "cannot run '/nonexistent/program': No such file", "and reason");
	err_clear(&e);
	is_int(child_start(&c, status, CHILD_SILENT, &e), 0, "one that is silenced");
	is_int(c.fd, -1, "nothing to read");
	is_int(child_wait(&c, &e), 7, "its exit status");
	is_int(child_start(&c, fed, CHILD_FED, &e), 0, "one that is fed");
	is_int(write(c.fd, "food\n", 5), 5, "what it gets");
	is_int(child_wait(&c, &e), 0, "it got that");
}

static const struct {
	const char *script;
	const char *out, *message;
	int status;
} filters[] = {
	{ "tr a-z A-Z", "SOME WORDS\n", "", 0 },
	{ "echo no; exec >&-; exit 3", "no\n", "", 3 },
	{ "echo lost >&2", "", "", 0 },
	{ "echo begin; exec sleep 5", "begin\n", "not done after 1 seconds",
	    128 + SIGKILL },
	{ "exec yes", "", "it says more than 1000 octets", 128 + SIGKILL },
};

static void
test_filter(void)
{
	for (size_t i = 0; i < LENGTH(filters); i++) {
		const char *const argv[] = { "sh", "-c", filters[i].script, NULL };
		struct err e = { 0 }, none = { 0 };
		struct child c;
		struct buf out;

		buf_init(&out, 1000);
		is_int(child_start_filter(&c, argv, span_of("some words\n"), &e), 0, "%s",
		    filters[i].script);
		is_int(child_read(&c, 1, &out, &e), *filters[i].message == '\0' ? 0 : -1,
		    "read");
		is_str(e.msg, filters[i].message, "why not");
		is_int(child_wait(&c, &none), filters[i].status, "its end");
		if (!out.overflowed)
			is_str(out.data, filters[i].out, "what it said");
		buf_release(&out);
	}
}

int
main(void)
{
	struct arena a = { 0 };

	test_signals(&a);
	test_commands(&a);
	test_start();
	test_filter();
	arena_release(&a);
	return done_testing();
}
