/*
 * make_keys - new DKIM keys for a domain: the files, beside the database, and the
 * settings that name them.
 */
#ifndef DELIVERY_MAKE_KEYS_H
#define DELIVERY_MAKE_KEYS_H

#include "delivery/issue.h"
#include "people/setting.h"

struct made_keys {
	const char *domain;
	const char *paths[SETTING_KEYS_MAX];
	size_t n;
};

/*
 * Make an RSA key and an Ed25519 key for the mail of this list, and set dkim.domain,
 * dkim.selector and dkim.key: for this list, or with for_all for all.  A selector that
 * is set is kept, and one alone stands for an RSA key alone.
 *
 * Overwrites nothing.  Fails with ERR_CONFLICT where dkim.key is set or a file is
 * there, with ERR_CONFIG where nobody is the sender; then no setting has changed.
 */
int make_keys(struct made_keys *out, struct db *db, struct settings *settings,
    const struct issue_list *list, bool for_all, struct arena *a, struct err *e);

#endif
