/*
 * merge - one contact goes into another: what both were sent, and all the rest.
 *
 * Each issue counts one copy for one person.  Where both have a copy of an issue,
 * the one that got furthest (sent, then uncertain, deferred, queued, failed,
 * skipped) is the person's.  The other stays with what is left of the first
 * contact: it still counts in the sums of its issue, its token still finds the
 * person, and it is never sent: if it waits it is skipped, as "merged".
 */
#ifndef DELIVERY_MERGE_H
#define DELIVERY_MERGE_H

#include "people/twins.h"

struct merge {
	struct twins twins;
	int64_t copies;  /* that moved */
	int64_t doubles; /* second copies of an issue that stay behind */
	int64_t skipped; /* of them: were waiting, and are not sent */
};

/*
 * In a transaction of its own, which a plan takes back: what it says is what would
 * be done.  Strings of the result are in arena a.
 *
 * Fails with ERR_DATA, ERR_NOTFOUND, ERR_CONFLICT (they are one already) or
 * ERR_TEMP (a copy for one of them is leaving); then nothing has changed.
 */
int merge_contacts(struct merge *out, struct db *db, const char *address,
    const char *into, bool plan, int64_t now, struct arena *a, struct err *e);

#endif
