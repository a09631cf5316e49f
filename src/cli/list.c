/* nlctl list - show, make, change and drop lists.  See nlctl-list(1). */
#include "people/list.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

static int run_add(struct ctx *c, const struct args *a, struct err *e);
static int run_set(struct ctx *c, const struct args *a, struct err *e);
static int run_rename(struct ctx *c, const struct args *a, struct err *e);
static int run_drop(struct ctx *c, const struct args *a, struct err *e);
static int run_show(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'y', "yes", NULL, "do not ask before dropping" },
	{ 0, NULL, NULL, NULL },
};

static const struct form forms[] = {
	{ "add", 1, -1, CMD_DB_CREATE, run_add },
	{ "set", 2, -1, CMD_DB_WRITE, run_set },
	{ "rename", 2, 2, CMD_DB_WRITE, run_rename },
	{ "drop", 1, 1, CMD_DB_WRITE, run_drop },
	{ NULL, 0, 0, CMD_DB_READ, run_show },
};

const struct cmd cmd_list = {
	.name = "list",
	.synopsis = "\n"
		    "add NAME ...\n"
		    "set NAME KEY=VALUE ...\n"
		    "rename NAME NEW\n"
		    "drop [-y] NAME",
	.summary = "Show, make, change and drop lists",
	.options = options,
	.forms = forms,
};

static const struct column columns[] = {
	{ "name", 20 },
	{ "active", 8 },
	{ "default", 8 },
	{ "created", 16 },
};

static int
show(void *arg, const struct list *l, struct err *e)
{
	struct out *o = arg;

	(void)e;
	out_row_begin(o);
	out_text(o, "name", l->name);
	out_int(o, "active", l->active);
	out_bool(o, "default", l->is_default);
	out_time(o, "created", l->created);
	out_row_end(o);
	return 0;
}

static int
run_show(struct ctx *c, const struct args *a, struct err *e)
{
	int rc;

	(void)a;
	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	rc = list_each(c->db, c->settings, show, c->out, e);
	out_rows_end(c->out);
	return rc;
}

/* All of them or none. */
static int
run_add(struct ctx *c, const struct args *a, struct err *e)
{
	struct list l;
	int i;

	for (i = 1; i < a->count; i++) {
		if (list_check_name(args_at(a, i), e) < 0)
			return -1;
	}
	if (db_begin(c->db, e) < 0)
		return -1;
	for (i = 1; i < a->count; i++) {
		if (list_add(&l, c->db, args_at(a, i), clock_now(&c->clock), c->arena,
			e) < 0) {
			db_rollback(c->db);
			return -1;
		}
	}
	if (db_commit(c->db, e) < 0)
		return -1;
	for (i = 1; i < a->count; i++)
		answer_outcome(c->out, args_at(a, i), "added");
	return 0;
}

/* All of them or none. */
static int
run_set(struct ctx *c, const struct args *a, struct err *e)
{
	const char *text, *equals;
	struct list l;
	int i, rc;

	if (list_find(&l, c->db, args_at(a, 1), c->arena, e) < 0 ||
	    db_begin(c->db, e) < 0)
		return -1;
	for (i = 2; i < a->count; i++) {
		text = args_at(a, i);
		equals = strchr(text, '=');
		if (equals == NULL)
			rc = err_set(e, ERR_USAGE, "'%s' is not KEY=VALUE", text);
		else
			rc = setting_set(c->db, l.id,
			    arena_memdup(c->arena, text, (size_t)(equals - text)),
			    equals + 1, e);
		if (rc < 0) {
			db_rollback(c->db);
			return -1;
		}
	}
	if (db_commit(c->db, e) < 0)
		return -1;
	answer_outcome(c->out, l.name, "set");
	return 0;
}

static int
run_rename(struct ctx *c, const struct args *a, struct err *e)
{
	if (list_rename(c->db, args_at(a, 1), args_at(a, 2), e) < 0)
		return -1;
	answer_outcome(c->out, args_at(a, 2), "renamed");
	return 0;
}

static int
run_drop(struct ctx *c, const struct args *a, struct err *e)
{
	struct list l;

	if (list_find(&l, c->db, args_at(a, 1), c->arena, e) < 0 ||
	    confirm(c, args_has(a, "yes"),
		arena_printf(c->arena, "drop the list '%s' and its settings", l.name),
		e) < 0 ||
	    list_drop(c->db, l.name, e) < 0)
		return -1;
	answer_outcome(c->out, l.name, "dropped");
	return 0;
}
