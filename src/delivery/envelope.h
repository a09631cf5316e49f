/*
 * envelope - what stands on the outside: MAIL FROM (RFC 5321) and ENVID
 * (RFC 3461), by which a returned mail is recognised.
 *
 * bounce.address may hold a "*", which becomes the copy's short id (VERP).
 */
#ifndef DELIVERY_ENVELOPE_H
#define DELIVERY_ENVELOPE_H

#include "delivery/ids.h"
#include "delivery/ledger.h"
#include "people/setting.h"
#include "util/arena.h"

#define ENVELOPE_SIZE 512 /* of an address and its NUL; RFC 5321 allows 254 */

struct envelope {
	const char *pattern; /* ASCII, with or without "*" */
	struct ids ids;
};

/* The sender of a relay's mail: its bounce address, bounce.address, or From. */
int envelope_init(struct envelope *env, struct db *db, struct settings *settings,
    const char *relay, struct arena *a, struct err *e);

void envelope_write(const struct envelope *env, const struct due *d,
    char from[ENVELOPE_SIZE], char envid[IDS_TEXT_SIZE]);

#endif
