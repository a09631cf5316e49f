/*
 * retention - what the settings retention.* say is kept no longer.
 *
 * Walks through contacts, clicks and deliveries by their numbers, a bounded piece
 * a run, round and round; where a walk has come is in the table retention, which
 * is this file's.  So a run is short whatever the size, and what has become old is
 * met within one round.
 */
#ifndef DELIVERY_RETENTION_H
#define DELIVERY_RETENTION_H

#include "io/db.h"
#include "people/setting.h"
#include "util/err.h"

#include <stdint.h>

struct retention_done {
	int64_t contacts;   /* forgotten, as by nlctl forget */
	int64_t clicks;     /* that lead to nobody any more */
	int64_t deliveries; /* without the relay's answer now */
};

/* A piece of each walk whose setting is set, and the quotas that are over, whatever is
 * set; many short transactions. */
int retention_run(struct db *db, struct settings *settings, int64_t now,
    struct retention_done *out, struct err *e);

#endif
