/*
 * envelope - what stands on the outside: MAIL FROM (RFC 5321) and ENVID
 * (RFC 3461), by which a returned mail is recognised.
 *
 * MAIL FROM is where bounces go: bounce.address, which may hold a "*" that
 * becomes the copy's short id (VERP).  Where it is not set it is the address in
 * the message's own From, whoever set that: receivers ask that both have the same
 * domain (SPF, DMARC).
 */
#ifndef DELIVERY_ENVELOPE_H
#define DELIVERY_ENVELOPE_H

#include "delivery/ids.h"
#include "delivery/ledger.h"
#include "people/setting.h"
#include "util/arena.h"

#define ENVELOPE_SIZE 512 /* of an address and its NUL; RFC 5321 allows 254 */

struct envelope {
	const char *bounces; /* ASCII, with or without "*"; "": not set */
	const char *from;    /* the setting, for all lists */
	struct ids ids;
};

/* Read the settings, of this relay and for all; to be released in every case. */
int envelope_init(struct envelope *env, struct db *db, struct settings *settings,
    const char *relay, struct arena *a, struct err *e);
void envelope_release(struct envelope *env);

/* Where bounces go by the settings, of this relay or for all; "" where neither says
 * it: to the address in From. */
int envelope_bounces(const char **out, struct settings *settings, const char *relay,
    struct arena *a, struct err *e);

/* What MAIL FROM is made of for d; "": nobody is the sender. */
const char *envelope_pattern(const struct envelope *env, const struct due *d);

void envelope_write(const struct envelope *env, const struct due *d,
    char from[ENVELOPE_SIZE], char envid[IDS_TEXT_SIZE]);

#endif
