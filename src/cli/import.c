/* nlctl import - take in contacts from a CSV file.  See nlctl-import(1). */
#include "people/import.h"
#include "cli/cmd.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

static enum cmd_needs needs_of(const struct args *a);
static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "put everybody on this list; lists in FILE are not read" },
	{ 'n', "plan", NULL, "show what would happen, change nothing" },
	{ 0, "status", "STATE", "of all records: active, pending, unsubscribed, …" },
	{ 0, "source", "TEXT", "where they come from (import FILE)" },
	{ 0, "separator", "CHAR", "between columns; found out by itself" },
	{ 0, "rejects", "FILE", "write the records that were refused, as CSV" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_import = {
	.name = "import",
	.synopsis = "[-n] [-l LIST] [--status STATE] [--source TEXT] [--separator CHAR]"
		    " [--rejects FILE] FILE",
	.summary = "Take in contacts from a CSV file",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_CREATE,
	.needs_of = needs_of,
	.check = check,
	.run = run,
};

static void
on_warning(void *arg, size_t line, const char *address, const char *text)
{
	warn(arg, "line %zu: '%s': %s", line, address, text);
}

static void
on_reject(void *arg, size_t line, const char *address, const char *reason)
{
	warn(arg, "line %zu: rejected '%s': %s", line, address, reason);
}

static void
on_progress(void *arg, enum import_phase phase, int64_t done, int64_t total)
{
	struct ctx *c = arg;

	progress_update(
	    c->progress, done, total, phase == IMPORT_READING ? "reading" : "storing");
}

static const char *
separator_name(char s)
{
	static const char *const names[] = { "comma", "semicolon", "tab", "bar" };
	const char *p = s != '\0' ? strchr(",;\t|", s) : NULL;

	return p != NULL ? names[p - ",;\t|"] : "other";
}

/* What was made of the file, said before the sums. */
static void
say_choices(struct ctx *c, const struct import_summary *s)
{
	const struct import_column *col;
	size_t i;

	for (i = 0; i < s->ncolumns; i++) {
		col = &s->columns[i];
		if (col->target[0] == '@')
			say(c, "column '%s': %s", col->heading, col->target + 1);
		else
			say(c, "column '%s': %sfield %s (%s)", col->heading,
			    col->is_new ? "new " : "", col->target,
			    field_type_name(col->type));
	}
	for (i = 0; i < s->nnew_lists; i++)
		say(c, "new list '%s'", s->new_lists[i]);
	if (s->default_list_changed)
		say(c, "the default list is '%s' now", s->default_list);
}

static void
json_choices(struct out *o, const struct import_summary *s)
{
	size_t i;

	out_text(o, "separator", separator_name(s->separator));
	out_text(o, "default_list", s->default_list);
	out_list_begin(o, "columns");
	for (i = 0; i < s->ncolumns; i++) {
		out_record_begin(o);
		out_text(o, "heading", s->columns[i].heading);
		out_text(o, "target", s->columns[i].target);
		if (s->columns[i].target[0] == '@')
			out_null(o, "type");
		else
			out_text(o, "type", field_type_name(s->columns[i].type));
		out_bool(o, "new", s->columns[i].is_new);
		out_record_end(o);
	}
	out_list_end(o);
	out_list_begin(o, "new_lists");
	for (i = 0; i < s->nnew_lists; i++) {
		out_record_begin(o);
		out_text(o, "name", s->new_lists[i]);
		out_record_end(o);
	}
	out_list_end(o);
}

/* Each record counts once: the lines add up to the last. */
static void
show_summary(struct ctx *c, const struct import_summary *s, bool plan)
{
	const struct {
		const char *name, *text;
		int64_t n;
	} sums[] = {
		{ "added", "new contacts, to be mailed", s->added },
		{ "added_do_not_mail", "new contacts, kept as do-not-mail",
		    s->added_silent },
		{ "updated", "contacts updated", s->updated },
		{ "same", "contacts as they were", s->same },
		{ "sticky", "stay do-not-mail, whatever the file says", s->sticky },
		{ "duplicate_same", "the same address again, nothing new",
		    s->twice_same },
		{ "duplicate_updated", "the same address again, with something new",
		    s->twice_updated },
		{ "rejected", "rejected", s->rejected },
		{ "records", "records", s->records },
	};
	size_t i;

	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_bool(c->out, "plan", plan);
		for (i = 0; i < ARRAY_LEN(sums); i++)
			out_int(c->out, sums[i].name, sums[i].n);
		out_int(c->out, "warnings", s->warnings);
		json_choices(c->out, s);
		out_record_end(c->out);
		return;
	}
	for (i = 0; i < ARRAY_LEN(sums); i++)
		out_line(c->out, "%9lld  %s", (long long)sums[i].n, sums[i].text);
	if (plan)
		say(c, "a plan: nothing was changed");
}

static enum cmd_needs
needs_of(const struct args *a)
{
	return args_has(a, "plan") ? CMD_DB_SCRATCH : CMD_DB_CREATE;
}

static int
check(const struct args *a, struct err *e)
{
	const char *state = args_value(a, "status"),
		   *separator = args_value(a, "separator");
	enum import_state ignored;

	if (state != NULL && import_state_read(&ignored, state, e) < 0)
		return -1;
	if (separator == NULL || str_eq(separator, "\\t"))
		return 0;
	if (strlen(separator) != 1 || strchr("\"\r\n", separator[0]) != NULL)
		return err_set(e, ERR_USAGE,
		    "option '--separator' is one character, or \\t for a tab");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *state = args_value(a, "status"),
		   *separator = args_value(a, "separator");
	struct import_options o = {
		.file = args_at(a, 0),
		.list = args_value(a, "list"),
		.source = args_value(a, "source"),
		.rejects = args_value(a, "rejects"),
		.plan = args_has(a, "plan"),
		.now = clock_now(&c->clock),
	};
	struct import_callbacks callbacks = { c, on_warning, on_reject, on_progress };
	struct import_summary s;

	if (state != NULL && import_state_read(&o.state, state, e) < 0)
		return -1;
	if (separator != NULL)
		o.separator = str_eq(separator, "\\t") ? '\t' : separator[0];
	if (import_run(c->db, c->settings, &o, &callbacks, c->arena, &s, e) < 0)
		return -1;
	progress_clear(c->progress);
	say_choices(c, &s);
	show_summary(c, &s, o.plan);
	if (s.rejected > 0)
		return err_set(e, ERR_NO, "%lld of %lld records rejected",
		    (long long)s.rejected, (long long)s.records);
	return 0;
}
