/*
 * ids - the short names of a delivery that stand where others can read them.
 *
 * VERP addresses, ENVID, mirror and click links carry "<id>.<mac>": the
 * delivery's number and 80 bits of HMAC-SHA256(key, purpose ‖ id), both base32
 * (RFC 4648, lower case: some mailers fold).  They are no authority to
 * unsubscribe anybody: that is the delivery's token alone.
 */
#ifndef DELIVERY_IDS_H
#define DELIVERY_IDS_H

#include "io/db.h"
#include "util/arena.h"

#include <stdint.h>

#define IDS_TEXT_SIZE 40    /* of "<id>.<mac>" and its NUL */
#define IDS_TEXT_MAX 30     /* octets that it has at most: 13, a dot and 16 */
#define IDS_INSTANCE_SIZE 9 /* 8 characters and NUL */

#define IDS_KEY "delivery-ids" /* the secret that they are made with */

enum ids_purpose {
	IDS_MIRROR = 'm',
	IDS_PUBLIC = 'p', /* the page of an issue for everybody, by the number */
	IDS_TEST = 't',   /* the mirror of a copy that is no delivery */
	IDS_BOUNCE = 'b',
	IDS_NOTICE = 'n', /* the bounce of a notice */
	IDS_CLICK = 'c',
	IDS_PREFERENCES = 's'
};

struct ids {
	struct evp_mac_ctx_st *mac; /* OpenSSL's, with the key of this database */
};

/* Read the key, making it when there is none; to be released in every case. */
int ids_init(struct ids *ids, struct db *db, struct err *e);
void ids_release(struct ids *ids);

void ids_write(const struct ids *ids, enum ids_purpose purpose, int64_t delivery,
    char out[IDS_TEXT_SIZE]);

/* The delivery that text names; -1 when it was not written with this key and purpose. */
int ids_read(
    const struct ids *ids, enum ids_purpose purpose, const char *text, int64_t *delivery);

/* The number alone, base32: a name, not an authority. */
void ids_number(int64_t n, char out[IDS_TEXT_SIZE]);

/* What names this database in Message-IDs, for good. */
int ids_instance(char out[IDS_INSTANCE_SIZE], struct db *db, struct err *e);

/* The Message-ID, without <>, of the delivery (kind 'd') or notice ('n') of that
 * number, at the domain of the address from. */
const char *ids_message_id(
    const char *instance, char kind, int64_t n, const char *from, struct arena *a);

#endif
