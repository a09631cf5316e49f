/*
 * optin - double opt-in: who asked to be on a list and has not confirmed yet.
 *
 * Reads and writes the columns confirm_… and consent of the table subscription.
 * While a confirmation is awaited the state stays what it was: pending for who
 * was never on the list, left for who had left.  So whatever happens meanwhile
 * (an import, the expiry), nobody who left is back but by confirming.  The mail
 * with the token is delivery/confirmation's part.
 */
#ifndef PEOPLE_OPTIN_H
#define PEOPLE_OPTIN_H

#include "io/db.h"
#include "io/random.h"
#include "people/optin_held.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct optin {
	int64_t contact, list;
	unsigned char token[UUID_SIZE];
	bool is_new;     /* nobody knows the token yet */
	int64_t expires; /* UTC seconds: the token works before */
};

/* The token that is awaited from this person, else a new one (for optin_await to
 * store); expires is left alone. */
int optin_token(
    struct optin *o, struct db *db, int64_t now, struct random *random, struct err *e);

/* What the consent will say of the asking, and what is set with it. */
struct optin_asked {
	const char *source;
	const char *wording; /* which template; "": no mail went out */
	const char *hash;    /* of its text, hex */
	struct optin_held held;
};

/*
 * From now on the confirmation is awaited, in a transaction of the caller.
 * asked NULL: what was asked before still holds, there is only more time; else
 * it is an event.
 */
int optin_await(struct db *db, const struct optin *o, const struct optin_asked *asked,
    int64_t now, struct err *e);

/* Whom a token asks, for a page that shows it: it changes nothing. */
struct optin_asks {
	int64_t list;
	const char *address, *list_name, *language; /* language "": not known */
	bool confirmed;                             /* before */
};

/* 1: somebody is asked, or has confirmed; 0: the token is nobody's, or too late; -1. */
int optin_look(struct optin_asks *out, struct db *db,
    const unsigned char token[UUID_SIZE], int64_t now, struct arena *a, struct err *e);

/* Who confirmed; the same each time. */
struct optin_confirmed {
	const char *address, *list;
	int64_t at; /* UTC seconds, the first time */
};

/*
 * Somebody confirms: in a transaction of its own they are on the list, the
 * consent is recorded (how: by what means), what was held for them is set, and
 * what bounces, complaints or an erasure left against the address is lifted.  Once more is no error.
 *
 * Fails with ERR_NOTFOUND (no confirmation has this token) or ERR_CONFLICT (too
 * late, or the address is blocked); then nothing has changed.
 */
int optin_confirm(struct optin_confirmed *out, struct db *db,
    const unsigned char token[UUID_SIZE], const char *how, int64_t now, struct arena *a,
    struct err *e);

/* The same in a transaction of the caller. */
int optin_confirm_within(struct optin_confirmed *out, struct db *db,
    const unsigned char token[UUID_SIZE], const char *how, int64_t now, struct arena *a,
    struct err *e);

/* What this person was asked until now can be confirmed no more. */
int optin_void(struct db *db, int64_t contact, int64_t now, struct err *e);

/*
 * Confirmations that did not come in time are awaited no more: who was pending is
 * off the list, the others stay what they were.  In transactions of its own, at
 * most max people, the oldest first; *n says how many.
 */
int optin_expire(struct db *db, int64_t now, int64_t max, int64_t *n, struct err *e);

#endif
