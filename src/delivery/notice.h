/*
 * notice - single messages in the ledger, with the same states and engine as
 * deliveries: test copies and confirmations; welcomes and answers are others.
 */
#ifndef DELIVERY_NOTICE_H
#define DELIVERY_NOTICE_H

#include "delivery/compose.h"
#include "delivery/issue.h"
#include "delivery/ledger.h"

/*
 * Queue a message, in a transaction of the caller: the row first, since its
 * number stands in the Message-ID, then the message.
 */
struct notice_new {
	const char *kind;
	int64_t contact; /* 0: nobody's */
	const struct address *to;
	const char *sender; /* the address in its From */
	unsigned char token[UUID_SIZE];
	int64_t now;
};
int notice_add(struct db *db, const struct notice_new *n, int64_t *id, struct err *e);
int notice_set_message(
    struct db *db, int64_t id, const struct buf *message, struct err *e);

/* Before that: sign the finished message, as the list has it. */
int notice_sign(struct settings *settings, int64_t list, const char *sender, int64_t now,
    struct buf *message, struct err *e);

/*
 * Queue a test copy for one address, merged as the reader, in a transaction of
 * its own; *id is its number.  Fails with ERR_DATA when it is no address.
 */
int notice_add_test(struct db *db, struct compose *compose, const struct due *reader,
    const char *address, int64_t now, int64_t *id, struct err *e);

/* How it stands: its state, and what the relay said where it is not sent. */
struct notice_state {
	const char *state, *reply;
};
int notice_get_state(
    struct db *db, int64_t id, struct arena *a, struct notice_state *out, struct err *e);

/* How many wait to be sent, now or later. */
int notice_count_waiting(struct db *db, int64_t now, int64_t *n, struct err *e);

#endif
