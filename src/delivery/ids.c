/* ids - the short names of a delivery.  See ids.h. */
#include "delivery/ids.h"

#include "people/secret.h"
#include "util/xalloc.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#define KEY_SIZE 32 /* octets */
#define MAC_SIZE 10 /* 80 bits */
#define INSTANCE_BYTES 5

static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

/* n octets as base32, n a multiple of 5; out has room for n / 5 * 8 + 1. */
static void
base32(const unsigned char *s, size_t n, char *out)
{
	uint64_t group;
	size_t i;
	int shift;

	for (i = 0; i < n; i += 5) {
		group = (uint64_t)s[i] << 32 | (uint64_t)s[i + 1] << 24 |
		    (uint64_t)s[i + 2] << 16 | (uint64_t)s[i + 3] << 8 | s[i + 4];
		for (shift = 35; shift >= 0; shift -= 5)
			*out++ = digits[group >> shift & 31];
	}
	*out = '\0';
}

void
ids_number(int64_t n, char out[IDS_TEXT_SIZE])
{
	char reversed[16];
	size_t len = 0, i;

	do {
		reversed[len++] = digits[n & 31];
		n >>= 5;
	} while (n > 0);
	for (i = 0; i < len; i++)
		out[i] = reversed[len - 1 - i];
	out[len] = '\0';
}

static void
mac(const struct ids *ids, enum ids_purpose purpose, const char *number, char out[17])
{
	unsigned char full[EVP_MAX_MD_SIZE];
	unsigned char kind = (unsigned char)purpose;
	size_t size;

	if (EVP_MAC_init(ids->mac, NULL, 0, NULL) != 1 ||
	    EVP_MAC_update(ids->mac, &kind, 1) != 1 ||
	    EVP_MAC_update(ids->mac, (const unsigned char *)number, strlen(number)) !=
		1 ||
	    EVP_MAC_final(ids->mac, full, &size, sizeof(full)) != 1)
		BUG("HMAC failed");
	base32(full, MAC_SIZE, out);
}

void
ids_write(const struct ids *ids, enum ids_purpose purpose, int64_t delivery,
    char out[IDS_TEXT_SIZE])
{
	char number[IDS_TEXT_SIZE], code[17];

	ids_number(delivery, number);
	mac(ids, purpose, number, code);
	snprintf(out, IDS_TEXT_SIZE, "%.16s.%s", number, code);
}

int
ids_read(
    const struct ids *ids, enum ids_purpose purpose, const char *text, int64_t *delivery)
{
	char lower[IDS_TEXT_SIZE], code[17], *dot;
	const char *digit;
	size_t n = strlen(text), i;
	int64_t id = 0;

	if (n >= sizeof(lower))
		return -1;
	for (i = 0; i <= n; i++)
		lower[i] =
		    text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
	dot = strchr(lower, '.');
	if (dot == NULL || dot == lower || dot - lower > 12 || strlen(dot + 1) != 16)
		return -1;
	*dot = '\0';
	for (i = 0; lower[i] != '\0'; i++) {
		digit = strchr(digits, lower[i]);
		if (digit == NULL)
			return -1;
		id = id << 5 | (digit - digits);
	}
	mac(ids, purpose, lower, code);
	if (CRYPTO_memcmp(code, dot + 1, 16) != 0)
		return -1;
	*delivery = id;
	return 0;
}

/* HMAC-SHA256 with this key. */
static EVP_MAC_CTX *
new_mac(const unsigned char *key, size_t n)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string("digest", digest, 0),
		OSSL_PARAM_construct_end() };
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *mac = EVP_MAC_CTX_new(hmac);

	if (mac == NULL || EVP_MAC_init(mac, key, n, params) != 1)
		BUG("OpenSSL has no HMAC-SHA256");
	EVP_MAC_free(hmac);
	return mac;
}

int
ids_init(struct ids *ids, struct db *db, struct err *e)
{
	unsigned char key[KEY_SIZE];

	ids->mac = NULL;
	if (secret_get(db, IDS_KEY, key, sizeof(key), e) < 0)
		return -1;
	ids->mac = new_mac(key, sizeof(key));
	OPENSSL_cleanse(key, sizeof(key));
	return 0;
}

void
ids_release(struct ids *ids)
{
	EVP_MAC_CTX_free(ids->mac);
}

int
ids_instance(char out[IDS_INSTANCE_SIZE], struct db *db, struct err *e)
{
	unsigned char instance[INSTANCE_BYTES];

	if (secret_get(db, "instance", instance, sizeof(instance), e) < 0)
		return -1;
	base32(instance, sizeof(instance), out);
	return 0;
}

const char *
ids_message_id(
    const char *instance, char kind, int64_t n, const char *from, struct arena *a)
{
	char number[IDS_TEXT_SIZE];

	ids_number(n, number);
	return arena_printf(
	    a, "%c%s.%s@%s", kind, number, instance, strrchr(from, '@') + 1);
}
