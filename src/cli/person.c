/* person - what several commands about people need.  See person.h. */
#include "cli/person.h"

#include "people/field_value.h"
#include "util/str.h"

int
person_list(struct ctx *c, const struct args *a, struct list *out, struct err *e)
{
	const char *name = args_value(a, "list");

	if (name != NULL)
		return list_find(out, c->db, name, c->arena, e);
	return list_default(out, c->db, c->settings, c->arena, e);
}

int
person_where(struct ctx *c, const char *expression, int64_t list, struct audience *out,
    struct err *e)
{
	struct audience_text text = {
		.expression = expression,
		.label = "--where",
		.lists =
		    list != 0 ? arena_printf(c->arena, "[%lld]", (long long)list) : NULL,
		.now = clock_now(&c->clock),
	};

	return audience_compile(out, c->db, &text, c->arena, e);
}

static const char *
nth_assignment(const struct args *a, int first, int i)
{
	if (first < 0)
		return args_nth(a, "field", i);
	return first + i < a->count ? args_at(a, first + i) : NULL;
}

int
person_assignments(struct ctx *c, const struct args *a, int first,
    struct assignment **out, size_t *n, struct err *e)
{
	int i, count = 0;

	while (nth_assignment(a, first, count) != NULL)
		count++;
	*out = arena_alloc(c->arena, ((size_t)count + 1) * sizeof(**out));
	for (i = 0; i < count; i++) {
		if (assignment_parse(
			&(*out)[i], nth_assignment(a, first, i), c->arena, e) < 0)
			return -1;
	}
	*n = (size_t)count;
	return 0;
}

int
person_tokens(struct ctx *c, const struct args *a,
    int (*one)(struct ctx *c, const char *token, struct err *e), const char *what,
    struct err *e)
{
	struct err why = { 0 };
	int i, failed = 0;

	for (i = 0; i < a->count; i++) {
		if (one(c, args_at(a, i), &why) == 0)
			continue;
		if (a->count == 1 ||
		    (why.kind != ERR_NOTFOUND && why.kind != ERR_CONFLICT)) {
			*e = why;
			return -1;
		}
		warn(c, "token %d: %s", i + 1, why.msg);
		err_clear(&why);
		failed++;
	}
	if (failed > 0)
		return err_set(e, ERR_NO, "%d of %d tokens %s", failed, a->count, what);
	return 0;
}

static void
show_value(struct ctx *c, const struct field *f, const char *json)
{
	if (out_is_json(c->out))
		out_json(c->out, f->name, json);
	else
		out_text(c->out, f->name, field_value_show(json, c->arena));
}

int
person_fields(struct ctx *c, const char *json, struct err *e)
{
	struct fields fields;
	struct field_values values;
	size_t i;

	if (fields_load(&fields, c->db, c->arena, e) < 0)
		return -1;
	values = field_values_new(&fields, c->arena);
	if (field_values_read(&values, json, c->arena, e) < 0)
		return -1;
	out_group_begin(c->out, "fields");
	for (i = 0; i < fields.n; i++) {
		if (values.json[i] != NULL)
			show_value(c, &fields.items[i], values.json[i]);
	}
	out_group_end(c->out);
	return 0;
}
