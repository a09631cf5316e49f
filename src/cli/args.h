/*
 * args - a command line, taken apart by a table.
 *
 * Knows "-l LIST", "-lLIST", "--list LIST", "--list=LIST", "-qv", "--" and "-"
 * as an argument.  Options may stand before or after arguments.  An unknown
 * option is refused, naming the near ones.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>

struct opt {
	char letter;      /* 0: none */
	const char *name; /* without "--" */
	const char *arg;  /* "LIST"; NULL: a flag */
	const char *help; /* one line */
};

struct given; /* one option as it was given */

struct args {
	const char **list; /* arguments without options */
	int count;
	struct given *options;
	int noptions;
	const struct opt *own, *global; /* the tables it was read with */
};

/*
 * Take argv[0 … argc-1] (without the command's name) apart.  Options are
 * looked up in own, then in global; either may be NULL.  With stop_at_first,
 * the first argument ends the options and *used counts what was taken; used
 * may be NULL otherwise.  The texts stay argv's.
 * Fails with ERR_USAGE.
 */
int args_parse(struct args *out, struct arena *a, int argc, char *const argv[],
    const struct opt *own, const struct opt *global, bool stop_at_first, int *used,
    struct err *e);

/* The i-th argument, from 0; BUG when it is not there. */
const char *args_at(const struct args *a, int i);

/* Options are asked for by their long name; BUG when no table has it. */
bool args_has(const struct args *a, const char *option);

/* The last value given; NULL when the option was not given. */
const char *args_value(const struct args *a, const char *option);

/* The i-th value of an option that may be given often; NULL past the last. */
const char *args_nth(const struct args *a, const char *option, int i);

#endif
