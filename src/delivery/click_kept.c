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

int
click_kept_store(
    struct click_kept *k, struct db *db, struct settings *settings, struct err *e)
{
	const struct kept_click *kept;
	size_t lost = k->lost;

	if (k->n == 0)
		return 0;
	if (db_group_begin(db, e) < 0)
		return -1;
	for (kept = k->first; kept != NULL; kept = kept->next) {
		struct err refused = { 0 };

		if (click_record(db, settings, &kept->target, &kept->click, &refused) < 0)
			lost++;
	}
	if (db_group_commit(db, e) < 0)
		return -1;
	click_kept_release(k);
	if (lost == 0)
		return 0;
	return err_set(e, ERR_DATA, "%zu clicks could not be counted", lost);
}
