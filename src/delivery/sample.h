/*
 * sample - a reader for a copy that nobody gets: for previews, tests and checks.
 */
#ifndef DELIVERY_SAMPLE_H
#define DELIVERY_SAMPLE_H

#include "delivery/issue.h"
#include "delivery/ledger.h"
#include "io/random.h"
#include "util/arena.h"

/*
 * The contact of this address; NULL: the first person on the list, or one
 * without any field when it is empty.  The token is random and leads nowhere.
 * Strings belong to a.
 */
int sample_find(struct due *out, struct db *db, const char *email,
    const struct issue_list *list, struct random *random, struct arena *a, struct err *e);

/* Somebody of whom nothing but an address is known. */
void sample_empty(struct due *out, struct random *random);

#endif
