/* DKIM: the examples of RFC 6376 and RFC 8463, foreign canonical forms, and what
 * our own fields look like.  Whether others verify them: tests/e2e/dkim.t. */
#include "issue/dkim.h"
#include "issue/dkim_canon.h"
#include "tap.h"
#include "util/xalloc.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <stdlib.h>

#define TEXT_MAX (1u << 20)

/* RFC 8463 appendix A.2: published, so nobody's secret. */
static const char rsa_pem[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi\n"
    "Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM\n"
    "KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB\n"
    "AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm\n"
    "6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe\n"
    "zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy\n"
    "6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc\n"
    "uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy\n"
    "WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd\n"
    "WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a\n"
    "licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst\n"
    "o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe\n"
    "uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL\n"
    "-----END RSA PRIVATE KEY-----\n";

/* The seed nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A= in PKCS#8. */
static const char ed25519_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

static const char joe[] =
    "From: Joe SixPack <joe@football.example.com>\r\n"
    "To: Suzie Q <suzie@shopping.example.net>\r\n"
    "Subject: Is dinner ready?\r\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
    "\r\n"
    "Hi.\r\n"
    "\r\n"
    "We lost the game.  Are you hungry yet?\r\n"
    "\r\n"
    "Joe.\r\n";

/* RFC 8463 appendix A.3: the fields without b=, and b=. */
static const struct {
	const char *pem, *field, *signature;
} vectors[] = {
	{ ed25519_pem,
	    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
	    " d=football.example.com; i=@football.example.com;\r\n"
	    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
	    " subject : date : message-id : from : subject : date;\r\n"
	    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	    " b=",
	    "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus"
	    "Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==" },
	{ rsa_pem,
	    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
	    " d=football.example.com; i=@football.example.com;\r\n"
	    " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
	    " date : message-id : from : subject : date;\r\n"
	    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	    " b=",
	    "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3"
	    "DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz"
	    "dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=" },
};

static void
take(void *arg, struct span piece)
{
	buf_add(arg, piece.s, piece.n);
}

static const struct {
	const char *in, *want;
} bodies[] = {
	/* RFC 6376 section 3.4.5 */
	{ " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n" },
	{ "", "" },
	{ "\r\n", "" },
	{ " \t\r\n\r\n \r\n", "" },
	{ "a", "a\r\n" },
	{ "a ", "a\r\n" },
	{ "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
	{ "a\r\n \t\r\n\r\nb", "a\r\n\r\n\r\nb\r\n" },
	{ "\r\n\r\na\r\n", "\r\n\r\na\r\n" },
	{ "a  b\tc \t d\r\n", "a b c d\r\n" },
	{ "  a\r\n\tb\r\n", " a\r\n b\r\n" },
	{ "a\rb\nc\r\n", "a\rb\nc\r\n" },
	{ "a\r", "a\r\r\n" },
};

static const struct {
	const char *in, *want;
} fields[] = {
	/* RFC 6376 section 3.4.5 */
	{ "A: X\r\n", "a:X" },
	{ "B : Y\t\r\n\tZ  \r\n", "b:Y Z" },
	{ "Subject:\r\n", "subject:" },
	{ "Subject: \r\n \r\n", "subject:" },
	{ "SUBJect:AbC\r\n", "subject:AbC" },
	{ "x:  a  b\t\tc: d ", "x:a b c: d" },
	{ "no colon\r\n", ":no colon" },
	{ "no\r\n colon: here\r\n", ":no colon: here" },
	{ ": no name\r\n", ":: no name" },
};

static void
test_canon(void)
{
	struct buf out;
	size_t i;

	buf_init(&out, TEXT_MAX);
	for (i = 0; i < LENGTH(bodies); i++) {
		buf_reset(&out);
		dkim_canon_body(span_of(bodies[i].in), take, &out);
		is_str(out.data, bodies[i].want, "body %zu", i);
	}
	for (i = 0; i < LENGTH(fields); i++) {
		buf_reset(&out);
		dkim_canon_field(span_of(fields[i].in), &out);
		is_str(out.data, fields[i].want, "field %zu", i);
	}
	buf_release(&out);
}

/* A file of the corpora with its line ends as mail has them; -1: it is not there. */
static int
load(const char *folder, const char *name, const char *number, struct buf *out)
{
	char path[4096];
	FILE *f;
	int c, before = 0;

	snprintf(path, sizeof(path), "%s/mime/dkim/canon/%s.%s", folder, name, number);
	f = fopen(path, "rb");
	if (f == NULL)
		return -1;
	buf_reset(out);
	for (; (c = getc(f)) != EOF; before = c) {
		if (c == '\n' && before != '\r')
			buf_addc(out, '\r');
		buf_addc(out, (char)c);
	}
	fclose(f);
	return 0;
}

/* Messages with their canonical forms, as another implementation has them. */
static void
test_corpora(void)
{
	const char *folder = getenv("NLCTL_CORPORA");
	struct buf in, want, out;
	struct span rest, field;
	char number[8];
	int i, seen = 0;

	if (folder == NULL)
		folder = "../shared/corpora";
	buf_init(&in, TEXT_MAX);
	buf_init(&want, TEXT_MAX);
	buf_init(&out, TEXT_MAX);
	for (i = 1; i < 100; i++) {
		snprintf(number, sizeof(number), "%02d", i);
		if (load(folder, "email", number, &in) < 0 ||
		    load(folder, "relaxed.expected", number, &want) < 0)
			continue;
		seen++;
		buf_reset(&out);
		rest = (struct span){ in.data, in.len };
		while (dkim_canon_next(&rest, &field)) {
			dkim_canon_field(field, &out);
			buf_adds(&out, "\r\n");
		}
		buf_adds(&out, "\r\n");
		dkim_canon_body(rest, take, &out);
		is_mem(
		    out.data, out.len, want.data, want.len, "corpora: email.%s", number);
	}
	if (seen == 0)
		skip("no corpora: set NLCTL_CORPORA");
	buf_release(&in);
	buf_release(&want);
	buf_release(&out);
}

static struct dkim_key *
key(const char *pem, const char *selector)
{
	struct dkim_key *k;
	struct err e = { 0 };

	if (dkim_key_read(&k, span_of(pem), "football.example.com", selector, &e) < 0)
		printf("# %s\n", e.msg);
	return k;
}

static void
hash(void *md, struct span piece)
{
	EVP_DigestUpdate(md, piece.s, piece.n);
}

/* The body's hash, and the signatures of RFC 8463: both algorithms always give the
 * same for the same text. */
static void
test_vectors(void)
{
	static const int order[] = { 0, 1, 2, 3, 4, 0, 2, 3 };
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char digest[32];
	struct span parts[8], rest = span_of(joe), field;
	char base64[48];
	struct err e = { 0 };
	struct buf text, got;
	struct dkim_key *k;
	size_t i, n = 0;

	buf_init(&text, TEXT_MAX);
	buf_init(&got, TEXT_MAX);
	while (dkim_canon_next(&rest, &field))
		parts[n++] = field;
	is_int(n, 5, "the example has five fields");
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	dkim_canon_body(rest, hash, md);
	EVP_DigestFinal_ex(md, digest, NULL);
	EVP_EncodeBlock((unsigned char *)base64, digest, sizeof(digest));
	is_str(base64, "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=", "bh=");
	for (i = 0; i < LENGTH(vectors); i++) {
		buf_reset(&text);
		buf_reset(&got);
		/* The second of each name stands for a field that is not there. */
		for (n = 0; n < 5; n++) {
			dkim_canon_field(parts[order[n]], &text);
			buf_adds(&text, "\r\n");
		}
		dkim_canon_field(span_of(vectors[i].field), &text);
		k = key(vectors[i].pem, "test");
		is_int(dkim_key_sign(k, (struct span){ text.data, text.len }, &got, &e),
		    0, "vector %zu is signed", i);
		is_str(got.data, vectors[i].signature, "vector %zu: b=", i);
		dkim_key_free(k);
	}
	EVP_MD_CTX_free(md);
	buf_release(&text);
	buf_release(&got);
}

static void
test_record(void)
{
	struct dkim_key *rsa = key(rsa_pem, "test"), *ed = key(ed25519_pem, "brisbane");
	struct buf out;

	buf_init(&out, TEXT_MAX);
	dkim_key_record(ed, &out);
	is_str(out.data,
	    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	    "the record of an Ed25519 key");
	buf_reset(&out);
	dkim_key_record(rsa, &out);
	is_str(out.data,
	    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6Np"
	    "P3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBs"
	    "CR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3Q"
	    "IDAQAB",
	    "the record of an RSA key");
	is_int(dkim_key_bits(rsa), 1024, "its bits");
	is_int(dkim_key_algorithm(ed), DKIM_ED25519, "the other is no RSA key");
	buf_release(&out);
	dkim_key_free(rsa);
	dkim_key_free(ed);
}

/* What stands in h=, in lower case, blanks taken out. */
static void
names_of(const char *message, char *out, size_t size)
{
	const char *p = strstr(message, " h=");
	size_t n = 0;

	for (p = p != NULL ? p + 3 : ""; *p != ';' && *p != '\0' && n + 1 < size; p++) {
		if (*p != '\r' && *p != '\n' && *p != ' ')
			out[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	}
	out[n] = '\0';
}

static void
test_fields(void)
{
	struct dkim_key *keys[] = { key(rsa_pem, "test"), key(ed25519_pem, "brisbane") };
	char names[4096], *p, *end;
	struct err e = { 0 };
	struct buf message;
	size_t length;

	buf_init(&message, TEXT_MAX);
	buf_adds(&message,
	    "X-Other: left out\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	    "list-id : folded\r\n <a.example>\r\n");
	buf_adds(&message, joe);
	length = message.len;
	is_int(dkim_sign(keys, 2, 1528637909, &message, &e), 0, "two signatures");
	ok(strcmp(message.data + message.len - strlen(joe), joe) == 0,
	    "the message itself is as it was");
	names_of(message.data, names, sizeof(names));
	is_str(names,
	    "message-id:date:subject:to:from:list-id:list-unsubscribe-post:"
	    "from:reply-to:to:cc:subject:date:message-id:mime-version:content-type:"
	    "content-transfer-encoding:list-unsubscribe:list-unsubscribe-post",
	    "what is signed, and what may not be added");
	ok(strstr(message.data, "a=rsa-sha256") <
		strstr(message.data, "a=ed25519-sha256"),
	    "the first key's is on top");
	contains(message.data, " t=1528637909;", "the time");
	contains(message.data, " d=football.example.com;", "the domain");
	contains(message.data, " s=test;", "the selector");
	for (p = message.data; p < message.data + message.len - length; p = end + 2) {
		end = strstr(p, "\r\n");
		if (end - p > 78 || strchr(" D", *p) == NULL)
			break;
	}
	ok(p == message.data + message.len - length, "lines of 78 columns, each folded");
	buf_release(&message);
	dkim_key_free(keys[0]);
	dkim_key_free(keys[1]);
}

/* What no message of ours is: it is refused, and stays as it was. */
static void
test_limits(void)
{
	struct dkim_key *k = key(ed25519_pem, "s");
	struct err e = { 0 };
	struct buf message;
	int i;

	buf_init(&message, TEXT_MAX);
	for (i = 0; i < 300; i++)
		buf_printf(&message, "X-%d: y\r\n", i);
	is_int(dkim_sign(&k, 1, 0, &message, &e), -1, "300 fields");
	contains(e.msg, "over 256 header fields", "300 fields");
	buf_release(&message);
	err_clear(&e);
	buf_init(&message, strlen(joe) + 20);
	buf_adds(&message, joe);
	is_int(dkim_sign(&k, 1, 0, &message, &e), -1, "no room");
	contains(e.msg, "too long", "no room");
	is_str(message.data, joe, "no room: it is as it was");
	buf_release(&message);
	err_clear(&e);
	buf_init(&message, TEXT_MAX);
	is_int(dkim_sign(&k, 1, 0, &message, &e), 0, "an empty message");
	contains(message.data, "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;",
	    "an empty body is hashed as nothing");
	buf_release(&message);
	dkim_key_free(k);
}

static const struct {
	const char *pem, *why;
} bad_keys[] = {
	{ "", "no private key in it" },
	{ "-----BEGIN PUBLIC KEY-----\n", "public half" },
	{ "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n", "damaged" },
	{ "-----BEGIN OPENSSH PRIVATE KEY-----\n", "ssh" },
	/* prime256v1 */
	{ "-----BEGIN PRIVATE KEY-----\n"
	  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCFrPX6RQTjmUNgRm\n"
	  "mZyA9eboubhnXB+pXOkrH6fqiSihRANCAAROM1yyiXB6Yk+46f4qz+hGtVKwt2GB\n"
	  "UVWDHGLCo4mrUQrzX5t+6nZNvssIPUQ8BSOLyAabHGh2eOZEt/2fH2P0\n"
	  "-----END PRIVATE KEY-----\n",
	    "neither an RSA nor an Ed25519 key" },
};

/* A key of our own making, with so many bits, or with a pass phrase. */
static void
refuse(int bits, const char *phrase, const char *why)
{
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
	BIO *bio = BIO_new(BIO_s_mem());
	struct dkim_key *k;
	struct err e = { 0 };
	char *pem;
	long n;

	PEM_write_bio_PKCS8PrivateKey(bio, pkey,
	    phrase != NULL ? EVP_aes_128_cbc() : NULL, phrase,
	    phrase != NULL ? (int)strlen(phrase) : 0, NULL, NULL);
	n = BIO_get_mem_data(bio, &pem);
	is_int(dkim_key_read(&k, (struct span){ pem, (size_t)n }, "a.example", "s", &e),
	    -1, "%s: refused", why);
	ok(k == NULL, "%s: there is no key", why);
	is_int(e.kind, ERR_CONFIG, "%s: kind", why);
	contains(e.msg, why, "%s", why);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
}

static void
test_keys(void)
{
	struct err e;
	struct dkim_key *k;
	struct buf pem;
	size_t i;
	int a;

	for (i = 0; i < LENGTH(bad_keys); i++) {
		e = (struct err){ 0 };
		is_int(dkim_key_read(&k, span_of(bad_keys[i].pem), "a.example", "s", &e),
		    -1, "bad key %zu", i);
		contains(e.msg, bad_keys[i].why, "bad key %zu", i);
	}
	refuse(768, NULL, "768 bits are too few");
	refuse(1024, "secret", "pass phrase");
	for (a = DKIM_RSA; a <= DKIM_ED25519; a++) {
		e = (struct err){ 0 };
		buf_init(&pem, DKIM_KEY_MAX);
		is_int(
		    dkim_key_make((enum dkim_algorithm)a, &pem, &e), 0, "make key %d", a);
		k = key(pem.data, "s");
		ok(k != NULL && dkim_key_algorithm(k) == (enum dkim_algorithm)a,
		    "key %d is read back", a);
		is_int(dkim_key_bits(k), a == DKIM_RSA ? 2048 : 256, "key %d: bits", a);
		dkim_key_free(k);
		buf_release(&pem);
	}
}

int
main(void)
{
	test_canon();
	test_corpora();
	test_vectors();
	test_record();
	test_fields();
	test_limits();
	test_keys();
	return done_testing();
}
