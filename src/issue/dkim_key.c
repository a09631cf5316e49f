/* dkim_key - a key to sign with: read, made, published, used.  See dkim.h. */
#include "issue/dkim.h"

#include "util/dns_name.h"
#include "util/xalloc.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <string.h>

#define SIGNATURE_MAX 2048 /* octets: RSA of 16384 bits */
#define HASH_SIZE 32
#define RAW_SIZE 32 /* of a public Ed25519 key */

struct dkim_key {
	EVP_PKEY *pkey;
	enum dkim_algorithm algorithm;
	char *domain, *selector;
};

/* libcrypto failed where nothing of ours can be wrong. */
static int
fail(struct err *e, const char *what)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

	err_set(e, ERR_SYSTEM, "libcrypto cannot %s: %s", what,
	    reason != NULL ? reason : "no reason given");
	ERR_clear_error();
	return -1;
}

/* Never ask at the terminal: note that there is a pass phrase. */
static int
note_phrase(char *phrase, int size, int writing, void *asked)
{
	(void)phrase;
	(void)size;
	(void)writing;
	*(bool *)asked = true;
	return -1;
}

static bool
has(struct span text, const char *word)
{
	return memmem(text.s, text.n, word, strlen(word)) != NULL;
}

/* Why this is no private key, as far as a person can be helped. */
static int
explain_unreadable(struct span pem, bool phrase, struct err *e)
{
	if (phrase)
		return err_set(e, ERR_CONFIG,
		    "the key has a pass phrase, which nobody can type at night: "
		    "'openssl pkey -in FILE -out NEW' writes it without");
	if (has(pem, "-----BEGIN PUBLIC KEY") || has(pem, "-----BEGIN CERTIFICATE"))
		return err_set(e, ERR_CONFIG,
		    "that is the public half: the private key is needed, which begins "
		    "with '-----BEGIN PRIVATE KEY-----'");
	if (has(pem, "-----BEGIN OPENSSH"))
		return err_set(e, ERR_CONFIG,
		    "that is a key of ssh: 'nlctl dns --make-key' makes one for mail");
	if (has(pem, "PRIVATE KEY-----"))
		return err_set(e, ERR_CONFIG,
		    "the private key in it is damaged: some of its text is missing or "
		    "changed");
	return err_set(e, ERR_CONFIG,
	    "there is no private key in it: PEM is needed, which begins with "
	    "'-----BEGIN PRIVATE KEY-----'");
}

static int
read_pem(struct dkim_key *k, struct span pem, struct err *e)
{
	BIO *bio = BIO_new_mem_buf(pem.s, (int)pem.n);
	bool phrase = false;

	if (bio == NULL)
		return fail(e, "read a key");
	k->pkey = PEM_read_bio_PrivateKey(bio, NULL, note_phrase, &phrase);
	BIO_free(bio);
	ERR_clear_error();
	return k->pkey != NULL ? 0 : explain_unreadable(pem, phrase, e);
}

static int
check_kind(struct dkim_key *k, struct err *e)
{
	switch (EVP_PKEY_get_base_id(k->pkey)) {
	case EVP_PKEY_ED25519:
		k->algorithm = DKIM_ED25519;
		return 0;
	case EVP_PKEY_RSA:
		k->algorithm = DKIM_RSA;
		break;
	default:
		return err_set(e, ERR_CONFIG,
		    "it is neither an RSA nor an Ed25519 key: DKIM knows no other");
	}
	if (dkim_key_bits(k) < DKIM_RSA_MIN)
		return err_set(e, ERR_CONFIG,
		    "its %d bits are too few: receivers take no RSA key under %d "
		    "(RFC 8301); make one of %d",
		    dkim_key_bits(k), DKIM_RSA_MIN, DKIM_RSA_GOOD);
	if (EVP_PKEY_get_size(k->pkey) > SIGNATURE_MAX)
		return err_set(e, ERR_CONFIG, "its %d bits are too many: make one of %d",
		    dkim_key_bits(k), DKIM_RSA_GOOD);
	return 0;
}

int
dkim_key_read(struct dkim_key **out, struct span pem, const char *domain,
    const char *selector, struct err *e)
{
	struct dkim_key *k = xcalloc(1, sizeof(*k));

	if (!dns_name_is_valid(span_of(domain)) || !dns_name_is_valid(span_of(selector)))
		BUG("a key at a name that is none");
	*out = NULL;
	k->domain = xstrdup(domain);
	k->selector = xstrdup(selector);
	if (pem.n > DKIM_KEY_MAX) {
		err_set(e, ERR_CONFIG, "it is too long for a key");
	} else if (read_pem(k, pem, e) == 0 && check_kind(k, e) == 0) {
		*out = k;
		return 0;
	}
	dkim_key_free(k);
	return -1;
}

void
dkim_key_free(struct dkim_key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey);
	xfree(k->domain);
	xfree(k->selector);
	xfree(k);
}

enum dkim_algorithm
dkim_key_algorithm(const struct dkim_key *k)
{
	return k->algorithm;
}

const char *
dkim_key_domain(const struct dkim_key *k)
{
	return k->domain;
}

const char *
dkim_key_selector(const struct dkim_key *k)
{
	return k->selector;
}

int
dkim_key_bits(const struct dkim_key *k)
{
	return EVP_PKEY_get_bits(k->pkey);
}

static void
add_base64(struct buf *out, const unsigned char *bytes, size_t n)
{
	char *p = buf_reserve(out, (n + 2) / 3 * 4 + 1);

	if (p != NULL)
		out->len += (size_t)EVP_EncodeBlock((unsigned char *)p, bytes, (int)n);
}

/* An RSA key with the frame of X.509, an Ed25519 key bare (RFC 8463 §4). */
void
dkim_key_record(const struct dkim_key *k, struct buf *out)
{
	unsigned char raw[RAW_SIZE], *der = NULL;
	size_t n = sizeof(raw);
	int length;

	if (k->algorithm == DKIM_ED25519) {
		if (EVP_PKEY_get_raw_public_key(k->pkey, raw, &n) != 1)
			BUG("an Ed25519 key without its public half");
		buf_adds(out, "v=DKIM1; k=ed25519; p=");
		add_base64(out, raw, n);
		return;
	}
	length = i2d_PUBKEY(k->pkey, &der);
	if (length <= 0)
		BUG("an RSA key without its public half");
	buf_adds(out, "v=DKIM1; k=rsa; p=");
	add_base64(out, der, (size_t)length);
	OPENSSL_free(der);
}

int
dkim_key_make(enum dkim_algorithm algorithm, struct buf *out, struct err *e)
{
	EVP_PKEY *pkey = algorithm == DKIM_RSA
	    ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)DKIM_RSA_GOOD)
	    : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	BIO *bio = BIO_new(BIO_s_secmem());
	char *text;
	long n;
	int rc = 0;

	if (pkey == NULL || bio == NULL ||
	    PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) != 1) {
		rc = fail(e, "make a key");
	} else {
		n = BIO_get_mem_data(bio, &text);
		buf_add(out, text, (size_t)n);
	}
	BIO_free(bio);
	EVP_PKEY_free(pkey);
	return rc;
}

int
dkim_key_sign(const struct dkim_key *k, struct span text, struct buf *out, struct err *e)
{
	unsigned char hash[HASH_SIZE], signature[SIGNATURE_MAX];
	const unsigned char *bytes = (const unsigned char *)text.s;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	size_t n = sizeof(signature);
	bool done = md != NULL;

	if (k->algorithm == DKIM_RSA) {
		done = done &&
		    EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, k->pkey) == 1 &&
		    EVP_DigestSign(md, signature, &n, bytes, text.n) == 1;
	} else {
		/* Ed25519 itself hashes with SHA-512; it signs the SHA-256 of the text. */
		done = done &&
		    EVP_Digest(bytes, text.n, hash, NULL, EVP_sha256(), NULL) == 1 &&
		    EVP_DigestSignInit(md, NULL, NULL, NULL, k->pkey) == 1 &&
		    EVP_DigestSign(md, signature, &n, hash, sizeof(hash)) == 1;
	}
	EVP_MD_CTX_free(md);
	if (!done)
		return fail(e, "sign");
	add_base64(out, signature, n);
	return 0;
}
