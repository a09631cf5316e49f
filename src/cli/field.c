/* nlctl field - show and change what is known about contacts.  See nlctl-field(1). */
#include "people/field.h"
#include "cli/cmd.h"
#include "util/str.h"
#include "util/xalloc.h"

static enum cmd_needs needs_of(const struct args *a);
static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'y', "yes", NULL, "do not ask before dropping" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_field = {
	.name = "field",
	.synopsis = "\n"
		    "add NAME TYPE\n"
		    "rename NAME NEW\n"
		    "retype NAME TYPE\n"
		    "drop [-y] NAME",
	.summary = "Show and change the fields of contacts",
	.options = options,
	.argmax = -1,
	.needs = CMD_DB_READ,
	.needs_of = needs_of,
	.check = check,
	.run = run,
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
	return db_commit(c->db, e);
}

static int
run_rename(struct ctx *c, const struct args *a, struct err *e)
{
	return field_rename(c->db, args_at(a, 1), args_at(a, 2), e);
}

static int
run_retype(struct ctx *c, const struct args *a, struct err *e)
{
	enum field_type type;

	if (field_type_read(&type, args_at(a, 2), e) < 0)
		return -1;
	return field_retype(c->db, args_at(a, 1), type, e);
}

static int
run_drop(struct ctx *c, const struct args *a, struct err *e)
{
	struct fields f;
	const char *name = args_at(a, 1);

	if (fields_load(&f, c->db, c->arena, e) < 0 || fields_need(&f, name, e) < 0 ||
	    confirm(c, args_has(a, "yes"),
		arena_printf(
		    c->arena, "drop the field '%s' and its value in every contact", name),
		e) < 0)
		return -1;
	return field_drop(c->db, name, e);
}

static const struct form forms[] = {
	{ "add", 2, 2, CMD_DB_WRITE, run_add },
	{ "rename", 2, 2, CMD_DB_WRITE, run_rename },
	{ "retype", 2, 2, CMD_DB_WRITE, run_retype },
	{ "drop", 1, 1, CMD_DB_WRITE, run_drop },
	{ NULL, 0, 0, CMD_DB_READ, run_show },
};

static enum cmd_needs
needs_of(const struct args *a)
{
	return form_needs(forms, a);
}

static int
check(const struct args *a, struct err *e)
{
	return form_check(forms, a, e);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	return form_run(forms, c, a, e);
}
