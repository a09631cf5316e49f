/*
 * import_batch - new contacts and what they are on, stored some hundred at a time: one
 * statement for all of them takes a third of what one for each takes.
 *
 * Until they are stored nobody finds them in the database; their numbers are final all
 * the same, for nobody else adds contacts in the transaction of an import.
 */
#ifndef PEOPLE_IMPORT_BATCH_H
#define PEOPLE_IMPORT_BATCH_H

#include "io/db.h"
#include "people/address.h"
#include "people/subscription.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct import_batch;

/* In the transaction of the import; *any: are there contacts already? */
int import_batch_new(struct import_batch **out, struct db *db, bool *any, struct err *e);
void import_batch_free(struct import_batch *b); /* NULL is accepted */

/* All is copied; *id is the number of the contact. */
int import_batch_contact(struct import_batch *b, const struct address *address,
    const char *fields_json, int64_t added, const char *source, int64_t *id,
    struct err *e);
int import_batch_subscription(struct import_batch *b, int64_t contact,
    const struct subscription *row, struct err *e);

/* Store what waits. */
int import_batch_store(struct import_batch *b, struct err *e);

#endif
