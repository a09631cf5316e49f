/*
 * main - argv → command table → run → print the one error → exit status.
 *
 * Owns the process: its environment, its signals, its exit status.  Knows no
 * command.
 */
#include "cli/cmd.h"
#include "cli/database.h"
#include "io/file.h"
#include "people/list.h"
#include "people/setting.h"
#include "util/buf.h"
#include "util/date.h"
#include "util/str.h"
#include "util/term.h"
#include "util/xalloc.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The exit statuses: nlctl(1) has the same table. */
static const struct {
	enum err_kind kind;
	int status;
} statuses[] = {
	{ ERR_NONE, 0 },
	{ ERR_NO, 1 },
	{ ERR_NOTFOUND, 1 },
	{ ERR_CONFLICT, 1 },
	{ ERR_USAGE, 64 },
	{ ERR_DATA, 65 },
	{ ERR_NOINPUT, 66 },
	{ ERR_REFUSED, 69 },
	{ ERR_SYSTEM, 71 },
	{ ERR_IO, 74 },
	{ ERR_TEMP, 75 },
	{ ERR_PERM, 77 },
	{ ERR_CONFIG, 78 },
};
#define STATUS_BUG 70
#define STATUS_TEMP 75

/* What main itself keeps between its steps. */
struct process {
	struct ctx c;
	struct arena arena;
	struct progress progress;
	struct database database;
	const char *scratch; /* the file of a scratch database; NULL: none */
	int64_t commits;     /* in the database when the command was called */
	const struct cmd *cmd;
	struct args global, args;
};

static int
status_of(enum err_kind kind)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(statuses); i++) {
		if (statuses[i].kind == kind)
			return statuses[i].status;
	}
	BUG("no exit status for error kind %d", (int)kind);
}

static void
end_of_bug(int sig)
{
	(void)sig;
	_exit(STATUS_BUG);
}

/* An MTA gives the mail back to its sender for any other end. */
static void
end_later(int sig)
{
	(void)sig;
	_exit(STATUS_TEMP);
}

/* Before anything else: nothing in our surroundings may send mail or passwords
 * elsewhere, and nothing we write may be read by others. */
static void
protect(void)
{
	static const char *const unwanted[] = { "SSLKEYLOGFILE", "http_proxy",
		"https_proxy", "ftp_proxy", "smtp_proxy", "smtps_proxy", "imap_proxy",
		"imaps_proxy", "pop3_proxy", "pop3s_proxy", "all_proxy", "no_proxy",
		"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "SMTP_PROXY", "SMTPS_PROXY",
		"IMAP_PROXY", "IMAPS_PROXY", "POP3_PROXY", "POP3S_PROXY", "ALL_PROXY",
		"NO_PROXY", "CURL_HOME", "CURL_CA_BUNDLE", "CURL_SSL_BACKEND" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(unwanted); i++)
		unsetenv(unwanted[i]);
	umask(077);
	prctl(PR_SET_DUMPABLE, 0);
	signal(SIGABRT, end_of_bug);
	/* A server that hangs up is an error value; a reader that does (head) is
	 * seen by out_finish. */
	signal(SIGPIPE, SIG_IGN);
	/* A limit on the size of files is one more full disk. */
	signal(SIGXFSZ, SIG_IGN);
}

static bool
given(const struct process *p, const char *option)
{
	return args_has(&p->global, option) || args_has(&p->args, option);
}

/* The value after the command's name goes before the one in front of it. */
static const char *
value(const struct process *p, const char *option)
{
	const char *v = args_value(&p->args, option);

	return v != NULL ? v : args_value(&p->global, option);
}

static int
apply_options(struct process *p, const struct args *a, struct err *e)
{
	const char *text, *equals, *key;
	int i;

	for (i = 0; (text = args_nth(a, "option", i)) != NULL; i++) {
		equals = strchr(text, '=');
		if (equals == NULL)
			return err_set(
			    e, ERR_USAGE, "option '-o': '%s' is not KEY=VALUE", text);
		key = arena_memdup(&p->arena, text, (size_t)(equals - text));
		if (settings_override(p->c.settings, key, equals + 1, e) < 0) {
			/* Whatever is wrong with it, it was typed. */
			e->kind = ERR_USAGE;
			return err_ctx(e, "option '-o'");
		}
	}
	return 0;
}

/* The path to open, and how; NULL: no database for this run. */
static const char *
path_to_open(struct process *p, enum cmd_needs needs, enum db_mode *mode, struct err *e)
{
	const char *became, *path = p->database.path;
	bool exists = database_exists(&p->database);

	*mode = needs == CMD_DB_READ || needs == CMD_DB_MAYBE ? DB_READ : DB_WRITE;
	if (exists) {
		if (database_enter(&p->database, &p->arena, &became, e) < 0)
			return NULL;
		if (became != NULL) {
			/* Changing the user makes a process dumpable again. */
			prctl(PR_SET_DUMPABLE, 0);
			if (p->c.verbose)
				say(&p->c, "working as %s, who owns '%s'", became, path);
		}
		return path;
	}
	switch (needs) {
	case CMD_DB_CREATE:
		*mode = DB_CREATE;
		if (p->database.ours && file_make_parents(path, e) < 0)
			return NULL;
		return path;
	case CMD_DB_SCRATCH:
		*mode = DB_CREATE;
		if (database_scratch(&p->scratch, &p->arena, e) < 0)
			return NULL;
		return p->scratch;
	case CMD_DB_MAYBE:
		return NULL;
	default:
		database_missing(&p->database, e);
		return NULL;
	}
}

/* A statement takes its time, or another program has the file. */
static void
on_work(void *arg, enum db_work what)
{
	struct process *p = arg;

	if (!out_has_terminal(p->c.out))
		progress_wait(&p->progress,
		    what == DB_WORKING ? "working" : "waiting for another program");
}

static void
before_output(void *arg)
{
	progress_clear(arg);
}

/* A zone that is gone must not keep the command from running that sets another. */
static int
apply_zone(struct ctx *c, struct err *e)
{
	const char *zone;

	if (setting_get(c->settings, 0, "timezone", c->arena, &zone, e) < 0)
		return -1;
	if (*zone == '\0')
		return 0;
	if (date_zone_is_known(zone))
		date_use_zone(zone);
	else
		complain(c,
		    "warning: setting 'timezone': there is no zone '%s' on this machine",
		    zone);
	return 0;
}

static int
open_database(struct process *p, struct err *e)
{
	struct ctx *c = &p->c;
	enum cmd_needs needs = command_needs(p->cmd, &p->args);
	enum db_mode mode;
	const char *path;

	if (needs == CMD_NOTHING)
		return 0;
	if (database_choose(&p->database, &p->arena, value(p, "database"), e) < 0)
		return -1;
	c->db_path = p->database.path;
	path = path_to_open(p, needs, &mode, e);
	if (path == NULL)
		return e->kind == ERR_NONE ? 0 : -1;
	if (db_open(&c->db, path, mode, e) < 0)
		return -1;
	db_on_work(c->db, on_work, p);
	if (db_was_created(c->db) &&
	    list_make_first(c->db, clock_now(&c->clock), e) < 0) {
		/* Half of one would be taken for a whole one by the next command. */
		db_discard(c->db);
		c->db = NULL;
		return -1;
	}
	c->settings = settings_new(c->db);
	if (apply_options(p, &p->global, e) < 0 || apply_options(p, &p->args, e) < 0)
		return -1;
	return apply_zone(c, e);
}

/* Find the command and take its arguments apart. */
static int
read_command_line(struct process *p, int argc, char **argv, struct err *e)
{
	int used;

	p->args.global = global_options;
	if (argc == 2 && str_eq(argv[1], "--version"))
		argv[1] += strlen("--"); /* as many expect it */
	if (args_parse(&p->global, &p->arena, argc - 1, argv + 1, NULL, global_options,
		true, &used, e) < 0)
		return -1;
	argc -= used + 1;
	argv += used + 1;
	p->cmd = argc > 0 ? command_find(argv[0]) : &cmd_start;
	if (p->cmd == NULL)
		return command_unknown(argv[0], e);
	if (p->cmd->for_mta)
		signal(SIGABRT, end_later);
	if (argc > 0) {
		argc--;
		argv++;
	}
	if (args_parse(&p->args, &p->arena, argc, argv, p->cmd->options, global_options,
		false, NULL, e) < 0)
		return -1;
	return given(p, "help") ? 0 : command_check(p->cmd, &p->args, e);
}

/* Was one made for this command that has nothing in it?  A cron job that failed
 * must not find it the next time, and run happily on an empty file. */
static bool
made_in_vain(const struct process *p, int rc)
{
	return rc < 0 && p->c.db != NULL && p->scratch == NULL &&
	    db_was_created(p->c.db) && db_commits(p->c.db) == p->commits;
}

static void
tell_of_new_database(const struct process *p, int rc)
{
	const struct ctx *c = &p->c;

	if (c->db != NULL && db_was_created(c->db) && p->scratch == NULL &&
	    !made_in_vain(p, rc))
		say(c, "new database '%s'", c->db_path);
}

static int
run(struct process *p, int argc, char **argv, struct err *e)
{
	struct ctx *c = &p->c;
	struct err later = { 0 };
	int rc;

	rc = read_command_line(p, argc, argv, e);
	c->quiet = given(p, "quiet");
	c->verbose = given(p, "verbose");
	progress_init(&p->progress, stderr, c->quiet);
	c->out = out_new(stdout, given(p, "json"));
	out_before(c->out, before_output, &p->progress);
	if (rc < 0)
		return -1;
	if (given(p, "help")) {
		command_help(stdout, p->cmd);
		return out_finish(c->out, e);
	}
	clock_init(&c->clock);
	random_init(&c->random);
	if (open_database(p, e) < 0)
		return p->cmd->without_db != NULL ? p->cmd->without_db(c, e) : -1;
	p->commits = c->db != NULL ? db_commits(c->db) : 0;
	rc = command_run(p->cmd, c, &p->args, e);
	progress_clear(&p->progress);
	tell_of_new_database(p, rc);
	/* What a failed command wrote before is still worth reading. */
	if (out_finish(c->out, rc < 0 ? &later : e) < 0)
		rc = -1;
	return rc;
}

static void
print_error(const struct process *p, const struct err *e)
{
	struct buf line;

	buf_init(&line, sizeof(e->msg) * 4);
	term_add(&line, e->msg, strlen(e->msg));
	if (p->cmd != NULL && p->cmd->name[0] != '\0')
		fprintf(stderr, "nlctl %s: %s\n", p->cmd->name, line.data);
	else
		fprintf(stderr, "nlctl: %s\n", line.data);
	buf_release(&line);
	if (e->kind == ERR_USAGE && p->cmd != NULL)
		command_usage(stderr, p->cmd);
}

int
main(int argc, char **argv)
{
	struct process p = { 0 };
	struct err e = { 0 };
	int rc;

	protect();
	p.c.arena = &p.arena;
	p.c.progress = &p.progress;
	rc = run(&p, argc, argv, &e);
	if (rc < 0 && !out_was_left(p.c.out))
		print_error(&p, &e);
	settings_free(p.c.settings);
	if (made_in_vain(&p, rc))
		db_discard(p.c.db);
	else
		db_close(p.c.db);
	if (p.scratch != NULL)
		database_scratch_remove(p.scratch);
	if (out_was_left(p.c.out)) {
		/* End as a program does that writes to nobody: quietly. */
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	out_free(p.c.out);
	arena_release(&p.arena);
	if (rc < 0 && e.kind == ERR_NONE)
		BUG("a command failed and did not say why");
	if (rc < 0 && p.cmd != NULL && p.cmd->for_mta)
		return STATUS_TEMP;
	return rc == 0 ? 0 : status_of(e.kind);
}
