/*
 * cmd - what a command is: a table entry and a function.
 *
 * One command a file, cli/NAME.c, with one `const struct cmd cmd_NAME`; the
 * table is cli/commands.c.  main reads the entry, opens what the command needs
 * and calls run; help, -h, completion and lint read the same entry.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "cli/args.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "io/clock.h"
#include "io/db.h"
#include "io/random.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>

enum cmd_needs {
	CMD_NOTHING,    /* no database */
	CMD_DB_MAYBE,   /* for reading, when it is there; c->db is NULL otherwise */
	CMD_DB_SCRATCH, /* for writing; when missing, an empty one gone afterwards */
	CMD_DB_READ,    /* it must be there */
	CMD_DB_WRITE,
	CMD_DB_CREATE /* made when missing, and said so */
};

/* What main hands to a command. */
struct ctx {
	struct db *db;             /* NULL with CMD_NOTHING */
	struct settings *settings; /* -o options first, then the database; as db */
	const char *db_path;       /* where the database is, or would be */
	struct out *out;           /* data, to standard output */
	struct arena *arena;       /* lives as long as the command */
	struct progress *progress;
	struct clock clock;
	struct random random;
	bool quiet, verbose; /* -q, -v */
};

/*
 * A command whose first argument is a word of its own ("list add"): what each
 * takes, needs and does.  The table ends with the form without a word.
 */
struct form {
	const char *word;   /* NULL: no argument at all */
	int argmin, argmax; /* behind the word; argmax -1: any number */
	enum cmd_needs needs;
	int (*run)(struct ctx *c, const struct args *a, struct err *e);
};

struct cmd {
	const char *name;
	const char *synopsis;      /* what follows the name in "usage:", options too;
	                            * a line end begins another form */
	const char *summary;       /* one line, a capital, no full stop */
	const struct opt *options; /* ends with a zero entry; NULL: none */
	int argmin, argmax;        /* of arguments; argmax -1: any number */
	enum cmd_needs needs;
	bool for_mta; /* ends with 0 or 75 and nothing else: an MTA pipes mail into it */
	/* NULL, or the needs where they depend on what was typed. */
	enum cmd_needs (*needs_of)(const struct args *a);
	/* NULL, or: is this well-formed?  Asked before a database is opened or made;
	 * fails with ERR_USAGE. */
	int (*check)(const struct args *a, struct err *e);
	int (*run)(struct ctx *c, const struct args *a, struct err *e);
	/* NULL, or in the place of run when the database cannot be opened, for the reason
	 * that e has; -1: so it is. */
	int (*without_db)(struct ctx *c, struct err *e);
	/* NULL, or in the place of argmin, argmax, needs and run. */
	const struct form *forms;
};

/* All commands, in the order of `nlctl help`; ends with NULL. */
extern const struct cmd *const commands[];

/* NULL when there is none of that name. */
const struct cmd *command_find(const char *name);

/* ERR_USAGE: there is no such command, and which ones are near. */
int command_unknown(const char *name, struct err *e);

/* What `nlctl` alone does; its name is "" and it is in no table. */
extern const struct cmd cmd_start;

/* What may stand before every command, and after it. */
extern const struct opt global_options[];

/* "usage: nlctl NAME SYNOPSIS", a line for each form. */
void command_usage(FILE *f, const struct cmd *cmd);

/* The same, the summary and the options: what -h prints. */
void command_help(FILE *f, const struct cmd *cmd);

/* Each command and its summary. */
void command_list(FILE *f);

/* What was typed, answered by the entry or the form that is meant.  command_check
 * fails with ERR_USAGE: an unknown word, the wrong number of arguments, or what the
 * entry's check says. */
enum cmd_needs command_needs(const struct cmd *cmd, const struct args *a);
int command_check(const struct cmd *cmd, const struct args *a, struct err *e);
int command_run(
    const struct cmd *cmd, struct ctx *c, const struct args *a, struct err *e);

/* A line for the person at the terminal, on standard error; not with -q. */
void say(const struct ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same, also with -q. */
void complain(const struct ctx *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with "warning: " before it. */
void warn(const struct ctx *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* May this be done?  --yes (the caller's `yes`) or a y at a terminal; without a
 * terminal, ERR_USAGE that asks for --yes; "no" is ERR_NO. */
int confirm(const struct ctx *c, bool yes, const char *question, struct err *e);

#endif
