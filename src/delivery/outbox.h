/*
 * outbox - the very bytes that would be sent, into a Maildir: no network, and
 * nothing recorded.
 */
#ifndef DELIVERY_OUTBOX_H
#define DELIVERY_OUTBOX_H

#include "delivery/compose.h"
#include "delivery/enqueue.h"

/* With --seed the Date of every message is this one: 2000-01-01 00:00 UTC. */
#define OUTBOX_EPOCH 946684800

/*
 * Write a message for each person of the audience into the Maildir dir; *n is
 * their number.  Fails with ERR_NO, when all is done, where some cannot be made.
 * Reads the audience as it is now and takes no lock: others may
 * write beside it.  Numbers and tokens in these messages lead nowhere.
 */
int outbox_write(struct db *db, struct compose *compose, const struct enqueue *q,
    const char *dir, void (*progress)(void *arg, int64_t n), void *arg, int64_t *n,
    struct err *e);

#endif
