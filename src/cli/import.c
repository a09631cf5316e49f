/*
 * nlctl import - take in contacts from a CSV file, and take an import back.  See
 * nlctl-import(1).
 */
#include "people/import.h"
#include "cli/cmd.h"
#include "people/import_preset.h"
#include "people/import_undo.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

static enum cmd_needs needs_of(const struct args *a);
static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "put everybody on this list; lists in FILE are not read" },
	{ 'n', "plan", NULL, "show what would happen, line by line; change nothing" },
	{ 0, "from", "PROGRAM", "whose export it is: brevo, mailchimp, …; found out" },
	{ 0, "map", "COLUMN=TARGET", "what a column is: a field, @email, @status, …" },
	{ 0, "status", "STATE", "of all records: active, pending, unsubscribed, …" },
	{ 0, "source", "TEXT", "where they come from (import FILE)" },
	{ 0, "date-format", "FORMAT", "the order in dates: dmy, mdy or ymd; found out" },
	{ 0, "separator", "CHAR", "between columns; found out by itself" },
	{ 0, "rejects", "FILE", "write the records that were refused, as CSV" },
	{ 0, "undo", "NUMBER", "take back this import, of 'nlctl imports'" },
	{ 'y', "yes", NULL, "with --undo: do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_import = {
	.name = "import",
	.synopsis = "[-n] [-l LIST] [--from PROGRAM] [--map COLUMN=TARGET]"
		    " [--status STATE] [--source TEXT] [--date-format FORMAT]"
		    " [--separator CHAR] [--rejects FILE] FILE\n"
		    "--undo NUMBER [-n | -y]",
	.summary = "Take in contacts from a CSV file",
	.options = options,
	.argmax = 1,
	.needs = CMD_DB_CREATE,
	.needs_of = needs_of,
	.check = check,
	.run = run,
};

/* What is told while an import runs. */
struct telling {
	struct ctx *c;
	bool rows; /* each record: then rejected ones are not told twice */
	bool begun;
};

static const struct column row_columns[] = {
	{ "line", 6 },
	{ "verdict", 7 },
	{ "address", 32 },
	{ "reason", 40 },
};

static const struct column kept_columns[] = {
	{ "kept", 7 },
	{ "name", 32 },
	{ "reason", 40 },
};

static int
on_row(void *arg, const struct import_row_verdict *row, struct err *e)
{
	struct telling *t = arg;
	struct out *out = t->c->out;

	if (out_is_dead(out))
		return err_set(e, ERR_IO, "nobody reads the plan any more");
	if (!t->begun) {
		progress_clear(t->c->progress);
		out_rows_begin(out, row_columns, ARRAY_LEN(row_columns));
	}
	t->begun = true;
	out_row_begin(out);
	out_int(out, "line", (int64_t)row->line);
	out_text(out, "verdict", import_verdict_name(row->verdict));
	out_text(out, "address", row->address);
	out_text(out, "reason", row->reason);
	out_row_end(out);
	return 0;
}

/* Behind the rows come sums. */
static void
end_rows(struct telling *t)
{
	if (!t->begun)
		return;
	out_rows_end(t->c->out);
	out_line(t->c->out, "%s", "");
}

static void
on_warning(void *arg, size_t line, const char *address, const char *text)
{
	struct telling *t = arg;

	warn(t->c, "line %zu: '%s': %s", line, address, text);
}

static void
on_reject(void *arg, size_t line, const char *address, const char *reason)
{
	struct telling *t = arg;

	if (!t->rows)
		warn(t->c, "line %zu: rejected '%s': %s", line, address, reason);
}

static void
on_progress(void *arg, enum import_phase phase, int64_t done, int64_t total)
{
	struct telling *t = arg;

	progress_update(
	    t->c->progress, done, total, phase == IMPORT_READING ? "reading" : "storing");
}

static const char *
separator_name(char s)
{
	static const char *const names[] = { "comma", "semicolon", "tab", "bar" };
	const char *p = s != '\0' ? strchr(",;\t|", s) : NULL;

	return p != NULL ? names[p - ",;\t|"] : "other";
}

/* A date that is two: which one was taken, and how to have the other. */
static void
say_dates(struct ctx *c, const struct import_column *col)
{
	bool mdy = str_eq(col->dates, "mdy");

	if (col->dates[0] != '\0')
		say(c,
		    "column '%s': dates such as 03/04/2026 are read as the %s; "
		    "'--date-format %s' reads them the other way round",
		    col->heading, mdy ? "4th of March" : "3rd of April",
		    mdy ? "dmy" : "mdy");
}

/* What was made of the file, said before the sums. */
static void
say_choices(struct ctx *c, const struct import_summary *s)
{
	const struct import_column *col;
	size_t i;

	if (s->from_detected)
		say(c, "an export of %s, by its first line", s->from);
	if (!str_eq(s->encoding, "UTF-8"))
		say(c, "the file is %s text", s->encoding);
	for (i = 0; i < s->ncolumns; i++) {
		col = &s->columns[i];
		if (col->target[0] == '@')
			say(c, "column '%s': %s", col->heading, col->target + 1);
		else
			say(c, "column '%s': %sfield %s (%s)", col->heading,
			    col->is_new ? "new " : "", col->target,
			    field_type_name(col->type));
		say_dates(c, col);
		if (col->no_states)
			warn(c,
			    "column '%s' is a field, its words are no states: it keeps "
			    "nobody from mail; with '--map %s=@status' it does",
			    col->heading, col->heading);
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
	out_text(o, "encoding", s->encoding);
	if (s->from[0] != '\0')
		out_text(o, "from", s->from);
	else
		out_null(o, "from");
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
		if (s->columns[i].dates[0] != '\0')
			out_text(o, "dates", s->columns[i].dates);
		else
			out_null(o, "dates");
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
		if (s->id > 0)
			out_int(c->out, "import", s->id);
		else
			out_null(c->out, "import");
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
	else if (s->sticky > 0 && !c->verbose)
		say(c, "'nlctl import --plan' shows who stays do-not-mail, and why");
	if (!plan && s->id > 0)
		say(c, "'nlctl import --undo %lld' takes it back", (long long)s->id);
}

static enum cmd_needs
needs_of(const struct args *a)
{
	if (args_has(a, "undo"))
		return CMD_DB_WRITE;
	return args_has(a, "plan") ? CMD_DB_SCRATCH : CMD_DB_CREATE;
}

static int
read_maps(
    struct import_options *o, const struct args *a, struct arena *arena, struct err *e)
{
	struct import_map *maps;
	const char *text;
	int n = 0;

	while (args_nth(a, "map", n) != NULL)
		n++;
	maps = arena_alloc(arena, ((size_t)n + 1) * sizeof(*maps));
	o->maps = maps;
	for (; (text = args_nth(a, "map", (int)o->nmaps)) != NULL; o->nmaps++) {
		if (import_map_read(&maps[o->nmaps], text, arena, e) < 0)
			return -1;
	}
	return 0;
}

/* The command line as import_run takes it: ERR_USAGE. */
static int
read_options(
    struct import_options *o, const struct args *a, struct arena *arena, struct err *e)
{
	const char *state = args_value(a, "status"),
		   *dates = args_value(a, "date-format"),
		   *separator = args_value(a, "separator");
	const struct import_preset *preset;

	*o = (struct import_options){ .file = args_at(a, 0),
		.list = args_value(a, "list"),
		.source = args_value(a, "source"),
		.rejects = args_value(a, "rejects"),
		.from = args_value(a, "from"),
		.dates_given = dates != NULL,
		.plan = args_has(a, "plan") };
	if (state != NULL && import_state_read(&o->state, state, e) < 0)
		return -1;
	if (o->from != NULL && import_preset_read(&preset, o->from, e) < 0)
		return -1;
	if (dates != NULL && date_order_read(dates, &o->dates) < 0)
		return err_set(e, ERR_USAGE,
		    "option '--date-format' is the order of day, month and year: dmy, mdy, "
		    "ymd, or a pattern such as MM/DD/YYYY, not '%s'",
		    dates);
	if (separator != NULL && !str_eq(separator, "\\t") &&
	    (strlen(separator) != 1 || strchr("\"\r\n", separator[0]) != NULL))
		return err_set(e, ERR_USAGE,
		    "option '--separator' is one character, or \\t for a tab");
	if (separator != NULL)
		o->separator = str_eq(separator, "\\t") ? '\t' : separator[0];
	return read_maps(o, a, arena, e);
}

/* The number behind --undo. */
static int
read_undo(const struct args *a, int64_t *id, struct err *e)
{
	static const char *const others[] = { "list", "from", "map", "status", "source",
		"date-format", "separator", "rejects" };
	const char *text = args_value(a, "undo");
	size_t i;

	for (i = 0; i < ARRAY_LEN(others); i++) {
		if (args_has(a, others[i]))
			return err_set(e, ERR_USAGE,
			    "options '--undo' and '--%s' do not go together", others[i]);
	}
	if (a->count > 0)
		return err_set(e, ERR_USAGE, "either a file or '--undo', not both: '%s'",
		    args_at(a, 0));
	if (str_to_int(text, 1, INT64_MAX, id) < 0)
		return err_set(e, ERR_USAGE,
		    "'%s' is no number of an import: 'nlctl imports' lists them", text);
	return 0;
}

static int
check(const struct args *a, struct err *e)
{
	struct arena arena = { 0 };
	struct import_options ignored;
	int64_t id;
	int rc;

	if (args_has(a, "undo"))
		return read_undo(a, &id, e);
	if (args_has(a, "yes"))
		return err_set(e, ERR_USAGE, "option '--yes' goes with '--undo'");
	if (a->count == 0)
		return err_set(e, ERR_USAGE, "a file is missing, or '--undo NUMBER'");
	rc = read_options(&ignored, a, &arena, e);
	arena_release(&arena);
	return rc;
}

static int
on_kept(void *arg, const char *kind, const char *name, const char *why, struct err *e)
{
	struct telling *t = arg;
	struct out *out = t->c->out;

	(void)e;
	if (!t->begun) {
		progress_clear(t->c->progress);
		out_rows_begin(out, kept_columns, ARRAY_LEN(kept_columns));
	}
	t->begun = true;
	out_row_begin(out);
	out_text(out, "kept", kind);
	out_text(out, "name", name);
	out_text(out, "reason", why);
	out_row_end(out);
	return 0;
}

static void
on_undo_progress(void *arg, int64_t done, int64_t total)
{
	struct telling *t = arg;

	progress_update(t->c->progress, done, total, "undoing");
}

static void
show_undone(struct ctx *c, const struct import_undo_summary *s,
    const struct import_undo_options *o)
{
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_bool(c->out, "plan", o->plan);
		out_int(c->out, "import", o->id);
		out_int(c->out, "removed", s->removed);
		out_int(c->out, "restored", s->restored);
		out_int(c->out, "kept", s->kept);
		out_record_end(c->out);
		return;
	}
	out_line(c->out, "%9lld  contacts removed", (long long)s->removed);
	out_line(c->out, "%9lld  contacts as they were before", (long long)s->restored);
	out_line(c->out, "%9lld  kept", (long long)s->kept);
	if (o->plan)
		say(c, "a plan: nothing was changed");
}

static int
undo(struct ctx *c, const struct args *a, struct err *e)
{
	struct import_undo_options o = { .plan = args_has(a, "plan"),
		.now = clock_now(&c->clock) };
	struct telling t = { .c = c };
	struct import_undo_callbacks callbacks = { &t, on_kept, on_undo_progress };
	struct import_undo_summary s;
	const char *file;

	if (read_undo(a, &o.id, e) < 0 ||
	    import_undo_file(&file, c->db, o.id, c->arena, e) < 0)
		return -1;
	if (!o.plan &&
	    confirm(c, args_has(a, "yes"),
		arena_printf(c->arena,
		    "take back import %lld, of '%s': the contacts that it added are "
		    "removed, the others become what they were",
		    (long long)o.id, file),
		e) < 0)
		return -1;
	if (import_undo(c->db, &o, &callbacks, c->arena, &s, e) < 0)
		return -1;
	progress_clear(c->progress);
	end_rows(&t);
	show_undone(c, &s, &o);
	if (s.kept > 0)
		return err_set(e, ERR_NO, "%lld could not be undone", (long long)s.kept);
	return 0;
}

/* What was refused is an answer of no, with the way on. */
static int
end(const struct import_summary *s, const struct import_options *o, struct arena *a,
    struct err *e)
{
	const char *next = "";

	if (s->rejected == 0)
		return 0;
	if (o->rejects == NULL)
		next = ": '--rejects FILE' writes them to a file, to be mended";
	else if (!o->plan)
		next = arena_printf(a, ": mend them in '%s' and import that", o->rejects);
	return err_set(e, ERR_NO, "%lld of %lld records rejected%s",
	    (long long)s->rejected, (long long)s->records, next);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct telling t = { .c = c, .rows = args_has(a, "plan") || c->verbose };
	struct import_callbacks callbacks = { &t, on_warning, on_reject, on_progress,
		t.rows ? on_row : NULL };
	struct import_options o;
	struct import_summary s;

	if (args_has(a, "undo"))
		return undo(c, a, e);
	if (read_options(&o, a, c->arena, e) < 0)
		return -1;
	o.now = clock_now(&c->clock);
	if (import_run(c->db, c->settings, &o, &callbacks, c->arena, &s, e) < 0)
		return -1;
	progress_clear(c->progress);
	end_rows(&t);
	say_choices(c, &s);
	show_summary(c, &s, o.plan);
	return end(&s, &o, c->arena, e);
}
