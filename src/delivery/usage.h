/*
 * usage - which issues that have still copies to make name a field: a change of
 * the field stops them.  Only reads.
 */
#ifndef DELIVERY_USAGE_H
#define DELIVERY_USAGE_H

#include "delivery/issue.h"
#include "io/clock.h"
#include "io/random.h"
#include "people/setting.h"

struct usage {
	struct db *db;
	struct settings *settings;
	const struct clock *clock;
	struct random *random;
};

/*
 * fn for each issue, scheduled, held, paused or being sent, whose subject, text or
 * condition names the field in any branch, oldest first; fn may return -1 with its own
 * error.  An issue that does not compile any more is left out: its own run says so.
 * No such field: none.
 */
int usage_of_field(const struct usage *u, const char *name,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e);

#endif
