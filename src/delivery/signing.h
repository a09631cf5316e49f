/*
 * signing - the settings dkim.*, made ready: with which keys the mail of a list is
 * signed.
 *
 * One key, or two with a comma between selectors and files: RSA and Ed25519.
 * Without dkim.key nothing is signed: the relay may do it.
 */
#ifndef DELIVERY_SIGNING_H
#define DELIVERY_SIGNING_H

#include "issue/dkim.h"
#include "people/setting.h"

#include <stdbool.h>

struct signing {
	struct dkim_key *keys[SETTING_KEYS_MAX];
	size_t n; /* 0: nothing is signed */
};

/*
 * Read settings and keys of a list (0: no list); from is the address whose domain
 * signs where dkim.domain is not set.  To be released in every case.  Fails with
 * ERR_CONFIG or ERR_PERM, naming setting and file.
 */
int signing_load(struct signing *s, struct settings *settings, int64_t list,
    const char *from, struct err *e);
void signing_release(struct signing *s);

/* Does a signature take so long that other processors should help? */
bool signing_is_slow(const struct signing *s);

/* Put the signatures before a finished message: the last thing that is done to it.
 * Fails as dkim_sign. */
int signing_sign(
    const struct signing *s, int64_t now, struct buf *message, struct err *e);

#endif
