/* permit - what a page may do for a while.  See permit.h. */
#include "web/permit.h"

#include "people/secret.h"
#include "util/str.h"

#include <openssl/crypto.h>
#include <string.h>

#define MAC_SIZE 16 /* octets of the HMAC that are kept */

/* "EXPIRES.MAC" */
static const char *
sign(struct db *db, const char *token, int64_t expires, struct arena *a, struct err *e)
{
	const char *text = arena_printf(a, "%lld %s", (long long)expires, token);
	unsigned char mac[SECRET_MAC_SIZE];
	char hex[2 * MAC_SIZE + 1];

	if (secret_mac(db, "undo-links", text, mac, e) < 0)
		return NULL;
	str_hex(hex, mac, MAC_SIZE);
	return arena_printf(a, "%lld.%s", (long long)expires, hex);
}

const char *
permit_write(
    struct db *db, const char *token, int64_t now, struct arena *a, struct err *e)
{
	return sign(db, token, now + PERMIT_SECONDS, a, e);
}

int
permit_check(struct db *db, const char *permit, const char *token, int64_t now,
    struct arena *a, struct err *e)
{
	const char *dot = strchr(permit, '.'), *ours;
	int64_t expires;

	if (dot == NULL ||
	    str_to_int(arena_memdup(a, permit, (size_t)(dot - permit)), 0, INT64_MAX,
		&expires) < 0)
		return 0;
	ours = sign(db, token, expires, a, e);
	if (ours == NULL)
		return -1;
	return expires > now && strlen(ours) == strlen(permit) &&
	    CRYPTO_memcmp(ours, permit, strlen(ours)) == 0;
}
