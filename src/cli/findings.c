/* findings - what is wrong with an issue, shown.  See findings.h. */
#include "cli/findings.h"

#include "util/term.h"

#include <string.h>

#define LINE_MAX 8192

static void
complain_of(const struct ctx *c, const struct finding *one)
{
	const char *label = one->severity == SEVERITY_ERROR ? "" : "warning: ";

	if (one->line == 0)
		complain(c, "%s: %s%s", one->file, label, one->text);
	else
		complain(c, "%s:%zu:%zu: %s%s", one->file, one->line, one->column, label,
		    one->text);
}

void
findings_complain_errors(const struct ctx *c, const struct findings *f)
{
	size_t i, shown = 0;

	for (i = 0; i < f->count; i++) {
		if (f->list[i].severity != SEVERITY_ERROR)
			continue;
		complain_of(c, &f->list[i]);
		shown++;
	}
	if (f->errors > shown)
		say(c, "%zu more are not shown", f->errors - shown);
}

void
findings_complain(const struct ctx *c, const struct findings *f)
{
	size_t i, all = f->errors + f->warnings + f->notes;

	if (c->quiet) {
		findings_complain_errors(c, f);
		return;
	}
	for (i = 0; i < f->count; i++)
		complain_of(c, &f->list[i]);
	if (all > f->count)
		say(c, "%zu more are not shown", all - f->count);
}

/* "FILE:LINE:COLUMN: severity: text [code]". */
static void
show_one(const struct ctx *c, const struct finding *one)
{
	static const char *const colours[SEVERITIES] = { "\033[1;31m", "\033[1;33m",
		"\033[1;36m" };
	bool colour = term_has_colour(stdout);
	struct buf line;

	buf_init(&line, LINE_MAX);
	term_add(&line, one->file, strlen(one->file));
	if (one->line > 0)
		buf_printf(&line, ":%zu:%zu", one->line, one->column);
	buf_printf(&line, ": %s%s:%s ", colour ? colours[one->severity] : "",
	    severity_name(one->severity), colour ? "\033[0m" : "");
	term_add(&line, one->text, strlen(one->text));
	out_line(c->out, "%s [%s]", line.data, finding_kind(one->code)->code);
	buf_release(&line);
}

static void
show_for_people(const struct ctx *c, const struct findings *f)
{
	bool explained[FINDING_CODES] = { false };
	const struct finding_kind *kind;
	size_t i;

	for (i = 0; i < f->count; i++) {
		show_one(c, &f->list[i]);
		kind = finding_kind(f->list[i].code);
		if (explained[f->list[i].code] || c->quiet)
			continue;
		explained[f->list[i].code] = true;
		if (*kind->why != '\0')
			out_line(c->out, "    %s", kind->why);
		if (*kind->advice != '\0')
			out_line(c->out, "    %s", kind->advice);
	}
	if (f->errors + f->warnings + f->notes > f->count)
		out_line(c->out, "%zu more are not shown",
		    f->errors + f->warnings + f->notes - f->count);
	out_line(c->out, "%zu error%s, %zu warning%s, %zu note%s", f->errors,
	    f->errors == 1 ? "" : "s", f->warnings, f->warnings == 1 ? "" : "s", f->notes,
	    f->notes == 1 ? "" : "s");
}

static void
show_for_programs(const struct ctx *c, const char *issue, const struct findings *f)
{
	const struct finding_kind *kind;
	const struct finding *one;
	size_t i;

	out_record_begin(c->out);
	out_text(c->out, "issue", issue);
	out_list_begin(c->out, "findings");
	for (i = 0; i < f->count; i++) {
		one = &f->list[i];
		kind = finding_kind(one->code);
		out_record_begin(c->out);
		out_text(c->out, "code", kind->code);
		out_text(c->out, "severity", severity_name(one->severity));
		out_text(c->out, "file", one->file);
		if (one->line > 0) {
			out_int(c->out, "line", (int64_t)one->line);
			out_int(c->out, "column", (int64_t)one->column);
		} else {
			out_null(c->out, "line");
			out_null(c->out, "column");
		}
		out_text(c->out, "what", one->text);
		out_text(c->out, "why", kind->why);
		out_text(c->out, "advice", kind->advice);
		out_record_end(c->out);
	}
	out_list_end(c->out);
	out_int(c->out, "errors", (int64_t)f->errors);
	out_int(c->out, "warnings", (int64_t)f->warnings);
	out_int(c->out, "notes", (int64_t)f->notes);
	out_record_end(c->out);
}

void
findings_show(const struct ctx *c, const char *issue, struct findings *f)
{
	findings_sort(f);
	if (out_is_json(c->out))
		show_for_programs(c, issue, f);
	else
		show_for_people(c, f);
}
