/*
 * stamp - when a form was shown, and for what: "1795000000.MAC", in a hidden field.
 *
 * It is signed with a key of this database and says nothing of who asks.  Programs that
 * fill in forms either have none or are too quick; and what may be done for a while
 * (permit.h) is known by it.
 */
#ifndef WEB_STAMP_H
#define WEB_STAMP_H

#include "web/visit.h"

#include <stdint.h>

/* One of now; about is what it is for.  "" while there is no key yet and the database is
 * only read: the form is shown once more then. */
int stamp_write(
    const char **out, const struct visit *v, const char *about, struct err *e);

/* 1: it is ours, and *age seconds old; 0: it is not; -1. */
int stamp_check(const struct visit *v, const char *stamp, const char *about, int64_t *age,
    struct err *e);

#endif
