/*
 * answer - what a person is told who wrote a mail that nlctl acted on: that they are
 * off a list, or on it; or who asked on the web for the link to their preferences.
 *
 * A notice of nlctl's own wording, in their language, to the address that it is about
 * and never to who is said to have written: so a forged sender gets nothing.
 */
#ifndef DELIVERY_ANSWER_H
#define DELIVERY_ANSWER_H

#include "delivery/issue.h"
#include "io/db.h"
#include "io/random.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

enum answer_kind { ANSWER_LEFT, ANSWER_CONFIRMED, ANSWER_PREFERENCES };

struct answer {
	enum answer_kind kind;
	const char *address;     /* a contact's */
	struct issue_list list;  /* whose sender and settings it has */
	const char *lists;       /* what it is about, as the person reads it */
	const char *preferences; /* of preferences_link_write; "": no link */
};

/*
 * Queue it, in a transaction of the caller; nothing is queued for somebody who may not
 * be mailed.  Fails with ERR_CONFIG when no mail could leave (no relay or sender, a
 * database that is frozen).
 */
int answer_add(struct db *db, struct settings *settings, struct random *random,
    const struct answer *answer, int64_t now, struct arena *a, struct err *e);

#endif
