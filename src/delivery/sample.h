/*
 * sample - a reader for a copy that nobody gets: for previews, tests and checks.
 */
#ifndef DELIVERY_SAMPLE_H
#define DELIVERY_SAMPLE_H

#include "delivery/issue.h"
#include "delivery/ledger.h"
#include "io/random.h"
#include "issue/letter.h"
#include "util/arena.h"

/*
 * The contact of this address; NULL: the first person on the list, or one
 * without any field when it is empty.  The token is random and leads nowhere.
 * Strings belong to a.
 */
int sample_find(struct due *out, struct db *db, const char *email,
    const struct issue_list *list, struct random *random, struct arena *a, struct err *e);

/*
 * Somebody made up: what the letter, a compiled one, says of its readers is the
 * longest value that any of the list's active subscribers has.  Looks at all of
 * them, once for each field that the letter uses.
 */
int sample_longest(struct due *out, struct db *db, const struct letter *letter,
    const struct issue_list *list, struct random *random, struct arena *a, struct err *e);

/* Nobody in particular: no field has a value, the address neither. */
struct due sample_nobody(void);

/* Somebody of whom nothing but an address is known. */
void sample_empty(struct due *out, struct random *random);

#endif
