/* suppression - addresses that get no mail.  See suppression.h. */
#include "people/suppression.h"

#include "people/secret.h"
#include "util/xalloc.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

struct suppression {
	struct db *db;
	EVP_MAC *mac;
	EVP_MAC_CTX *ctx;
};

static const char *const reason_names[] = { "", "bounced", "complained", "blocked",
	"forgotten" };

const char *
suppression_reason_name(enum suppression_reason r)
{
	return reason_names[r];
}

enum suppression_reason
suppression_reason_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(reason_names); i++) {
		if (str_eq(name, reason_names[i]))
			return (enum suppression_reason)i;
	}
	return SUPPRESSION_NONE;
}

static int
start(struct suppression *s, const unsigned char *key)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};

	s->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	s->ctx = s->mac != NULL ? EVP_MAC_CTX_new(s->mac) : NULL;
	if (s->ctx == NULL || !EVP_MAC_init(s->ctx, key, SUPPRESSION_HASH_SIZE, params))
		return -1;
	return 0;
}

int
suppression_open(struct suppression **out, struct db *db, struct err *e)
{
	unsigned char key[SUPPRESSION_HASH_SIZE];
	struct suppression *s;
	int rc;

	*out = NULL;
	if (secret_get(db, "suppression", key, sizeof(key), e) < 0)
		return -1;
	s = xcalloc(1, sizeof(*s));
	s->db = db;
	rc = start(s, key);
	memset(key, 0, sizeof(key));
	if (rc < 0) {
		suppression_close(s);
		return err_set(e, ERR_SYSTEM, "OpenSSL has no HMAC-SHA256");
	}
	*out = s;
	return 0;
}

void
suppression_close(struct suppression *s)
{
	if (s == NULL)
		return;
	EVP_MAC_CTX_free(s->ctx);
	EVP_MAC_free(s->mac);
	xfree(s);
}

static void
hash(struct suppression *s, const char *text, unsigned char out[SUPPRESSION_HASH_SIZE])
{
	size_t n;

	/* Without a key: start again with the one it has. */
	if (!EVP_MAC_init(s->ctx, NULL, 0, NULL) ||
	    !EVP_MAC_update(s->ctx, (const unsigned char *)text, strlen(text)) ||
	    !EVP_MAC_final(s->ctx, out, &n, SUPPRESSION_HASH_SIZE) ||
	    n != SUPPRESSION_HASH_SIZE)
		BUG("HMAC-SHA256 failed");
}

int
suppression_any(struct suppression *s, bool *out, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_EXISTS);

	if (stmt_step(st, e) < 0)
		return -1;
	*out = col_int(st, 0) != 0;
	stmt_reset(st);
	return 0;
}

static int
check_text(
    struct suppression *s, const char *text, enum suppression_reason *out, struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	struct stmt *st;
	int rc;

	hash(s, text, h);
	st = db_stmt(s->db, SQL_SUPPRESSION_BY_HASH);
	bind_blob(st, ":hash", h, sizeof(h));
	rc = stmt_step(st, e);
	*out = SUPPRESSION_NONE;
	if (rc > 0) {
		*out = suppression_reason_of(col_text(st, 0));
		stmt_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

int
suppression_check(struct suppression *s, const struct address *address,
    enum suppression_reason *out, struct err *e)
{
	if (check_text(s, address->key, out, e) < 0)
		return -1;
	if (*out != SUPPRESSION_NONE)
		return 0;
	/* A domain begins behind the "@" of its key: that is "@DOMAIN". */
	return check_text(s, address->domain - 1, out, e);
}

static int
put(struct suppression *s, const unsigned char h[SUPPRESSION_HASH_SIZE],
    const struct suppression_new *row, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_PUT);

	bind_blob(st, ":hash", h, SUPPRESSION_HASH_SIZE);
	bind_text(st, ":reason", suppression_reason_name(row->reason));
	if (row->contact != 0)
		bind_int(st, ":contact", row->contact);
	else
		bind_null(st, ":contact");
	bind_int(st, ":now", row->now);
	bind_text(st, ":source", row->source);
	return stmt_run(st, e);
}

int
suppression_blocks(
    struct suppression *s, const struct address *address, bool *out, struct err *e)
{
	enum suppression_reason own, domain;

	if (check_text(s, address->key, &own, e) < 0 ||
	    check_text(s, address->domain - 1, &domain, e) < 0)
		return -1;
	*out = own == SUPPRESSION_BLOCKED || domain == SUPPRESSION_BLOCKED;
	return 0;
}

int
suppression_lift(struct suppression *s, const struct address *address,
    enum suppression_reason *was, struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	struct stmt *st;

	if (check_text(s, address->key, was, e) < 0)
		return -1;
	if (*was == SUPPRESSION_NONE)
		return 0;
	hash(s, address->key, h);
	st = db_stmt(s->db, SQL_SUPPRESSION_LIFT);
	bind_blob(st, ":hash", h, sizeof(h));
	return stmt_run(st, e);
}

int
suppression_add(struct suppression *s, const struct suppression_new *row, bool *changed,
    struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	enum suppression_reason before;

	if (changed != NULL)
		*changed = false;
	if (check_text(s, row->key, &before, e) < 0)
		return -1;
	if (before >= row->reason)
		return 0;
	hash(s, row->key, h);
	if (changed != NULL)
		*changed = true;
	return put(s, h, row, e);
}

/* The strongest reason among the rows of the two contacts and of hash h. */
static int
strongest(struct suppression *s, int64_t from, int64_t to,
    const unsigned char h[SUPPRESSION_HASH_SIZE], struct suppression_new *out,
    struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_OF_TWO);
	enum suppression_reason reason;
	int rc;

	bind_int(st, ":from", from);
	bind_int(st, ":to", to);
	bind_blob(st, ":hash", h, SUPPRESSION_HASH_SIZE);
	while ((rc = stmt_step(st, e)) > 0) {
		reason = suppression_reason_of(col_text(st, 0));
		if (reason <= out->reason)
			continue;
		out->reason = reason;
		out->now = col_int(st, 1);
		out->source = arena_strdup(a, col_text(st, 2));
	}
	return rc;
}

int
suppression_move(struct suppression *s, int64_t from, int64_t to, const char *key,
    enum suppression_reason *out, struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	struct suppression_new row = { .contact = to, .key = key };
	struct arena a = { 0 };
	struct stmt *st;
	int rc = -1;

	hash(s, key, h);
	if (strongest(s, from, to, h, &row, &a, e) < 0)
		goto out;
	*out = row.reason;
	st = db_stmt(s->db, SQL_SUPPRESSION_RELEASE);
	bind_int(st, ":from", from);
	bind_int(st, ":to", to);
	if (stmt_run(st, e) == 0)
		rc = row.reason != SUPPRESSION_NONE ? put(s, h, &row, e) : 0;
out:
	arena_release(&a);
	return rc;
}
