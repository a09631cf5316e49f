/*
 * forget - erase all that is stored on one person.
 *
 * Every column that schema.sql marks as personal is emptied where it is theirs;
 * tests/cli/forget.t compares.  What stays is a contact's row with nothing but its
 * number, so that the sums of issues and the links in old copies stay true, and a
 * keyed hash of the address, so that no import brings it back: blocked when it
 * was, else forgotten.
 */
#ifndef DELIVERY_FORGET_H
#define DELIVERY_FORGET_H

#include "io/db.h"
#include "people/suppression.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

enum forget_what {
	FORGET_CONTACT,
	FORGET_SUBSCRIPTIONS,
	FORGET_WAITING, /* copies that were to be sent: skipped */
	FORGET_DELIVERIES,
	FORGET_CLICKS,
	FORGET_NOTICES,
	FORGET_EVENTS,
	FORGET_RETURNED,
	FORGET_IMPORTS,
	FORGET_FILES,
	FORGET_ALIASES,
	FORGET_SUPPRESSION, /* the row with the name of where it came from */
	FORGET_N
};

const char *forget_name(enum forget_what what); /* as in JSON: "subscriptions" */

struct forget {
	const char *address; /* of the person, in any spelling */
	const char *source;  /* a word for the event: "forget" */
	int64_t now;
	/* While the file is looked through; NULL: nobody looks. */
	void (*progress)(void *arg, int64_t done, int64_t total);
	void *progress_arg;
};

#define FORGET_COPIES_MAX 100

struct forget_receipt {
	const char *address; /* as it was shown */
	const char *key;
	int64_t contact; /* the number that stays; 0: there was none */
	bool before;     /* forgotten earlier: only the file is looked after */
	bool blocked;    /* the hash stays as blocked, not as forgotten */
	int64_t erased[FORGET_N];
	int64_t traces; /* of the address that are left in the file */
	bool rewritten; /* the whole file was, to be rid of traces */
	const char *copies[FORGET_COPIES_MAX]; /* other databases beside this one */
	int ncopies;
};

/* What would be erased: finds the person.  Fails with ERR_DATA (no address) or
 * ERR_NOTFOUND (nothing is stored on it). */
int forget_find(struct db *db, const char *address, struct arena *a,
    struct forget_receipt *out, struct err *e);

/* Erase, in one transaction.  Fails as forget_find; then nothing has changed.
 * Strings of the receipt are in arena a. */
int forget_person(struct db *db, const struct forget *f, struct arena *a,
    struct forget_receipt *out, struct err *e);

/*
 * After it: empty the log of changes and look through the file.  Where the address
 * still stands in it, left by changes of long ago, rewrite the file; only as the
 * one sender, whom it would disturb.  Then out->traces that are left are part of
 * what is not theirs: a setting, an issue, somebody else's data.
 *
 * Fails with ERR_TEMP when another process is in the way: the person is erased,
 * and the same command again goes on from here.
 */
int forget_clean(struct db *db, const struct forget *f, struct arena *a,
    struct forget_receipt *out, struct err *e);

/* Only the rows of one contact (0: of the address alone), in the caller's
 * transaction; adds to what was erased. */
struct forget_rows {
	int64_t contact;
	const char *key, *source;
	int64_t now;
};
int forget_rows(struct db *db, struct suppression *s, const struct forget_rows *f,
    int64_t erased[FORGET_N], bool *blocked, struct err *e);

#endif
