/* whom - whom an issue goes to, as typed.  See whom.h. */
#include "cli/whom.h"

#include "people/list.h"
#include "util/str.h"

/* The lists that an option names, when it is given. */
static int
read_lists(struct issue_list **lists, int *n, struct ctx *c, const struct args *a,
    const char *option, struct err *e)
{
	struct list list;
	const char *name;
	int i, count = 0;

	while (args_nth(a, option, count) != NULL)
		count++;
	if (count == 0)
		return 0;
	*lists = arena_alloc(c->arena, (size_t)count * sizeof(**lists));
	*n = 0;
	for (i = 0; i < count; i++) {
		name = args_nth(a, option, i);
		if (name[0] == '\0' && !str_eq(option, "list"))
			continue;
		if (list_find(&list, c->db, name, c->arena, e) < 0)
			return -1;
		(*lists)[(*n)++] = (struct issue_list){ list.id, list.name };
	}
	return 0;
}

int
whom_read(struct recipients *r, struct ctx *c, const struct args *a, bool conditions,
    struct err *e)
{
	struct list list;

	if (read_lists(&r->lists, &r->nlists, c, a, "list", e) < 0)
		return -1;
	if (r->nlists == 0) {
		if (list_default(&list, c->db, c->settings, c->arena, e) < 0)
			return -1;
		r->lists = arena_alloc(c->arena, sizeof(*r->lists));
		r->lists[r->nlists++] = (struct issue_list){ list.id, list.name };
	}
	if (!conditions)
		return 0;
	if (read_lists(&r->without, &r->nwithout, c, a, "exclude", e) < 0)
		return -1;
	if (args_has(a, "where"))
		r->where = args_value(a, "where");
	return recipients_check(c->db, r, clock_now(&c->clock), e);
}
