/*
 * confirmation - double opt-in by mail: a person is asked, and confirms.
 *
 * people/optin keeps who is asked; here is the mail, a notice in the ledger.  One
 * transaction puts the person, the token and the finished message into the
 * database; sending comes after it, now or by a later run, so that a crash in
 * between loses nothing and sends nothing twice.
 *
 * Anybody can have a mail sent to anybody this way.  So nobody gets more than one
 * such mail a day and three a week, whatever list they are for.  Mails before somebody
 * confirmed do not count: they may want another list at once.
 */
#ifndef DELIVERY_CONFIRMATION_H
#define DELIVERY_CONFIRMATION_H

#include "delivery/issue.h"
#include "io/clock.h"
#include "io/crash.h"
#include "io/random.h"
#include "people/optin.h"
#include "people/setting.h"
#include "people/subscription.h"
#include "util/arena.h"
#include "util/err.h"

#define CONFIRMATION_DAY_MAX 1 /* mails to a person who confirms nothing */
#define CONFIRMATION_WEEK_MAX 3

struct confirmation;

/*
 * Make ready to ask people for this list: its letter is in a.  Fails with
 * ERR_CONFIG when no mail could leave (no relay, sender or address to answer to, a
 * template with mistakes, a database that is frozen).
 */
int confirmation_open(struct confirmation **out, struct db *db, struct settings *settings,
    struct random *random, const struct issue_list *list, struct arena *a, struct err *e);

struct confirmation_result {
	struct subscription_result person;
	/* The others are set for SUBSCRIPTION_ASKS alone. */
	int64_t expires; /* UTC seconds: to be confirmed before */
	int64_t notice;  /* the number of the mail; 0: none, they had enough */
	int64_t next;    /* UTC seconds: no other mail before; 0: one is queued now */
};

/*
 * Subscribe one person, who must confirm first, in a transaction of its own; fails
 * as subscription_add does.  r->confirm must be set.
 */
int confirmation_ask(struct confirmation *c, const struct subscription_request *r,
    struct confirmation_result *out, struct arena *a, struct err *e);

/* As optin_confirm, but a token that was given out for something else, or too long
 * ago, is told from one that never was. */
int confirmation_accept(struct optin_confirmed *out, struct db *db,
    const unsigned char token[UUID_SIZE], const char *how, int64_t now, struct arena *a,
    struct err *e);

/* What a run does first: confirmations that did not come in time are awaited no
 * more (a bounded number in one run), and mail that asks for them is not sent. */
int confirmation_expire(struct db *db, int64_t now, struct err *e);

#endif
