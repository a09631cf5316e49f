/*
 * suppression - addresses that get no mail: bounced, complained, blocked by us,
 * or forgotten; and the patterns of domains that are blocked.
 *
 * Reads and writes the table suppression.  A row is found by a keyed hash
 * (HMAC-SHA256 of the address's key, or of the pattern), so that it can outlive
 * the erasure of the person without saying who they were.
 *
 * Who asks whether a contact may be mailed (an audience, a claim) looks for one
 * row with that contact.  Hence a pattern marks each contact that it means, when
 * it is made and whenever a contact's own row goes away: a mark is blocked by its
 * pattern alone, and gives way to any reason of the contact's own.  New contacts
 * need no marks: suppression_check refuses them.
 */
#ifndef PEOPLE_SUPPRESSION_H
#define PEOPLE_SUPPRESSION_H

#include "io/db.h"
#include "people/address.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define SUPPRESSION_HASH_SIZE 32

/* From the weakest to the strongest: a person's own confirmation lifts all but
 * blocked. */
enum suppression_reason {
	SUPPRESSION_NONE,
	SUPPRESSION_BOUNCED,
	SUPPRESSION_COMPLAINED,
	SUPPRESSION_FORGOTTEN,
	SUPPRESSION_BLOCKED
};

const char *suppression_reason_name(enum suppression_reason r); /* "" for NONE */
enum suppression_reason suppression_reason_of(const char *name);

struct suppression; /* the key, made ready */

/* Reads the key of this database, making it on first use (then in a write
 * transaction of the caller, or with none open), and whether any pattern is
 * blocked: who relies on it opens it in their transaction. */
int suppression_open(struct suppression **out, struct db *db, struct err *e);
void suppression_close(struct suppression *s); /* NULL is accepted */

/* By which hash an address is found. */
void suppression_hash(
    struct suppression *s, const char *key, unsigned char out[SUPPRESSION_HASH_SIZE]);

/* Is there any row at all?  Lets an import skip a million hashes. */
int suppression_any(struct suppression *s, bool *out, struct err *e);

/* Why this address gets no mail: the strongest of its own reason and of the
 * patterns that mean it. */
int suppression_check(struct suppression *s, const struct address *address,
    enum suppression_reason *out, struct err *e);

/* The reason of the address alone, whatever pattern means it. */
int suppression_own(
    struct suppression *s, const char *key, enum suppression_reason *out, struct err *e);

/* The first blocked pattern that means this address, in arena a; NULL: none. */
int suppression_pattern(struct suppression *s, const char *key, struct arena *a,
    const char **out, struct err *e);

/*
 * Suppress an address; contact 0 when it is nobody's.  A stronger reason
 * replaces a weaker one; the date is then the new one.  *changed may be NULL.
 * With a pattern as the key the reason is blocked and contact 0; its marks are
 * made by suppression_mark.
 */
struct suppression_new {
	int64_t contact;
	const char *key; /* canonical */
	enum suppression_reason reason;
	const char *source;
	int64_t now;
};
int suppression_add(struct suppression *s, const struct suppression_new *row,
    bool *changed, struct err *e);

/*
 * Take the own reason of an address away; *was says which it had.  Where a
 * pattern still means the contact (0: none), it is marked in its place.
 */
int suppression_lift(struct suppression *s, const char *key, int64_t contact, int64_t now,
    enum suppression_reason *was, struct err *e);

/* Take a pattern away; *was says whether it was there.  Its marks are lifted by
 * suppression_unmark_some. */
int suppression_lift_pattern(
    struct suppression *s, const char *pattern, bool *was, struct err *e);

/*
 * Contacts that a pattern means: up to SUPPRESSION_SOME of those behind *after
 * (a key, "" at first, in arena a), which moves on.  Reads only, so that a walk
 * through two million keys holds no lock.  Returns their number, or -1.
 */
#define SUPPRESSION_SOME 2000
struct suppression_meant {
	int64_t contact;
	const char *key;
};
int suppression_meant(struct db *db, const char *pattern, const char **after,
    struct arena *a, struct suppression_meant *out, struct err *e);

/* Mark one of them, unless it has a reason of its own. */
int suppression_mark(struct suppression *s, const struct suppression_meant *m,
    const char *pattern, int64_t now, struct err *e);

/*
 * Lift up to SUPPRESSION_SOME marks of a pattern, or hand them to another that
 * means the contact too.  Returns their number, 0 when none is left, or -1.
 */
int suppression_unmark_some(struct suppression *s, const char *pattern, struct err *e);

/*
 * A contact has another address, or becomes one with another (from == to when
 * there is only one): whatever suppresses contact `from`, contact `to` or the
 * address of this key holds for `to` at that key, the strongest of it, in *out.
 * Marks do not move: a pattern that means the new key marks it again.  The hashes
 * of older addresses stay, as nobody's, so that none of them comes back by an
 * import.  In a transaction of the caller.
 */
struct suppression_moved {
	int64_t from, to;
	const char *key;
	int64_t now;
};
int suppression_move(struct suppression *s, const struct suppression_moved *m,
    enum suppression_reason *out, struct err *e);

/* Everything but marks, in the order of its coming.  Strings live until each
 * returns; address and pattern are "" where there is none. */
struct suppression_row {
	const char *address, *pattern;
	char hash[2 * SUPPRESSION_HASH_SIZE + 1]; /* hex */
	const char *reason, *source;
	int64_t since;
	int64_t contacts; /* marked by this pattern */
};
int suppression_each(struct db *db,
    int (*each)(void *arg, const struct suppression_row *row, struct err *e), void *arg,
    struct err *e);

#endif
