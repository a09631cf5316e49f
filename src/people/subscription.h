/*
 * subscription - who is on which list, since when, and where from.
 *
 * Reads and writes the table subscription, and adds contacts through contact.h.
 * Who must confirm first is optin.h.  Knows nothing about mail.
 */
#ifndef PEOPLE_SUBSCRIPTION_H
#define PEOPLE_SUBSCRIPTION_H

#include "io/db.h"
#include "people/contact.h"
#include "people/suppression.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum subscription_state {
	SUBSCRIPTION_PENDING, /* asked for, not confirmed */
	SUBSCRIPTION_ACTIVE,
	SUBSCRIPTION_LEFT
};

const char *subscription_state_name(enum subscription_state s);
enum subscription_state subscription_state_of(const char *name);

struct subscription {
	int64_t list;
	const char *list_name;
	enum subscription_state state;
	int64_t since; /* UTC seconds */
	const char *source;
	int64_t expires;      /* a confirmation is awaited until then; 0: none is */
	int64_t paused_until; /* UTC seconds; 0, or past: not */
};

/* One person's, by the name of the list, in arena a. */
int subscription_of(struct subscription **out, size_t *n, struct db *db, int64_t contact,
    struct arena *a, struct err *e);

/* Did the person leave every list that they were on?  Then an import puts them on
 * no other either: only they themselves, or `subscribe`, begin again. */
bool subscription_left_all(const struct subscription *rows, size_t n);

/* Put or change one row, in a transaction of the caller; no event.  The first is
 * for a contact who is not on that list in any state, and pauses nothing. */
int subscription_put_new(
    struct db *db, int64_t contact, const struct subscription *s, struct err *e);
int subscription_put(
    struct db *db, int64_t contact, const struct subscription *s, struct err *e);

enum subscription_outcome {
	SUBSCRIPTION_ADDED,    /* on the list now */
	SUBSCRIPTION_THERE,    /* was already: nothing but fields may have changed */
	SUBSCRIPTION_RETURNED, /* had left, is back */
	SUBSCRIPTION_HAD_LEFT, /* had left, stays away: needs again */
	SUBSCRIPTION_ASKS      /* must confirm first: optin_await */
};

struct subscription_request {
	const char *address;
	int64_t list;
	const struct assignment *fields;
	size_t nfields;
	const char *source;   /* "" for none */
	bool again;           /* somebody who left may come back */
	bool confirm;         /* who is not on the list must confirm first */
	bool stranger;        /* who asks may be anybody: all confirm first, see below */
	const char *language; /* a stranger's, for who has none; NULL: not said */
	int64_t now;
};

struct subscription_result {
	struct contact contact;
	bool new_contact, fields_changed;
	enum subscription_outcome outcome;
	const char *doubt; /* of a new contact's address: see struct address */
};

/*
 * Subscribe one address to one list, in a transaction of its own; strings of
 * the result are in arena a.  SUBSCRIPTION_HAD_LEFT changes nothing;
 * SUBSCRIPTION_ASKS nothing but the contact and the fields; of a stranger no field
 * either, and whoever is on the list already is asked as all others are.
 *
 * Fails with ERR_DATA (no address, or a field's value), ERR_NOTFOUND (a field)
 * or ERR_CONFLICT (suppressed: says why and what lifts it); then nothing has
 * changed.  With confirm only a block is in the way.
 */
int subscription_add(struct subscription_result *out, struct db *db,
    const struct subscription_request *r, struct arena *a, struct err *e);

/* The same in a transaction of the caller, who rolls back when it fails. */
int subscription_add_within(struct subscription_result *out, struct db *db,
    const struct subscription_request *r, struct arena *a, struct err *e);

/*
 * Take a person off a list, or off all (0), in a transaction of the caller;
 * *changed is the number of lists left: 0 when there was none to leave.  What
 * waits to be sent to them is delivery/leave's part.
 */
struct leave_request {
	int64_t contact, list;
	int64_t issue; /* that made them leave; 0: unknown */
	const char *source;
	const char *reason; /* they gave, a word; NULL: not asked */
	int64_t now;
};
int subscription_leave(
    struct db *db, const struct leave_request *r, int *changed, struct err *e);

/*
 * Until then (UTC seconds) a person gets nothing of a list, or of all that they are on
 * (0); until 0: from now on everything.  In a transaction of the caller, with an event;
 * *changed says whether anything is different.
 */
struct pause_request {
	int64_t contact, list;
	int64_t until;
	const char *source;
	int64_t now;
};
int subscription_pause(
    struct db *db, const struct pause_request *r, bool *changed, struct err *e);

/*
 * Take back what subscription_leave did after that moment, because of that issue
 * (0: of none): the person is again on the lists they were on, since then and with the
 * pause that there was, if nothing happened there meanwhile.  A confirmation that was
 * awaited is not awaited again.  In a transaction of the caller; *n is the number of
 * lists.
 */
struct return_request {
	int64_t contact, issue;
	int64_t after; /* UTC seconds */
	const char *source;
	int64_t now;
};
int subscription_return(
    struct db *db, const struct return_request *r, int *n, struct err *e);

#endif
