/* nlctl export - write out everything that is known of people.  See nlctl-export(1). */
#include "people/export.h"
#include "cli/person.h"
#include "util/str.h"

#include <unistd.h>

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "only who is or was on this list" },
	{ 0, "where", "EXPR", "only those who meet this: nlctl-audience(5)" },
	{ 0, "format", "FORMAT", "csv or jsonl (csv; with --json jsonl)" },
	{ 0, "events", NULL, "also what happened to each person, and when" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_export = {
	.name = "export",
	.synopsis = "[-l LIST] [--where EXPR] [--format FORMAT] [--events]",
	.summary = "Write out everything that is known of people",
	.options = options,
	.argmax = 0,
	.needs = CMD_DB_READ,
	.check = check,
	.run = run,
};

static int
on_write(void *arg, struct span bytes, struct err *e)
{
	struct ctx *c = arg;

	out_bytes(c->out, bytes.s, bytes.n);
	/* Nobody reads the rest of two million lines. */
	return out_is_dead(c->out) ? out_finish(c->out, e) : 0;
}

static void
on_progress(void *arg, int64_t done, int64_t total)
{
	struct ctx *c = arg;

	progress_update(c->progress, done, total, "exporting");
}

static int
check(const struct args *a, struct err *e)
{
	const char *format = args_value(a, "format");
	enum export_format f;

	return format != NULL ? export_format_read(&f, format, e) : 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *format = args_value(a, "format");
	struct export_options o = { .format =
					out_is_json(c->out) ? EXPORT_JSONL : EXPORT_CSV,
		.events = args_has(a, "events") };
	struct export_callbacks callbacks = { c, on_write, NULL };
	struct export_summary s;
	struct audience where;
	struct list l;

	if (format != NULL && export_format_read(&o.format, format, e) < 0)
		return -1;
	if (out_is_json(c->out) && o.format == EXPORT_CSV)
		return err_set(e, ERR_USAGE,
		    "options '--json' and '--format csv' do not go together");
	if (args_has(a, "list")) {
		if (person_list(c, a, &l, e) < 0)
			return -1;
		o.filter.list = l.id;
	}
	if (args_has(a, "where")) {
		if (person_where(c, args_value(a, "where"), o.filter.list, &where, e) < 0)
			return -1;
		o.filter.where = &where;
	}
	/* On one terminal the progress would stand between the data. */
	if (c->progress->on && !isatty(STDOUT_FILENO))
		callbacks.progress = on_progress;
	if (export_run(c->db, &o, &callbacks, &s, e) < 0)
		return -1;
	progress_clear(c->progress);
	if (s.nameless > 0)
		say(c,
		    "left out: addresses that may not be mailed and of which only a hash is "
		    "kept (%lld)",
		    (long long)s.nameless);
	if (s.patterns > 0)
		say(c, "left out: blocked domains, which 'nlctl block' lists (%lld)",
		    (long long)s.patterns);
	return 0;
}
