/* etag - who has an answer already is told so.  See etag.h. */
#include "web/etag.h"

#include "util/str.h"
#include "util/xalloc.h"

#include <openssl/evp.h>
#include <string.h>

#define HASH_KEPT 16 /* octets of the hash that are in the name */

static bool
has_already(const struct visit *v, const char *etag)
{
	const char *field = http_request_header(v->request, "If-None-Match");

	return str_eq(field, "*") || strstr(field, etag) != NULL;
}

void
etag_add(struct visit *v, const char *etag)
{
	http_response_add(v->out, "ETag", etag);
	if (!has_already(v, etag))
		return;
	v->out->status = 304;
	v->out->body = (struct span){ "", 0 };
}

void
etag_add_hash(struct visit *v)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	char hex[2 * HASH_KEPT + 1];

	if (!EVP_Digest(v->out->body.s, v->out->body.n, hash, NULL, EVP_sha256(), NULL))
		BUG("SHA-256 failed");
	str_hex(hex, hash, HASH_KEPT);
	etag_add(v, arena_printf(v->arena, "\"%s\"", hex));
}
