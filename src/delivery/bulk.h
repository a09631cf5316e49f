/*
 * bulk - one change to every copy of an issue that is in some state: cancel,
 * retry, withdraw.
 *
 * A million rows in one transaction would keep everybody else out for seconds,
 * somebody who unsubscribes too.  So the state of the issue changes first, which
 * is what a running sender obeys, and the rows follow, some thousand in each
 * transaction.  The sums add up after each; a process that ends half-way is gone
 * on with by the same command.
 */
#ifndef DELIVERY_BULK_H
#define DELIVERY_BULK_H

#include "delivery/issue.h"
#include "io/db.h"
#include "util/err.h"

#include <stdint.h>

#define BULK_ROWS 2000 /* of one transaction: some 50 ms */

/* Between two of them: whoever waits for the database gets it. */
void bulk_yield(void);

/*
 * What is queued or deferred is skipped, for good; *skipped says how many.  Takes
 * effect within a second on a run in progress.  Fails with ERR_CONFLICT when it is
 * finished.
 */
int bulk_cancel(struct db *db, const struct issue *issue, int64_t now, int64_t *skipped,
    struct err *e);

/* Go on with those that were cancelled by a process that did not come to its end. */
int bulk_cancel_rest(struct db *db, int64_t now, struct err *e);

/*
 * Failed or uncertain copies become queued; *n says how many.  A finished issue is
 * sent again then, a paused one stays paused.  Fails with ERR_CONFLICT when it is
 * cancelled.
 */
int bulk_retry(struct db *db, const struct issue *issue, enum delivery_state from,
    int64_t now, int64_t *n, struct err *e);

/*
 * It has no copies any more, and is held unless it waits for its time: another
 * content can take its place.  Fails with ERR_CONFLICT when a copy has left.
 */
int bulk_withdraw(struct db *db, const struct issue *issue, struct err *e);

#endif
