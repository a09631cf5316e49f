/*
 * click_kept - clicks that cannot be stored yet, for another process writes (an import):
 * kept in memory, so that who followed a link waits for nobody.
 *
 * They are lost with the process, and those beyond CLICK_KEPT_MAX at once: a count is
 * not worth more.
 */
#ifndef DELIVERY_CLICK_KEPT_H
#define DELIVERY_CLICK_KEPT_H

#include "delivery/click.h"

#define CLICK_KEPT_MAX 10000 /* some 100 to 300 bytes each */
#define CLICK_KEPT_BATCH 200 /* stored at a time: some ms */

struct click_kept {
	struct kept_click *first, **end;
	size_t n, lost; /* lost: of those that click_kept_store has not spoken of */
	struct arena arena;
};

void click_kept_init(struct click_kept *k);

/* Those that are still there are lost. */
void click_kept_release(struct click_kept *k);

/* Keep what click_record would store. */
void click_kept_add(
    struct click_kept *k, const struct click_target *t, const struct click *c);

/*
 * Store the first CLICK_KEPT_BATCH, as click_record does.  They stay when another process
 * writes (ERR_TEMP) or nothing can be stored; one that is refused for itself is lost.
 * With the last ones it fails with ERR_DATA when any were lost, and says how many.
 */
int click_kept_store(
    struct click_kept *k, struct db *db, struct settings *settings, struct err *e);

#endif
