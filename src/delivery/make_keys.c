/* make_keys - new DKIM keys for a domain.  See make_keys.h. */
#include "delivery/make_keys.h"

#include "io/file.h"
#include "issue/dkim.h"
#include "people/address.h"
#include "util/file_path.h"
#include "util/xalloc.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SELECTORS "nlctl-rsa,nlctl-ed25519" /* where none is set */

struct making {
	struct made_keys *made;
	const char *selectors[SETTING_KEYS_MAX];
	const char *selector, *key; /* the settings */
	struct arena *arena;
};

static int
refuse_set(const char *key, struct err *e)
{
	return err_set(e, ERR_CONFLICT,
	    "'dkim.key' is set already, to '%s': for a new key set 'dkim.selector' to a "
	    "new name and unset 'dkim.key'; the old record stays in the DNS until all "
	    "that was signed with it has arrived",
	    key);
}

/* A setting as this list, or without one all, have it: not what a list inherits. */
static int
read_own(struct making *m, struct settings *settings, int64_t list, const char *key,
    const char **out, struct err *e)
{
	enum setting_origin origin;

	if (setting_explain(settings, list, key, m->arena, out, &origin, e) < 0)
		return -1;
	if (list != 0 && origin == SETTING_FROM_CONFIG)
		*out = "";
	return 0;
}

/* dkim.domain, else that of the sender. */
static int
read_domain(struct making *m, struct settings *settings, const struct issue_list *list,
    bool for_all, struct err *e)
{
	const char *value, *name;
	struct address from;

	if (read_own(m, settings, for_all ? 0 : list->id, "dkim.domain", &value, e) < 0)
		return -1;
	if (*value != '\0')
		return address_domain(&m->made->domain, span_of(value), m->arena, e);
	if (setting_get_checked(settings, list->id, "from", m->arena, &value, e) < 0)
		return -1;
	if (*value == '\0')
		return err_set(e, ERR_CONFIG,
		    "whose key? Set 'from', for example nlctl config from "
		    "'My list <news@example.org>', or 'dkim.domain'");
	setting_split_address(value, m->arena, &name, &value);
	if (address_parse(&from, span_of(value), m->arena, e) < 0)
		return err_ctx(e, "setting 'from'");
	m->made->domain = from.domain;
	return 0;
}

static int
read_settings(struct making *m, struct settings *settings, const struct issue_list *list,
    bool for_all, struct err *e)
{
	if (read_own(m, settings, for_all ? 0 : list->id, "dkim.key", &m->key, e) < 0)
		return -1;
	if (*m->key != '\0')
		return refuse_set(m->key, e);
	if (read_domain(m, settings, list, for_all, e) < 0 ||
	    setting_get_checked(
		settings, list->id, "dkim.selector", m->arena, &m->selector, e) < 0)
		return -1;
	if (*m->selector == '\0')
		m->selector = SELECTORS;
	m->made->n = setting_split_commas(m->selector, m->arena, m->selectors);
	return 0;
}

/* The folder of the database, in full: nlctl is started from anywhere. */
static const char *
database_folder(struct db *db, struct arena *a)
{
	char whole[PATH_MAX];

	return file_path_folder(
	    realpath(db_path(db), whole) != NULL ? whole : db_path(db), a);
}

static int
make_file(struct making *m, size_t i, const char *folder, struct err *e)
{
	const char *path = arena_printf(
	    m->arena, "%sdkim-%s-%s.pem", folder, m->made->domain, m->selectors[i]);
	struct buf pem;
	int rc;

	if (strchr(path, ',') != NULL)
		return err_set(e, ERR_CONFIG,
		    "'%s' has a comma in it, which stands between two files: move the "
		    "database, or make the keys with openssl",
		    path);
	m->made->paths[i] = path;
	buf_init(&pem, DKIM_KEY_MAX);
	/* At once, or growing would leave copies of a secret behind. */
	buf_reserve(&pem, DKIM_KEY_MAX);
	rc = dkim_key_make(i == 0 ? DKIM_RSA : DKIM_ED25519, &pem, e);
	if (rc == 0 && file_create(path, (struct span){ pem.data, pem.len }, e) < 0)
		rc = err_ctx(e, "the key file");
	explicit_bzero(pem.data, pem.len);
	buf_release(&pem);
	return rc;
}

/* A second file that cannot be made takes the first one with it. */
static int
make_files(struct making *m, const char *folder, struct err *e)
{
	size_t i;

	for (i = 0; i < m->made->n; i++) {
		if (make_file(m, i, folder, e) == 0)
			continue;
		while (i-- > 0)
			unlink(m->made->paths[i]);
		return -1;
	}
	m->key = m->made->n == 1
	    ? m->made->paths[0]
	    : arena_printf(m->arena, "%s,%s", m->made->paths[0], m->made->paths[1]);
	return 0;
}

static int
set_all(struct making *m, struct db *db, int64_t list, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (setting_set(db, list, "dkim.domain", m->made->domain, e) == 0 &&
	    setting_set(db, list, "dkim.selector", m->selector, e) == 0 &&
	    setting_set(db, list, "dkim.key", m->key, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

int
make_keys(struct made_keys *out, struct db *db, struct settings *settings,
    const struct issue_list *list, bool for_all, struct arena *a, struct err *e)
{
	struct making m = { .made = out, .arena = a };
	size_t i;

	*out = (struct made_keys){ 0 };
	if (read_settings(&m, settings, list, for_all, e) < 0 ||
	    make_files(&m, database_folder(db, a), e) < 0)
		return -1;
	if (set_all(&m, db, for_all ? 0 : list->id, e) == 0)
		return 0;
	for (i = 0; i < out->n; i++)
		unlink(out->paths[i]);
	return -1;
}
