/*
 * send - one sender per database takes the lock, settles what an earlier one
 * left behind, and works off notices and issues until nothing is due.
 */
#ifndef DELIVERY_SEND_H
#define DELIVERY_SEND_H

#include "delivery/exchange.h"
#include "delivery/issue.h"
#include "people/setting.h"

struct sender {
	struct db *db;
	struct settings *settings;
	const struct clock *clock;
	struct random *random;
	struct stop stop;
	struct crash crash;
	int lock;           /* held by us; -1: not */
	bool resend;        /* the setting uncertain = resend */
	struct tally tally; /* of this run */
	int held;           /* scheduled issues that were too late */
	int64_t recovered;  /* left in sending by an earlier run, uncertain now */
	void (*progress)(void *arg, const struct tally *tally);
	void *progress_arg;
};

void sender_init(struct sender *s, struct db *db, struct settings *settings,
    const struct clock *clock, struct random *random);

/* At once, after trouble; sender_leave is the way when there was none. */
void sender_release(struct sender *s);

/*
 * Become the sender.  1: we are; 0: process *holder is; -1.
 * Then what an earlier sender left in sending is uncertain (or queued again,
 * with uncertain = resend).
 */
int sender_lock(struct sender *s, long *holder, struct err *e);

/* Send the notices that are due. */
int sender_send_notices(struct sender *s, struct err *e);

/*
 * No longer be the sender.  Who found us at it has left a notice to us, perhaps behind
 * our last look at them: whatever is due then is sent, by us or by the next sender.
 */
int sender_leave(struct sender *s, struct err *e);

/*
 * Send what is due of this issue and finish it when nothing is left.  Nothing
 * is done for one that is paused, cancelled or finished.
 */
int sender_send(struct sender *s, int64_t issue, struct err *e);

/*
 * Confirmations that did not come in time are given up; what is scheduled and due
 * departs; then notices, then every issue with work left, oldest first.  One that
 * is at fault itself (nobody would get it, a setting of its list is missing) holds
 * up no other: the first such fault is the error in the end, and one that cannot
 * depart is held.
 */
int sender_send_all(struct sender *s, struct err *e);

#endif
