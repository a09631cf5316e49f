/* nlctl field - show and change what is known about contacts.  See nlctl-field(1). */
#include "cli/cmd.h"
#include "delivery/usage.h"
#include "people/audience_saved.h"
#include "people/field_change.h"
#include "util/str.h"
#include "util/xalloc.h"

static int check(const struct args *a, struct err *e);
static int run_add(struct ctx *c, const struct args *a, struct err *e);
static int run_rename(struct ctx *c, const struct args *a, struct err *e);
static int run_retype(struct ctx *c, const struct args *a, struct err *e);
static int run_drop(struct ctx *c, const struct args *a, struct err *e);
static int run_show(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'n', "plan", NULL, "with retype or drop: show what would happen" },
	{ 0, "empty", NULL, "with retype: empty the values that are of no such type" },
	{ 'y', "yes", NULL, "do not ask before dropping or emptying" },
	{ 0, NULL, NULL, NULL },
};

static const struct form forms[] = {
	{ "add", 2, 2, CMD_DB_WRITE, run_add },
	{ "rename", 2, 2, CMD_DB_WRITE, run_rename },
	{ "retype", 2, 2, CMD_DB_WRITE, run_retype },
	{ "drop", 1, 1, CMD_DB_WRITE, run_drop },
	{ NULL, 0, 0, CMD_DB_READ, run_show },
};

const struct cmd cmd_field = {
	.name = "field",
	.synopsis = "\n"
		    "add NAME TYPE\n"
		    "rename NAME NEW\n"
		    "retype [-n] [--empty [-y]] NAME TYPE\n"
		    "drop [-n | -y] NAME",
	.summary = "Show and change the fields of contacts",
	.options = options,
	.check = check,
	.forms = forms,
};

static const struct column columns[] = {
	{ "name", 20 },
	{ "type", 8 },
};

static int
run_show(struct ctx *c, const struct args *a, struct err *e)
{
	struct fields f;
	size_t i;

	(void)a;
	if (fields_load(&f, c->db, c->arena, e) < 0)
		return -1;
	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	for (i = 0; i < f.n; i++) {
		out_row_begin(c->out);
		out_text(c->out, "name", f.items[i].name);
		out_text(c->out, "type", field_type_name(f.items[i].type));
		out_row_end(c->out);
	}
	out_rows_end(c->out);
	return 0;
}

static void
show_added(struct out *o, const char *name, enum field_type type)
{
	out_record_begin(o);
	out_text(o, "name", name);
	out_text(o, "type", field_type_name(type));
	out_record_end(o);
}

static int
run_add(struct ctx *c, const struct args *a, struct err *e)
{
	enum field_type type;

	if (field_check_name(args_at(a, 1), e) < 0 ||
	    field_type_read(&type, args_at(a, 2), e) < 0 || db_begin(c->db, e) < 0)
		return -1;
	if (field_add(c->db, args_at(a, 1), type, e) < 0) {
		db_rollback(c->db);
		return -1;
	}
	if (db_commit(c->db, e) < 0)
		return -1;
	if (out_is_json(c->out))
		show_added(c->out, args_at(a, 1), type);
	return 0;
}

static void
on_progress(void *arg, int64_t done, int64_t total)
{
	struct ctx *c = arg;

	progress_update(c->progress, done, total, "contacts");
}

static struct field_change
change_of(struct ctx *c, bool plan)
{
	return (struct field_change){ .plan = plan, .progress = on_progress, .arg = c };
}

/* The issues that name the field and still go out, and the saved conditions. */
struct users {
	struct ctx *c;
	const char *field;
	struct issue_user {
		const char *name, *state;
		struct issue_user *next;
	} * first, **end;
	struct saved_user {
		const char *name;
		struct saved_user *next;
	} * first_saved, **end_saved;
};

static int
add_user(void *arg, const struct issue *issue, struct err *e)
{
	struct users *u = arg;
	struct issue_user *user = arena_alloc(u->c->arena, sizeof(*user));

	(void)e;
	*user = (struct issue_user){ arena_strdup(u->c->arena, issue->name),
		arena_strdup(u->c->arena, issue->state), NULL };
	*u->end = user;
	u->end = &user->next;
	warn(u->c, "issue '%s' (%s) uses the field '%s'", issue->name, issue->state,
	    u->field);
	return 0;
}

static int
add_saved(void *arg, const struct audience_saved *saved, struct err *e)
{
	struct users *u = arg;
	struct saved_user *user;

	(void)e;
	if (!audience_names_field(saved->expression, u->field, u->c->arena))
		return 0;
	user = arena_alloc(u->c->arena, sizeof(*user));
	*user = (struct saved_user){ arena_strdup(u->c->arena, saved->name), NULL };
	*u->end_saved = user;
	u->end_saved = &user->next;
	warn(u->c, "the condition '@%s' uses the field '%s'", saved->name, u->field);
	return 0;
}

static int
find_users(struct users *u, struct ctx *c, const char *field, struct err *e)
{
	struct usage usage = { c->db, c->settings, &c->clock, &c->random };

	*u = (struct users){ .c = c, .field = field };
	u->end = &u->first;
	u->end_saved = &u->first_saved;
	if (usage_of_field(&usage, field, add_user, u, e) < 0)
		return -1;
	return audience_saved_each(c->db, add_saved, u, e);
}

/* What was done, or would be: for people in a sentence before, for programs here. */
static void
show_change(struct ctx *c, const struct field_change *f, const struct users *u,
    const char *name, const char *type)
{
	const struct issue_user *user;
	const struct saved_user *saved;
	struct out *o = c->out;
	size_t i;

	out_record_begin(o);
	if (out_is_json(o))
		out_bool(o, "plan", f->plan);
	out_text(o, "field", f->before.name);
	out_text(o, "type", field_type_name(f->before.type));
	out_text_or_null(o, "new_field", name);
	out_text_or_null(o, "new_type", type);
	out_int(o, "values", f->values);
	out_int(o, "unfit", f->unfit);
	out_list_begin(o, "reasons");
	for (i = 0; i < f->nreasons; i++) {
		out_record_begin(o);
		out_int(o, "values", f->reasons[i].values);
		out_text(o, "reason", f->reasons[i].why);
		out_record_end(o);
	}
	out_list_end(o);
	out_list_begin(o, "issues");
	for (user = u->first; user != NULL; user = user->next) {
		out_record_begin(o);
		out_text(o, "name", user->name);
		out_text(o, "state", user->state);
		out_record_end(o);
	}
	out_list_end(o);
	out_list_begin(o, "conditions");
	for (saved = u->first_saved; saved != NULL; saved = saved->next) {
		out_record_begin(o);
		out_text(o, "name", saved->name);
		out_record_end(o);
	}
	out_list_end(o);
	out_record_end(o);
}

/* A plan is shown to all, what was done to programs. */
static int
end_change(struct ctx *c, const struct field_change *f, const struct users *u,
    const char *name, const char *type)
{
	progress_clear(c->progress);
	if (f->plan || out_is_json(c->out))
		show_change(c, f, u, name, type);
	if (f->plan)
		say(c, "a plan: nothing was changed");
	return 0;
}

static int
run_rename(struct ctx *c, const struct args *a, struct err *e)
{
	struct field_change f = change_of(c, false);
	const char *name = args_at(a, 1), *to = args_at(a, 2);
	struct users u;

	if (find_users(&u, c, name, e) < 0 ||
	    field_rename(&f, c->db, name, to, c->arena, e) < 0)
		return -1;
	say(c, "field '%s' is '%s' now: %lld values", f.before.name, to,
	    (long long)f.values);
	return end_change(c, &f, &u, to, field_type_name(f.before.type));
}

/* With --empty: how many values would go?  That is asked for. */
static int
may_empty(struct ctx *c, const struct args *a, const char *name, enum field_type type,
    struct err *e)
{
	struct field_change plan = change_of(c, true);

	if (!args_has(a, "empty") || args_has(a, "yes"))
		return 0;
	if (field_retype(&plan, c->db, name, type, c->arena, e) < 0)
		return -1;
	if (plan.unfit == 0)
		return 0;
	return confirm(c, false,
	    arena_printf(c->arena, "empty %lld of %lld values of the field '%s'",
		(long long)plan.unfit, (long long)plan.values, plan.before.name),
	    e);
}

static int
run_retype(struct ctx *c, const struct args *a, struct err *e)
{
	struct field_change f = change_of(c, args_has(a, "plan"));
	const char *name = args_at(a, 1), *type_name;
	enum field_type type;
	struct users u;

	if (field_type_read(&type, args_at(a, 2), e) < 0 ||
	    find_users(&u, c, name, e) < 0 ||
	    (!f.plan && may_empty(c, a, name, type, e) < 0))
		return -1;
	if (args_has(a, "empty"))
		f.unfit_is = FIELD_UNFIT_EMPTY;
	if (field_retype(&f, c->db, name, type, c->arena, e) < 0)
		return -1;
	type_name = field_type_name(type);
	if (!f.plan)
		say(c, "field '%s' is %s now: %lld values, %lld emptied", f.before.name,
		    type_name, (long long)(f.values - f.unfit), (long long)f.unfit);
	return end_change(c, &f, &u, f.before.name, type_name);
}

static int
may_drop(struct ctx *c, const struct field_change *plan, struct err *e)
{
	return confirm(c, false,
	    arena_printf(c->arena, "drop the field '%s' with all its values (%lld)",
		plan->before.name, (long long)plan->values),
	    e);
}

static int
run_drop(struct ctx *c, const struct args *a, struct err *e)
{
	struct field_change plan = change_of(c, true), f = change_of(c, false);
	const char *name = args_at(a, 1);
	struct users u;

	if (find_users(&u, c, name, e) < 0)
		return -1;
	/* Who has said yes needs no count. */
	if (!args_has(a, "yes") && field_drop(&plan, c->db, name, c->arena, e) < 0)
		return -1;
	if (args_has(a, "plan"))
		return end_change(c, &plan, &u, "", "");
	if ((!args_has(a, "yes") && may_drop(c, &plan, e) < 0) ||
	    field_drop(&f, c->db, name, c->arena, e) < 0)
		return -1;
	say(c, "field '%s' is gone: %lld values", f.before.name, (long long)f.values);
	return end_change(c, &f, &u, "", "");
}

static int
check(const struct args *a, struct err *e)
{
	const char *word = a->count > 0 ? args_at(a, 0) : "";
	bool retype = str_eq(word, "retype"), drop = str_eq(word, "drop");

	if (args_has(a, "empty") && !retype)
		return err_set(e, ERR_USAGE, "option '--empty' goes with 'retype'");
	if (args_has(a, "plan") && !retype && !drop)
		return err_set(
		    e, ERR_USAGE, "option '--plan' goes with 'retype' and 'drop'");
	if (args_has(a, "plan") && args_has(a, "yes"))
		return err_set(
		    e, ERR_USAGE, "options '--plan' and '--yes' do not go together");
	return 0;
}
