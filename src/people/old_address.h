/*
 * old_address - an address that a person has no more.
 *
 * Of who left a list it stays out, as a forgotten one does: an import would make it
 * somebody new, and mail again who had left.  Of others it is free.
 */
#ifndef PEOPLE_OLD_ADDRESS_H
#define PEOPLE_OLD_ADDRESS_H

#include "people/suppression.h"

/* contact: who had the address of this key, with their subscriptions as they are
 * now.  In a transaction of the caller. */
int old_address_keep_out(struct suppression *s, struct db *db, int64_t contact,
    const char *key, const char *source, int64_t now, struct err *e);

#endif
