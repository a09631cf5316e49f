/* nlctl audience - who would get an issue, and why.  See nlctl-audience(1). */
#include "people/audience.h"
#include "cli/answer.h"
#include "cli/audience_explain.h"
#include "cli/cmd.h"
#include "cli/whom.h"
#include "people/audience_saved.h"
#include "util/str.h"
#include "util/xalloc.h"

static int check(const struct args *a, struct err *e);
static int run_save(struct ctx *c, const struct args *a, struct err *e);
static int run_saved(struct ctx *c, const struct args *a, struct err *e);
static int run_drop(struct ctx *c, const struct args *a, struct err *e);
static int run_show(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "of this list; may be repeated" },
	{ 0, "where", "EXPR", "only those who meet this: nlctl-audience(5)" },
	{ 0, "exclude", "LIST", "not the members of this list; may be repeated" },
	{ 0, "count", NULL, "only how many" },
	{ 0, "explain", "EMAIL", "why this person would get it, or not" },
	{ 'y', "yes", NULL, "do not ask before dropping" },
	{ 0, NULL, NULL, NULL },
};

static const struct form forms[] = {
	{ "save", 2, 2, CMD_DB_WRITE, run_save },
	{ "saved", 0, 0, CMD_DB_READ, run_saved },
	{ "drop", 1, 1, CMD_DB_WRITE, run_drop },
	{ NULL, 0, 0, CMD_DB_READ, run_show },
};

const struct cmd cmd_audience = {
	.name = "audience",
	.synopsis = "[-l LIST]... [--where EXPR] [--exclude LIST]... "
		    "[--count | --explain EMAIL]\n"
		    "save NAME EXPR\n"
		    "saved\n"
		    "drop [-y] NAME",
	.summary = "Show who would get an issue, and why; keep conditions by name",
	.options = options,
	.check = check,
	.forms = forms,
};

static const struct column people_columns[] = {
	{ "address", 36 },
	{ "language", 0 },
	{ "fields", 0 },
};

static const struct column saved_columns[] = {
	{ "name", 16 },
	{ "changed", 16 },
	{ "expression", 40 },
};

static int
show_one(void *arg, const struct recipient *one, struct err *e)
{
	struct out *o = arg;

	out_row_begin(o);
	out_text(o, "address", one->address);
	out_text_or_null(o, "language", one->language);
	out_json(o, "fields", one->fields);
	out_row_end(o);
	/* Nobody reads the rest of two million lines. */
	return out_is_dead(o) ? out_finish(o, e) : 0;
}

static int
run_count(struct ctx *c, const struct recipients *r, struct err *e)
{
	int64_t n;

	if (recipients_count(c->db, r, clock_now(&c->clock), &n, e) < 0)
		return -1;
	answer_count(c->out, n);
	return 0;
}

static int
run_show(struct ctx *c, const struct args *a, struct err *e)
{
	struct recipients r = { .where = "" };
	int rc;

	if (whom_read(&r, c, a, true, e) < 0)
		return -1;
	if (args_has(a, "explain"))
		return audience_explain_print(c, &r, args_value(a, "explain"), e);
	if (args_has(a, "count"))
		return run_count(c, &r, e);
	out_rows_begin(c->out, people_columns, ARRAY_LEN(people_columns));
	rc = recipients_each(c->db, &r, clock_now(&c->clock), show_one, c->out, e);
	out_rows_end(c->out);
	return rc;
}

static int
run_save(struct ctx *c, const struct args *a, struct err *e)
{
	struct audience_saved s = { .expression = args_at(a, 2),
		.changed = clock_now(&c->clock) };
	bool replaced;

	if (audience_saved_name(&s.name, args_at(a, 1), c->arena, e) < 0 ||
	    audience_save(c->db, &s, &replaced, c->arena, e) < 0)
		return -1;
	if (replaced)
		say(c, "'@%s' has a new meaning", s.name);
	answer_outcome(c->out, s.name, replaced ? "replaced" : "saved");
	return 0;
}

static int
show_saved(void *arg, const struct audience_saved *s, struct err *e)
{
	struct out *o = arg;

	(void)e;
	out_row_begin(o);
	out_text(o, "name", s->name);
	out_time(o, "changed", s->changed);
	out_text(o, "expression", s->expression);
	out_row_end(o);
	return 0;
}

static int
run_saved(struct ctx *c, const struct args *a, struct err *e)
{
	int rc;

	(void)a;
	out_rows_begin(c->out, saved_columns, ARRAY_LEN(saved_columns));
	rc = audience_saved_each(c->db, show_saved, c->out, e);
	out_rows_end(c->out);
	return rc;
}

static int
run_drop(struct ctx *c, const struct args *a, struct err *e)
{
	struct audience_saved s;
	const char *name;

	if (audience_saved_name(&name, args_at(a, 1), c->arena, e) < 0 ||
	    audience_saved_get(&s, c->db, name, c->arena, e) < 0 ||
	    confirm(c, args_has(a, "yes"),
		arena_printf(c->arena, "drop '@%s' (%s)", s.name, s.expression), e) < 0)
		return -1;
	if (audience_saved_drop(c->db, s.name, c->arena, e) < 0)
		return -1;
	answer_outcome(c->out, s.name, "dropped");
	return 0;
}

static int
check(const struct args *a, struct err *e)
{
	static const char *const about_issues[] = { "list", "where", "exclude", "count",
		"explain" };
	size_t i;

	for (i = 0; a->count > 0 && i < ARRAY_LEN(about_issues); i++) {
		if (args_has(a, about_issues[i]))
			return err_set(e, ERR_USAGE, "'%s' takes no option '--%s'",
			    args_at(a, 0), about_issues[i]);
	}
	if (args_has(a, "count") && args_has(a, "explain"))
		return err_set(e, ERR_USAGE, "say --count or --explain, not both");
	return 0;
}
