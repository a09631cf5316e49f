/*
 * suppression - addresses that get no mail: bounced, complained, blocked by us,
 * or forgotten.
 *
 * Reads and writes the table suppression.  A row is found by a keyed hash
 * (HMAC-SHA256 of the address's key, or of "@" and a domain), so that it can
 * outlive the erasure of the person without saying who they were.
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

enum suppression_reason {
	SUPPRESSION_NONE,
	SUPPRESSION_BOUNCED,
	SUPPRESSION_COMPLAINED,
	SUPPRESSION_BLOCKED,
	SUPPRESSION_FORGOTTEN
};

const char *suppression_reason_name(enum suppression_reason r); /* "" for NONE */
enum suppression_reason suppression_reason_of(const char *name);

struct suppression; /* the key, made ready */

/* Reads the key of this database, making it on first use (then in a write
 * transaction of the caller, or with none open). */
int suppression_open(struct suppression **out, struct db *db, struct err *e);
void suppression_close(struct suppression *s); /* NULL is accepted */

/* Is there any row at all?  Lets an import skip a million hashes. */
int suppression_any(struct suppression *s, bool *out, struct err *e);

/* Why this address, or its domain, gets no mail. */
int suppression_check(struct suppression *s, const struct address *address,
    enum suppression_reason *out, struct err *e);

/* Is the address or its domain blocked, whatever else stands against it?  That a
 * person's own confirmation does not lift. */
int suppression_blocks(
    struct suppression *s, const struct address *address, bool *out, struct err *e);

/* Nothing stands against the address itself any more; *was says what did. */
int suppression_lift(struct suppression *s, const struct address *address,
    enum suppression_reason *was, struct err *e);

/*
 * Suppress an address; contact 0 when it is nobody's.  A stronger reason
 * replaces a weaker one (bounced < complained < blocked < forgotten); the date
 * is then the new one.  *changed may be NULL.
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
 * A contact has another address, or becomes one with another (from == to when
 * there is only one): whatever suppresses contact `from`, contact `to` or the
 * address of this key holds for `to` at that key, the strongest of it, in *out.
 * The hashes of older addresses stay, as nobody's, so that none of them comes back
 * by an import.  In a transaction of the caller.
 */
int suppression_move(struct suppression *s, int64_t from, int64_t to, const char *key,
    enum suppression_reason *out, struct err *e);

#endif
