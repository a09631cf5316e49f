/* eval - what an expression is worth for one copy.  See eval.h. */
#include "issue/eval.h"

#include "util/xalloc.h"

static struct value
loop_value(const struct eval *v, const struct expr *e)
{
	const struct loop *l = &v->loops[e->level];

	switch ((enum loop_name)e->index) {
	case LOOP_COUNTER:
		return value_number((double)(l->index + 1));
	case LOOP_COUNTER0:
		return value_number((double)l->index);
	case LOOP_REVCOUNTER:
		return value_number((double)(l->count - l->index));
	case LOOP_REVCOUNTER0:
		return value_number((double)(l->count - l->index - 1));
	case LOOP_FIRST:
		return value_bool(l->index == 0);
	case LOOP_LAST:
		return value_bool(l->index + 1 == l->count);
	}
	BUG("loop name %zu", e->index);
}

static struct value
part(struct eval *v, const struct expr *e)
{
	struct value of = eval(v, e->a);
	const struct value *got = NULL;

	if (e->kind == EXPR_ITEM && of.type == VALUE_LIST)
		got = e->index < of.list.n ? &of.list.items[e->index] : NULL;
	else
		got = value_get(&of, e->key);
	return got == NULL ? (struct value){ 0 } : *got;
}

/* Does a value of type t fit? */
static bool
fits(enum value_type t, unsigned types)
{
	return (types & TYPE_BIT(t)) != 0;
}

/*
 * What could not be known while parsing (params may hold anything) is settled
 * here: a filter that does not fit gives nothing, an absent argument leaves
 * the input as it is.
 */
static struct value
filtered(struct eval *v, const struct expr *e)
{
	const struct filter *f = e->filter;
	struct value in = eval(v, e->a), argument = { 0 }, out;

	if (in.type == VALUE_NONE && !f->takes_nothing)
		return in;
	if (in.type != VALUE_NONE && !fits(in.type, f->input))
		return (struct value){ 0 };
	if (e->b != NULL) {
		argument = eval(v, e->b);
		if (!fits(argument.type, f->argument_types) &&
		    (argument.type != VALUE_NONE || f->argument >= ARGUMENT_NEEDED))
			return f->result == VALUE_BOOL ? value_bool(false) : in;
	}
	out = f->apply(&v->room, &in, &argument);
	if (in.safe && f->keeps_safe)
		out.safe = true;
	return out;
}

static bool
compared(struct eval *v, const struct expr *e)
{
	struct value a = eval(v, e->a), b = eval(v, e->b);
	int order;

	if (e->kind == EXPR_EQUAL)
		return value_equal(&a, &b);
	if (e->kind == EXPR_IN)
		return value_in(&a, &b);
	if (!value_compare(&a, &b, &order))
		return false;
	return e->kind == EXPR_LESS ? order < 0 : order <= 0;
}

static bool
chain(struct eval *v, const struct expr *e)
{
	bool all = e->kind == EXPR_AND;

	for (const struct expr *link = e->a; link != NULL; link = link->next) {
		if (eval_true(v, link->a) != all)
			return !all;
	}
	return all;
}

struct value
eval(struct eval *v, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_CONST:
		return e->constant;
	case EXPR_FIELD:
		return v->bindings->fields[e->index];
	case EXPR_PARAMS:
		return *v->bindings->params;
	case EXPR_NAME:
		return v->bindings->names[e->index];
	case EXPR_LOCAL:
		return v->locals[e->index];
	case EXPR_LOOP:
		return loop_value(v, e);
	case EXPR_GET:
	case EXPR_ITEM:
		return part(v, e);
	case EXPR_FILTER:
		return filtered(v, e);
	case EXPR_NOT:
		return value_bool(!eval_true(v, e->a));
	case EXPR_AND:
	case EXPR_OR:
		return value_bool(chain(v, e));
	case EXPR_EQUAL:
	case EXPR_LESS:
	case EXPR_LESS_EQUAL:
	case EXPR_IN:
		return value_bool(compared(v, e));
	}
	BUG("expression %d", (int)e->kind);
}

bool
eval_true(struct eval *v, const struct expr *e)
{
	struct value x = eval(v, e);

	return value_true(&x);
}
