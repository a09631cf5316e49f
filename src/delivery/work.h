/*
 * work - the copies that wait to be sent, made one after the other: notices
 * first, then the deliveries of one issue.
 */
#ifndef DELIVERY_WORK_H
#define DELIVERY_WORK_H

#include "delivery/compose.h"
#include "delivery/envelope.h"
#include "delivery/ledger.h"
#include "io/clock.h"
#include "util/arena.h"
#include "util/pieces.h"

#include <stdbool.h>

#define WORK_BATCH 64         /* rows read at a time */
#define WORK_NOTICE_EVERY 500 /* ms between two looks for new notices */

struct work_batch {
	struct arena arena;
	struct due rows[WORK_BATCH];
	int n, next;
};

struct work {
	struct db *db;
	const struct clock *clock;
	const struct envelope *envelope;
	struct compose *compose; /* NULL: notices only */
	int64_t issue, revision; /* what was compiled */
	struct work_batch deliveries, notices;
	struct ledger_cursor cursor;
	int64_t after_notice; /* the last one seen */
	int64_t looked;       /* for notices, monotonic ms; 0: not in this pass */
};

/* compose is the letter of this issue, at its revision; both NULL: notices only. */
void work_init(struct work *w, struct db *db, const struct clock *clock,
    const struct envelope *envelope, struct compose *compose, const struct issue *issue);
void work_release(struct work *w);

/*
 * The next row; it is valid until the next call.  1: *out is one; 0: the pass
 * is over; -1.  Those on the way that nobody wants any more are skipped, with one
 * transaction for each batch, and counted in *skipped.
 */
int work_next(struct work *w, const struct due **out, int64_t *skipped, struct err *e);

/* Make the message of a row, that of a delivery not signed yet: append it to out.
 * ERR_DATA: this row cannot be sent, through no fault of the others. */
int work_write(struct work *w, const struct due *d, struct pieces *out, struct err *e);

/* Is the issue still to be sent, neither paused nor cancelled, and still what was
 * compiled?  1, 0 or -1. */
int work_is_wanted(struct work *w, struct err *e);

/* Begin another pass: rows that were seen and not decided come again. */
void work_rewind(struct work *w);

#endif
