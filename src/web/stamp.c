/* stamp - when a form was shown, and for what.  See stamp.h. */
#include "web/stamp.h"

#include "people/secret.h"
#include "util/str.h"

#include <openssl/crypto.h>
#include <string.h>

#define KEY "form-stamps"
#define MAC_SIZE 16 /* octets of the HMAC that are kept */

static int
sign(
    const char **out, const struct visit *v, int64_t at, const char *about, struct err *e)
{
	const char *text = arena_printf(v->arena, "%lld %s", (long long)at, about);
	unsigned char mac[SECRET_MAC_SIZE];
	char hex[2 * MAC_SIZE + 1];

	if (secret_mac(v->site->db, KEY, text, mac, e) < 0)
		return -1;
	str_hex(hex, mac, MAC_SIZE);
	*out = arena_printf(v->arena, "%lld.%s", (long long)at, hex);
	return 0;
}

int
stamp_write(const char **out, const struct visit *v, const char *about, struct err *e)
{
	int rc;

	*out = "";
	if (!http_request_posts(v->request)) {
		rc = secret_exists(v->site->db, KEY, e);
		if (rc <= 0)
			return rc;
	}
	return sign(out, v, clock_now(v->site->clock), about, e);
}

int
stamp_check(const struct visit *v, const char *stamp, const char *about, int64_t *age,
    struct err *e)
{
	const char *dot = strchr(stamp, '.'), *ours;
	int64_t at;

	if (dot == NULL ||
	    str_to_int(arena_memdup(v->arena, stamp, (size_t)(dot - stamp)), 0, INT64_MAX,
		&at) < 0)
		return 0;
	if (sign(&ours, v, at, about, e) < 0)
		return -1;
	*age = clock_now(v->site->clock) - at;
	return strlen(ours) == strlen(stamp) &&
	    CRYPTO_memcmp(ours, stamp, strlen(ours)) == 0;
}
