/*
 * depart - an issue departs: the audience of that moment is taken, one copy with a
 * token of its own for each person, and then all of them may be sent.
 *
 * A million rows in one transaction would keep everybody else out for many
 * seconds.  So the issue is `departing' meanwhile, a state in which nothing of it
 * is sent, and each transaction takes some thousand people, in the order of their
 * coming, and remembers how far it is: nobody is taken twice or left out, whoever
 * goes on after a crash.  Only the last one lets the issue be sent.
 */
#ifndef DELIVERY_DEPART_H
#define DELIVERY_DEPART_H

#include "delivery/recipients.h"
#include "io/crash.h"
#include "io/random.h"

/* Would anybody get it?  ERR_DATA when not. */
int depart_check(struct db *db, const struct recipients *to, int64_t now, struct err *e);

/*
 * A scheduled or held issue is departing from now on, in the caller's transaction.
 * Any other stays as it is.
 */
int depart_begin(struct db *db, int64_t issue, int64_t now, struct err *e);

/*
 * Take the audience of a departing issue from where it stands to its end.  Another
 * process may be at it too.  It is being sent then, or what another process made
 * of it: paused, cancelled.  Fails with ERR_DATA when nobody is left who would get
 * it; then it is held.
 */
int depart_go_on(struct db *db, int64_t issue, struct random *random, struct crash *crash,
    struct err *e);

/* All of it: one that waits, or is departing, departs; any other stays as it is. */
int depart_issue(struct db *db, int64_t issue, struct random *random, struct crash *crash,
    int64_t now, struct err *e);

#endif
