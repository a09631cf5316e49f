/* secret - the keys that nlctl makes for itself.  See secret.h. */
#include "people/secret.h"

#include "io/random.h"
#include "util/xalloc.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define KEY_SIZE 32

/* 1: *out is it; 0: there is none. */
static int
look_up(struct db *db, const char *name, unsigned char *out, size_t size, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SECRET_GET);
	int rc;

	bind_text(st, ":name", name);
	rc = stmt_step(st, e);
	if (rc > 0 && col_span(st, 0).n != size)
		rc = err_set(e, ERR_CONFIG, "database '%s': the key '%s' is damaged",
		    db_path(db), name);
	if (rc > 0)
		memcpy(out, col_span(st, 0).s, size);
	stmt_reset(st);
	return rc;
}

int
secret_get(
    struct db *db, const char *name, unsigned char *out, size_t size, struct err *e)
{
	struct random real = { 0 };
	struct stmt *st;
	int rc = look_up(db, name, out, size, e);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	random_bytes(&real, out, size);
	st = db_stmt(db, SQL_SECRET_MAKE);
	bind_text(st, ":name", name);
	bind_blob(st, ":value", out, size);
	if (stmt_run(st, e) < 0)
		return -1;
	/* Read again what was made: another process may have been quicker. */
	return look_up(db, name, out, size, e) > 0 ? 0 : -1;
}

int
secret_exists(struct db *db, const char *name, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SECRET_GET);
	int rc;

	bind_text(st, ":name", name);
	rc = stmt_step(st, e);
	stmt_reset(st);
	return rc;
}

int
secret_mac(struct db *db, const char *name, const char *text,
    unsigned char out[SECRET_MAC_SIZE], struct err *e)
{
	unsigned char key[KEY_SIZE];
	unsigned n;

	if (secret_get(db, name, key, sizeof(key), e) < 0)
		return -1;
	if (HMAC(EVP_sha256(), key, sizeof(key), (const unsigned char *)text,
		strlen(text), out, &n) == NULL ||
	    n != SECRET_MAC_SIZE)
		BUG("HMAC-SHA256 failed");
	OPENSSL_cleanse(key, sizeof(key));
	return 0;
}
