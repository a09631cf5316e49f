/*
 * twins - two contacts are one person: what becomes of their fields, lists and
 * events.  What they were sent is delivery/merge.
 *
 * One of the two goes into the other, whose address and fields win; gaps are
 * filled.  What is left of the first is a row without address, which says where
 * it went: so its number is never given out again, and old tokens find the way.
 *
 * Nobody is put back on a list that they left: see twins_takes.
 */
#ifndef PEOPLE_TWINS_H
#define PEOPLE_TWINS_H

#include "people/contact.h"
#include "people/subscription.h"

/* One list that the contact which goes is on. */
struct twins_list {
	int64_t list;
	const char *name;
	enum subscription_state from, into, result;
	bool both; /* false: into is on it only now */
};

struct twins {
	struct contact from, into;
	const char **filled; /* names of the fields that `into` had not */
	size_t nfilled;
	struct twins_list *lists;
	size_t nlists;
	int64_t events; /* that moved */
	enum suppression_reason suppressed;
};

/* Find the two.  ERR_DATA, ERR_NOTFOUND, or ERR_CONFLICT: it is one already. */
int twins_find(struct twins *t, struct db *db, const char *address, const char *into,
    struct arena *a, struct err *e);

/*
 * Unite them, in a transaction of the caller; t says what was done, its strings
 * in arena a.  The caller has moved what refers to deliveries.
 */
int twins_unite(
    struct twins *t, struct db *db, int64_t now, struct arena *a, struct err *e);

/* What is compared of one contact on a list. */
struct twins_side {
	enum subscription_state state;
	int64_t since;
	bool consent; /* there is a record of their own consent */
};

/*
 * Both are on a list: does the subscription of the one that goes win?  Left wins,
 * unless `into` came back later by a consent of their own, or asked again and has
 * not confirmed; active wins over pending; of two active ones, the one with a
 * consent, then the older.  Pure.
 */
bool twins_takes(const struct twins_side *from, const struct twins_side *into);

/* A contact that is nobody, for rows on their way from one to the other. */
int twins_spare(struct db *db, int64_t *id, struct err *e);
int twins_drop_spare(struct db *db, int64_t id, struct err *e);

#endif
