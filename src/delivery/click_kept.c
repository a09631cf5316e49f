/* click_kept - clicks that cannot be stored yet.  See click_kept.h. */
#include "delivery/click_kept.h"

#include <string.h>

struct kept_click {
	struct kept_click *next;
	struct click_target target;
	struct click click;
};

void
click_kept_init(struct click_kept *k)
{
	*k = (struct click_kept){ 0 };
	k->end = &k->first;
}

void
click_kept_release(struct click_kept *k)
{
	arena_release(&k->arena);
	click_kept_init(k);
}

void
click_kept_add(struct click_kept *k, const struct click_target *t, const struct click *c)
{
	struct kept_click *kept;

	if (k->n == CLICK_KEPT_MAX) {
		k->lost++;
		return;
	}
	kept = arena_alloc(&k->arena, sizeof(*kept));
	kept->target = *t;
	kept->target.url = "";
	kept->click = *c;
	/* One octet more than is stored, by which click_record knows that it was cut. */
	kept->click.agent =
	    arena_memdup(&k->arena, c->agent, strnlen(c->agent, CLICK_AGENT_MAX + 1));
	*k->end = kept;
	k->end = &kept->next;
	k->n++;
}

/* All are stored, or lost. */
static int
end(struct click_kept *k, struct err *e)
{
	size_t lost = k->lost;

	click_kept_release(k);
	if (lost == 0)
		return 0;
	return err_set(e, ERR_DATA, "clicks that could not be counted: %zu", lost);
}

int
click_kept_store(
    struct click_kept *k, struct db *db, struct settings *settings, struct err *e)
{
	struct kept_click *kept = k->first;
	size_t n, lost = 0;

	if (k->n == 0)
		return 0;
	if (db_group_begin(db, e) < 0)
		return -1;
	for (n = 0; kept != NULL && n < CLICK_KEPT_BATCH; n++, kept = kept->next) {
		struct err refused = { 0 };

		if (click_record(db, settings, &kept->target, &kept->click, &refused) < 0)
			lost++;
	}
	if (db_group_commit(db, e) < 0)
		return -1;
	k->first = kept;
	k->n -= n;
	k->lost += lost;
	return k->n > 0 ? 0 : end(k, e);
}
