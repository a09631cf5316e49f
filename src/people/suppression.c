/* suppression - addresses and domains that get no mail.  See suppression.h. */
#include "people/suppression.h"

#include "people/pattern.h"
#include "people/secret.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

struct suppression {
	struct db *db;
	EVP_MAC *mac;
	EVP_MAC_CTX *ctx;
	bool patterns; /* is any blocked? */
	struct arena scratch;
};

static const char *const reason_names[] = { "", "bounced", "complained", "forgotten",
	"blocked" };

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

static int
look_for_patterns(struct suppression *s, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_PATTERNS);

	if (stmt_step(st, e) < 0)
		return -1;
	s->patterns = col_int(st, 0) != 0;
	stmt_reset(st);
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
	if (look_for_patterns(s, e) < 0) {
		suppression_close(s);
		return -1;
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
	arena_release(&s->scratch);
	xfree(s);
}

void
suppression_hash(
    struct suppression *s, const char *text, unsigned char out[SUPPRESSION_HASH_SIZE])
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

struct found {
	enum suppression_reason reason;
	bool mark; /* by a pattern alone */
};

static int
find(struct suppression *s, const char *text, struct found *out, struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	struct stmt *st;
	int rc;

	suppression_hash(s, text, h);
	st = db_stmt(s->db, SQL_SUPPRESSION_BY_HASH);
	bind_blob(st, ":hash", h, sizeof(h));
	rc = stmt_step(st, e);
	*out = (struct found){ SUPPRESSION_NONE, false };
	if (rc > 0) {
		out->reason = suppression_reason_of(col_text(st, 0));
		out->mark = col_int(st, 1) != 0;
		stmt_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

int
suppression_own(
    struct suppression *s, const char *key, enum suppression_reason *out, struct err *e)
{
	struct found found;

	if (find(s, key, &found, e) < 0)
		return -1;
	*out = found.mark ? SUPPRESSION_NONE : found.reason;
	return 0;
}

int
suppression_pattern(struct suppression *s, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	const char *at = strrchr(key, '@') + 1, *pattern;
	struct found found;
	bool first = true;

	*out = NULL;
	if (!s->patterns)
		return 0;
	for (; pattern_next(&at, first, a, &pattern); first = false) {
		if (find(s, pattern, &found, e) < 0)
			return -1;
		if (found.reason != SUPPRESSION_NONE) {
			*out = pattern;
			return 0;
		}
	}
	return 0;
}

int
suppression_check(struct suppression *s, const struct address *address,
    enum suppression_reason *out, struct err *e)
{
	const char *pattern;
	struct found found;
	int rc = 0;

	if (find(s, address->key, &found, e) < 0)
		return -1;
	*out = found.reason;
	if (*out == SUPPRESSION_BLOCKED)
		return 0;
	rc = suppression_pattern(s, address->key, &s->scratch, &pattern, e);
	if (rc == 0 && pattern != NULL)
		*out = SUPPRESSION_BLOCKED;
	arena_reset(&s->scratch);
	return rc;
}

static void
bind_contact(struct stmt *st, int64_t contact)
{
	if (contact != 0)
		bind_int(st, ":contact", contact);
	else
		bind_null(st, ":contact");
}

static int
put(struct suppression *s, const unsigned char h[SUPPRESSION_HASH_SIZE],
    const struct suppression_new *row, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_PUT);

	bind_blob(st, ":hash", h, SUPPRESSION_HASH_SIZE);
	bind_text(st, ":reason", suppression_reason_name(row->reason));
	bind_contact(st, row->contact);
	bind_int(st, ":now", row->now);
	bind_text(st, ":source", row->source);
	if (pattern_is(row->key)) {
		bind_text(st, ":pattern", row->key);
		s->patterns = true;
	}
	return stmt_run(st, e);
}

int
suppression_add(struct suppression *s, const struct suppression_new *row, bool *changed,
    struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	struct found before;

	if (changed != NULL)
		*changed = false;
	if (find(s, row->key, &before, e) < 0)
		return -1;
	if (!before.mark && before.reason >= row->reason)
		return 0;
	suppression_hash(s, row->key, h);
	if (changed != NULL)
		*changed = true;
	return put(s, h, row, e);
}

static int
delete_row(
    struct suppression *s, const unsigned char h[SUPPRESSION_HASH_SIZE], struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_DELETE);

	bind_blob(st, ":hash", h, SUPPRESSION_HASH_SIZE);
	return stmt_run(st, e);
}

/* A contact without a reason of its own, where a pattern means it. */
static int
mark_where_meant(struct suppression *s, const struct suppression_meant *m, int64_t now,
    bool *marked, struct err *e)
{
	const char *pattern;
	int rc = suppression_pattern(s, m->key, &s->scratch, &pattern, e);

	*marked = rc == 0 && pattern != NULL;
	if (*marked)
		rc = suppression_mark(s, m, pattern, now, e);
	arena_reset(&s->scratch);
	return rc;
}

int
suppression_lift(struct suppression *s, const char *key, int64_t contact, int64_t now,
    enum suppression_reason *was, struct err *e)
{
	struct suppression_meant m = { contact, key };
	unsigned char h[SUPPRESSION_HASH_SIZE];
	bool marked;

	if (suppression_own(s, key, was, e) < 0)
		return -1;
	if (*was == SUPPRESSION_NONE)
		return 0;
	suppression_hash(s, key, h);
	if (delete_row(s, h, e) < 0)
		return -1;
	return contact != 0 ? mark_where_meant(s, &m, now, &marked, e) : 0;
}

int
suppression_lift_pattern(
    struct suppression *s, const char *pattern, bool *was, struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];

	suppression_hash(s, pattern, h);
	if (delete_row(s, h, e) < 0)
		return -1;
	*was = db_changes(s->db) > 0;
	return 0;
}

int
suppression_meant(struct db *db, const char *pattern, const char **after, struct arena *a,
    struct suppression_meant *out, struct err *e)
{
	const char *tail = pattern_tail(pattern);
	struct stmt *st = db_stmt(db, SQL_CONTACT_OF_DOMAIN);
	int n = 0, rc;

	bind_text(st, ":after", *after);
	bind_int(st, ":from", -(int64_t)strlen(tail));
	bind_text(st, ":domain", tail);
	bind_int(st, ":limit", SUPPRESSION_SOME);
	while ((rc = stmt_step(st, e)) > 0) {
		out[n++] = (struct suppression_meant){ col_int(st, 0),
			arena_strdup(a, col_text(st, 1)) };
	}
	if (n > 0)
		*after = out[n - 1].key;
	return rc < 0 ? -1 : n;
}

int
suppression_mark(struct suppression *s, const struct suppression_meant *m,
    const char *pattern, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_MARK);
	unsigned char h[SUPPRESSION_HASH_SIZE];

	suppression_hash(s, m->key, h);
	bind_blob(st, ":hash", h, sizeof(h));
	bind_int(st, ":contact", m->contact);
	bind_text(st, ":pattern", pattern);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}

/* Lift one mark, or hand it to another pattern. */
static int
unmark(struct suppression *s, struct span h, const char *key, struct err *e)
{
	const char *other;
	struct stmt *st;

	if (suppression_pattern(s, key, &s->scratch, &other, e) < 0)
		return -1;
	if (other == NULL)
		return delete_row(s, (const unsigned char *)h.s, e);
	st = db_stmt(s->db, SQL_SUPPRESSION_REMARK);
	bind_blob(st, ":hash", h.s, h.n);
	bind_text(st, ":pattern", other);
	return stmt_run(st, e);
}

int
suppression_unmark_some(struct suppression *s, const char *pattern, struct err *e)
{
	struct stmt *st = db_stmt(s->db, SQL_SUPPRESSION_MARKED);
	struct span h[SUPPRESSION_SOME];
	const char *keys[SUPPRESSION_SOME];
	struct arena a = { 0 };
	int n = 0, i, rc;

	bind_text(st, ":pattern", pattern);
	bind_int(st, ":limit", SUPPRESSION_SOME);
	while ((rc = stmt_step(st, e)) > 0) {
		h[n] = col_span(st, 0);
		h[n].s = arena_memdup(&a, h[n].s, h[n].n);
		keys[n++] = arena_strdup(&a, col_text(st, 1));
	}
	for (i = 0; i < n && rc == 0; i++)
		rc = unmark(s, h[i], keys[i], e);
	arena_reset(&s->scratch);
	arena_release(&a);
	return rc < 0 ? -1 : n;
}

int
suppression_each(struct db *db,
    int (*each)(void *arg, const struct suppression_row *row, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUPPRESSION_ROWS);
	struct span h;
	int rc;

	while ((rc = stmt_step(st, e)) > 0) {
		struct suppression_row row = { .address = col_text(st, 0),
			.pattern = col_text(st, 1),
			.reason = col_text(st, 3),
			.since = col_int(st, 4),
			.source = col_text(st, 5),
			.contacts = col_int(st, 6) };

		h = col_span(st, 2);
		if (h.n != SUPPRESSION_HASH_SIZE)
			BUG("a suppression hash of %zu octets", h.n);
		str_hex(row.hash, (const unsigned char *)h.s, h.n);
		if (each(arg, &row, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}

/* The strongest reason of their own among the rows of the two contacts and of hash
 * h. */
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

static int
of_both(
    struct suppression *s, enum sql id, const struct suppression_moved *m, struct err *e)
{
	struct stmt *st = db_stmt(s->db, id);

	bind_int(st, ":from", m->from);
	bind_int(st, ":to", m->to);
	return stmt_run(st, e);
}

int
suppression_move(struct suppression *s, const struct suppression_moved *m,
    enum suppression_reason *out, struct err *e)
{
	unsigned char h[SUPPRESSION_HASH_SIZE];
	struct suppression_new row = { .contact = m->to, .key = m->key };
	struct suppression_meant meant = { m->to, m->key };
	struct arena a = { 0 };
	bool marked;
	int rc = -1;

	suppression_hash(s, m->key, h);
	if (strongest(s, m->from, m->to, h, &row, &a, e) < 0 ||
	    of_both(s, SQL_SUPPRESSION_UNMARK, m, e) < 0 ||
	    of_both(s, SQL_SUPPRESSION_RELEASE, m, e) < 0)
		goto out;
	*out = row.reason;
	if (row.reason != SUPPRESSION_NONE) {
		rc = put(s, h, &row, e);
		goto out;
	}
	rc = mark_where_meant(s, &meant, m->now, &marked, e);
	if (rc == 0 && marked)
		*out = SUPPRESSION_BLOCKED;
out:
	arena_release(&a);
	return rc;
}
