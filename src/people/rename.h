/*
 * rename - a person has another address.
 *
 * Changes the address of a contact; all that hangs on the contact (history,
 * tokens, subscriptions, events) stays as it is, and copies that wait go to the
 * new address.  What is suppressed stays so: at the new address too, and the old
 * one stays out as nobody's.
 */
#ifndef PEOPLE_RENAME_H
#define PEOPLE_RENAME_H

#include "people/contact.h"
#include "people/suppression.h"

struct rename {
	struct contact contact; /* as it is now */
	const char *before;     /* the old address as it was shown */
	bool changed;           /* false: it had this address already */
	const char *doubt;      /* of the new one, see struct address */
	enum suppression_reason suppressed;
};

/*
 * In a transaction of its own; strings of the result are in arena a.
 *
 * Fails with ERR_DATA (one is no address), ERR_NOTFOUND (nobody has the old one)
 * or ERR_CONFLICT (the new one is another contact's, blocked or forgotten); then
 * nothing has changed.
 */
int rename_contact(struct rename *out, struct db *db, const char *address, const char *to,
    int64_t now, struct arena *a, struct err *e);

#endif
