/* preview_copy - an issue and the reader that a preview shows it as.  See
 * preview_copy.h. */
#include "cli/preview_copy.h"

#include "delivery/sample.h"

static int
choose_reader(struct preview_copy *p, struct ctx *c, const struct args *a, struct err *e)
{
	const struct issue_list *list = &p->draft.to.lists[0];

	if (args_has(a, "as-empty")) {
		sample_empty(&p->reader, &c->random);
		return 0;
	}
	if (args_has(a, "as-longest"))
		return sample_longest(&p->reader, c->db, compose_letter(p->draft.compose),
		    list, &c->random, c->arena, e);
	return sample_find(
	    &p->reader, c->db, args_value(a, "as"), list, &c->random, c->arena, e);
}

int
preview_copy_load(struct preview_copy *p, struct ctx *c, const struct args *a,
    bool silent, struct err *e)
{
	const struct draft_options options = { .silent = silent,
		.params = args_value(a, "params") };

	*p = (struct preview_copy){ 0 };
	if (draft_load(&p->draft, c, a, &options, e) < 0)
		return -1;
	return choose_reader(p, c, a, e);
}

void
preview_copy_release(struct preview_copy *p)
{
	draft_release(&p->draft);
}

int
preview_copy_write(
    struct preview_copy *p, enum preview_part part, struct buf *out, struct err *e)
{
	static const enum compose_part parts[] = {
		[PREVIEW_TEXT] = COMPOSE_TEXT,
		[PREVIEW_HTML] = COMPOSE_HTML,
		[PREVIEW_SUBJECT] = COMPOSE_SUBJECT,
	};
	struct compose *compose = p->draft.compose;

	if (part == PREVIEW_SOURCE)
		return compose_write(compose, &p->reader, out, e);
	return compose_write_part(compose, &p->reader, parts[part], out, e);
}
