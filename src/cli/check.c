/* nlctl check - everything that can be known before sending.  See nlctl-check(1). */
#include "cli/checking.h"
#include "cli/cmd.h"
#include "cli/draft.h"
#include "cli/findings.h"
#include "cli/when.h"

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "strict", NULL, "end with status 1 for warnings too" },
	{ 0, "params", "FILE", "JSON with the values of params.NAME" },
	{ 0, "online", NULL, "also look what is behind its links and pictures" },
	{ 0, "spam", NULL, "also ask SpamAssassin" },
	{ 0, "allow-private", NULL, "with --online: in your own network too" },
	{ 'l', "list", "LIST", "with the settings and readers of this list" },
	{ 0, "where", "EXPR", "only to those who meet this: nlctl-audience(5)" },
	{ 0, "exclude", "LIST", "not to the members of this list; may be repeated" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_check = {
	.name = "check",
	.synopsis =
	    "[--online [--allow-private]] [--spam] [--strict] [--params FILE] [-l LIST]... "
	    "[--where EXPR] [--exclude LIST]... ISSUE",
	.summary = "Say what is wrong with an issue before anything leaves",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.check = check,
	.run = run,
};

static int
check(const struct args *a, struct err *e)
{
	if (args_has(a, "allow-private") && !args_has(a, "online"))
		return err_set(e, ERR_USAGE, "--allow-private goes with --online");
	return 0;
}

/* What its file says of when it departs; where send has taken it, that is over. */
static void
look_at_times(struct draft *d, struct ctx *c)
{
	static const char *const keys[] = { "send-at", "not-after" };
	const struct manuscript *m = letter_manuscript(d->letter);
	const struct manuscript_setting *own;
	const char *name;
	int64_t utc;
	size_t i;

	if (d->known.id != 0 && !draft_is_changed(d))
		return;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct err why = { 0 };

		own = manuscript_setting(m, keys[i]);
		name = arena_printf(&d->arena, "%s%s", m->key_prefix, keys[i]);
		if (own != NULL && *own->value != '\0' &&
		    when_read(own->value, name, clock_now(&c->clock), &utc, &why) < 0)
			finding_add(&d->findings, FINDING_SETTING, m->file, m->source,
			    own->offset, "%s", why.msg);
	}
}

/* All that can be said of the issue into d->findings; its mistakes are no failure,
 * but of what cannot be read at all there is no more to say. */
static int
look(struct draft *d, struct ctx *c, const struct args *a, struct err *e)
{
	struct draft_options o = {
		.silent = true, .conditions = true, .params = args_value(a, "params")
	};
	struct checking ask = { .nobody_is_wrong = true,
		.online = args_has(a, "online"),
		.allow_private = args_has(a, "allow-private"),
		.spam = args_has(a, "spam") };

	if (draft_load(d, c, a, &o, e) < 0) {
		if (e->kind != ERR_DATA || d->findings.errors == 0)
			return -1;
		err_clear(e);
	}
	if (d->from == NULL)
		return 0;
	look_at_times(d, c);
	return checking_look(d, c, &ask, e);
}

static int
verdict(const struct draft *d, bool strict, struct err *e)
{
	const struct findings *f = &d->findings;

	if (f->errors > 0)
		return err_set(e, ERR_NO, "'%s' has %zu mistake%s to mend", d->file,
		    f->errors, f->errors == 1 ? "" : "s");
	if (strict && f->warnings > 0)
		return err_set(e, ERR_NO,
		    "'%s' has %zu warning%s, and --strict takes none", d->file,
		    f->warnings, f->warnings == 1 ? "" : "s");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct draft d = { 0 };
	int rc = look(&d, c, a, e);

	if (rc == 0) {
		findings_show(c, d.name != NULL ? d.name : d.file, &d.findings);
		rc = verdict(&d, args_has(a, "strict"), e);
	}
	draft_release(&d);
	return rc;
}
