/*
 * dkim - the signature by which a domain vouches for a message (RFC 6376, with the
 * algorithms of RFC 8301 and RFC 8463).  Pure.
 *
 * Bytes in, bytes out: a finished message gets one DKIM-Signature field a key, put
 * before its first field.  Whoever changes a signed field, adds a second From or
 * Subject, or touches the body, breaks it.
 *
 * A key is read once and then only looked at: threads may sign with one at the same
 * time.
 */
#ifndef ISSUE_DKIM_H
#define ISSUE_DKIM_H

#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#include <stddef.h>
#include <stdint.h>

#define DKIM_RSA_MIN 1024  /* bits; receivers ignore less (RFC 8301 §3.2) */
#define DKIM_RSA_GOOD 2048 /* bits that one should have, and that we make */
#define DKIM_KEY_MAX 16384 /* octets of a key's file */

enum dkim_algorithm {
	DKIM_RSA,    /* rsa-sha256 */
	DKIM_ED25519 /* ed25519-sha256: not all receivers know it, so it comes second */
};

struct dkim_key;

/*
 * Read a private key, PEM (PKCS#8, or PKCS#1 for RSA).  domain and selector say
 * where the public one is published, SELECTOR._domainkey.DOMAIN.  Fails with
 * ERR_CONFIG, for a person: no key, another kind of key, a short one, a pass phrase.
 */
int dkim_key_read(struct dkim_key **out, struct span pem, const char *domain,
    const char *selector, struct err *e);
void dkim_key_free(struct dkim_key *k); /* NULL is accepted */

enum dkim_algorithm dkim_key_algorithm(const struct dkim_key *k);
const char *dkim_key_domain(const struct dkim_key *k);
const char *dkim_key_selector(const struct dkim_key *k);
int dkim_key_bits(const struct dkim_key *k);

/* Append what the DNS must say of it: "v=DKIM1; k=rsa; p=…" (RFC 6376 §3.6.1). */
void dkim_key_record(const struct dkim_key *k, struct buf *out);

/* Make a new private key: append it to out, PEM, PKCS#8. */
int dkim_key_make(enum dkim_algorithm algorithm, struct buf *out, struct err *e);

/* Append the signature of a text that is canonical already, in base64. */
int dkim_key_sign(
    const struct dkim_key *k, struct span text, struct buf *out, struct err *e);

/*
 * Sign a message with n keys, the first one's field on top; now is the time that
 * the signatures give.  Fails with ERR_DATA where the message has too many fields or
 * its buffer no room, with ERR_SYSTEM where libcrypto fails; then it is unchanged.
 */
int dkim_sign(struct dkim_key *const *keys, size_t n, int64_t now, struct buf *message,
    struct err *e);

#endif
