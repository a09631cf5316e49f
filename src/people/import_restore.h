/*
 * import_restore - what an export of our own says of a person, into the database.
 *
 * A new contact gets all of it as it was.  With one who is there already the rules
 * of every import hold: a subscription only becomes stronger (pending, active,
 * left), so that who left stays away, from all lists who left all; nobody is kept
 * from mail less than before.
 * In a transaction of the caller.
 */
#ifndef PEOPLE_IMPORT_RESTORE_H
#define PEOPLE_IMPORT_RESTORE_H

#include "io/db.h"
#include "people/contact.h"
#include "people/import_own_person.h"
#include "people/subscription.h"
#include "people/suppression.h"
#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct import_restore {
	struct db *db;
	struct suppression *suppression;
	const int64_t *lists; /* ids of those of the export */
	const struct contact *contact;
	const char *key;                          /* of the contact's address */
	bool is_new;                              /* the contact was made just now */
	const struct subscription *subscriptions; /* as they were; none when new */
	size_t nsubscriptions;
	int64_t now;
	const char *source; /* of the events that the import itself makes */
};

/* Sets *changed when anything is different now. */
int import_restore(const struct import_restore *r, const struct own_person *p,
    bool *changed, struct err *e);

/* Does the export have mail sent where the database says that none is wanted? */
bool import_restore_is_sticky(const struct import_restore *r, const struct own_person *p);

#endif
