/*
 * preferences_link - the links to somebody's preferences, besides the unsubscribe token.
 *
 * That of a copy ({{ update_profile }}) is passed on with it: it opens nothing and only
 * has a link mailed to the person.  The mailed one opens all for a day: who follows it
 * reads the mail of that address now.  It is signed with a key of this database and bound
 * to the address, so that one that was mailed to a former address opens nothing.
 */
#ifndef DELIVERY_PREFERENCES_LINK_H
#define DELIVERY_PREFERENCES_LINK_H

#include "io/db.h"
#include "io/random.h"
#include "people/contact.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define PREFERENCES_LINK_SECONDS 86400
#define PREFERENCES_LINK_HOUR_MAX 1 /* mails to a person */
#define PREFERENCES_LINK_DAY_MAX 3

enum preferences_link {
	PREFERENCES_LINK_NONE,
	PREFERENCES_LINK_COPY, /* of a copy, or a mailed one whose time is over */
	PREFERENCES_LINK_MAILED
};

/* What is it, and whose?  *contact is 0 when it is nobody's any more. */
int preferences_link_read(enum preferences_link *out, int64_t *contact, struct db *db,
    const char *text, int64_t now, struct arena *a, struct err *e);

/* The mailed one, in a; NULL on failure.  The key may have to be made: with a database to
 * write. */
const char *preferences_link_write(struct db *db, const struct contact *c,
    int64_t expires, struct arena *a, struct err *e);

/*
 * Have it mailed, in a transaction of its own; *queued is false for nobody, who had
 * enough of them, and who may not be mailed.  Fails with ERR_CONFIG when no mail could
 * leave.
 */
int preferences_link_mail(struct db *db, struct settings *settings, struct random *random,
    int64_t contact, int64_t now, bool *queued, struct arena *a, struct err *e);

#endif
