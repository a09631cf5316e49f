/*
 * hole - which tags show nothing where a field is empty: "Hello ,".  See
 * template.h; render.c says which of them a copy has.
 */
#include "issue/node.h"

struct search {
	struct hole *holes; /* NULL: they are only counted */
	size_t n;
};

/* The field that is shown as it is, or NULL: a filter that makes something of
 * nothing, such as default, stands between, or it is no field. */
static const struct expr *
bare_field(const struct node *n)
{
	const struct expr *e = n->values;

	if (e->next != NULL) /* firstof: the others take its place */
		return NULL;
	while (e->kind == EXPR_FILTER && !e->filter->takes_nothing)
		e = e->a;
	return e->kind == EXPR_FIELD ? e : NULL;
}

static void
search(struct search *s, struct node *n)
{
	const struct expr *field;
	struct branch *b;

	for (; n != NULL; n = n->next) {
		field = n->kind == NODE_OUTPUT ? bare_field(n) : NULL;
		if (field != NULL) {
			n->hole = s->n + 1;
			if (s->holes != NULL)
				s->holes[s->n] =
				    (struct hole){ field->index, field->offset };
			s->n++;
		}
		for (b = n->branches; b != NULL; b = b->next)
			search(s, b->body);
		search(s, n->body);
		search(s, n->empty);
	}
}

size_t
template_find_holes(struct template *t, const struct hole **out)
{
	struct search s = { 0 };

	search(&s, t->nodes);
	s.holes = arena_alloc(t->arena, s.n * sizeof(*s.holes));
	s.n = 0;
	search(&s, t->nodes);
	*out = s.holes;
	return s.n;
}
