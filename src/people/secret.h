/*
 * secret - the keys that nlctl makes for itself: of short ids, of suppression
 * hashes.  Passwords are not here (io/password.h).
 *
 * Owns the table secret.
 */
#ifndef PEOPLE_SECRET_H
#define PEOPLE_SECRET_H

#include "io/db.h"
#include "util/err.h"

#include <stddef.h>

#define SECRET_MAC_SIZE 32

/*
 * The key called name, size octets, made from the kernel's random source when
 * this database has none yet (so the caller may write).  Fails with ERR_CONFIG
 * when the one there has another size.
 */
int secret_get(
    struct db *db, const char *name, unsigned char *out, size_t size, struct err *e);

/* 1: there is a key of that name; 0: not yet; -1. */
int secret_exists(struct db *db, const char *name, struct err *e);

/* The HMAC-SHA256 of a text with the key called name, which is made like that above. */
int secret_mac(struct db *db, const char *name, const char *text,
    unsigned char out[SECRET_MAC_SIZE], struct err *e);

#endif
