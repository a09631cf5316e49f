/*
 * optin_held - what was typed into a form, kept until the person confirms.
 *
 * Anybody can type anybody's address: until its owner confirms, nothing that is known
 * of them changes.  It is kept in subscription.confirm_asked, which is optin's.
 */
#ifndef PEOPLE_OPTIN_HELD_H
#define PEOPLE_OPTIN_HELD_H

#include "io/db.h"
#include "people/contact.h"
#include "util/err.h"
#include "util/json.h"

#include <stddef.h>
#include <stdint.h>

struct optin_held {
	const struct assignment *fields;
	size_t nfields;
	const char *language; /* for who has none; NULL: none was said */
};

/* Its members of the open object. */
void optin_held_write(const struct optin_held *h, struct json *j);

/*
 * Set what is kept for this person and list, in a transaction of the caller.  A field
 * that is gone, or of another type now, is left out: nobody's confirmation fails for it.
 */
int optin_held_set(struct db *db, int64_t contact, int64_t list, const char *source,
    int64_t now, struct err *e);

#endif
