/* preferences_link - the links to somebody's preferences.  See preferences_link.h. */
#include "delivery/preferences_link.h"

#include "delivery/answer.h"
#include "delivery/ids.h"
#include "people/list.h"
#include "people/quota.h"
#include "people/secret.h"
#include "people/subscription.h"
#include "util/str.h"

#include <openssl/crypto.h>
#include <string.h>

#define KEY "preferences-links"
#define MAC_SIZE 16 /* octets of the HMAC that are kept */
#define HOUR 3600
#define DAY 86400

/* "CONTACT.EXPIRES.MAC" */
const char *
preferences_link_write(struct db *db, const struct contact *c, int64_t expires,
    struct arena *a, struct err *e)
{
	const char *text =
	    arena_printf(a, "%lld %lld %s", (long long)c->id, (long long)expires, c->key);
	unsigned char mac[SECRET_MAC_SIZE];
	char hex[2 * MAC_SIZE + 1];

	if (secret_mac(db, KEY, text, mac, e) < 0)
		return NULL;
	str_hex(hex, mac, MAC_SIZE);
	return arena_printf(a, "%lld.%lld.%s", (long long)c->id, (long long)expires, hex);
}

/* The contact with this number; *found is false when there is none any more. */
static int
find_contact(struct contact *out, bool *found, struct db *db, int64_t contact,
    struct arena *a, struct err *e)
{
	*found = contact_by_id(out, db, contact, a, e) == 0;
	if (!*found && e->kind != ERR_NOTFOUND)
		return -1;
	err_clear(e);
	return 0;
}

/* The two numbers at the start of a mailed link. */
static bool
read_numbers(const char *text, int64_t *contact, int64_t *expires, struct arena *a)
{
	const char *dot = strchr(text, '.');
	const char *second = dot != NULL ? strchr(dot + 1, '.') : NULL;

	return second != NULL &&
	    str_to_int(arena_memdup(a, text, (size_t)(dot - text)), 1, INT64_MAX,
		contact) == 0 &&
	    str_to_int(arena_memdup(a, dot + 1, (size_t)(second - dot - 1)), 0, INT64_MAX,
		expires) == 0;
}

static int
read_mailed(enum preferences_link *out, int64_t *contact, struct db *db, const char *text,
    int64_t now, struct arena *a, struct err *e)
{
	struct contact c;
	const char *ours;
	int64_t expires;
	bool found;
	int rc = secret_exists(db, KEY, e);

	if (rc <= 0 || !read_numbers(text, contact, &expires, a))
		return rc < 0 ? -1 : 0;
	if (find_contact(&c, &found, db, *contact, a, e) < 0)
		return -1;
	if (!found)
		return 0;
	ours = preferences_link_write(db, &c, expires, a, e);
	if (ours == NULL)
		return -1;
	if (strlen(ours) == strlen(text) && CRYPTO_memcmp(ours, text, strlen(ours)) == 0)
		*out = expires > now ? PREFERENCES_LINK_MAILED : PREFERENCES_LINK_COPY;
	return 0;
}

static int
read_copy(enum preferences_link *out, int64_t *contact, struct db *db, const char *text,
    struct err *e)
{
	struct stmt *st;
	int64_t delivery;
	struct ids ids;
	int rc = secret_exists(db, IDS_KEY, e), found;

	if (rc <= 0)
		return rc;
	rc = ids_init(&ids, db, e);
	found = rc == 0 && ids_read(&ids, IDS_PREFERENCES, text, &delivery) == 0;
	ids_release(&ids);
	if (!found)
		return rc;
	*out = PREFERENCES_LINK_COPY;
	st = db_stmt(db, SQL_DELIVERY_CONTACT);
	bind_int(st, ":delivery", delivery);
	rc = stmt_step(st, e);
	*contact = rc > 0 ? col_int(st, 0) : 0;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
preferences_link_read(enum preferences_link *out, int64_t *contact, struct db *db,
    const char *text, int64_t now, struct arena *a, struct err *e)
{
	*out = PREFERENCES_LINK_NONE;
	*contact = 0;
	if (read_mailed(out, contact, db, text, now, a, e) < 0)
		return -1;
	if (*out != PREFERENCES_LINK_NONE)
		return 0;
	*contact = 0;
	return read_copy(out, contact, db, text, e);
}

/* The list whose sender the mail has: one that they are on, else the default. */
static int
choose_list(struct issue_list *out, struct db *db, struct settings *settings,
    int64_t contact, struct arena *a, struct err *e)
{
	struct subscription *rows;
	struct list list;
	size_t n, i;

	if (subscription_of(&rows, &n, db, contact, a, e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (rows[i].state == SUBSCRIPTION_ACTIVE) {
			*out = (struct issue_list){ rows[i].list, rows[i].list_name };
			return 0;
		}
	}
	if (list_default(&list, db, settings, a, e) < 0)
		return -1;
	*out = (struct issue_list){ list.id, list.name };
	return 0;
}

/* Anybody who has seen a copy can have it mailed. */
static int
may_be_mailed(struct db *db, const struct contact *c, int64_t now, struct err *e)
{
	const struct quota hour = { "preferences-hour", c->key, PREFERENCES_LINK_HOUR_MAX,
		HOUR };
	const struct quota day = { "preferences-day", c->key, PREFERENCES_LINK_DAY_MAX,
		DAY };
	int rc = quota_take(db, &hour, now, e);

	return rc > 0 ? quota_take(db, &day, now, e) : rc;
}

/* In a transaction. */
static int
mail(struct db *db, struct settings *settings, struct random *random,
    const struct contact *c, int64_t now, bool *queued, struct arena *a, struct err *e)
{
	struct answer answer = {
		.kind = ANSWER_PREFERENCES, .address = c->address, .lists = ""
	};
	int rc = may_be_mailed(db, c, now, e);

	if (rc <= 0)
		return rc;
	answer.preferences =
	    preferences_link_write(db, c, now + PREFERENCES_LINK_SECONDS, a, e);
	if (answer.preferences == NULL ||
	    choose_list(&answer.list, db, settings, c->id, a, e) < 0 ||
	    answer_add(db, settings, random, &answer, now, a, e) < 0)
		return -1;
	*queued = *c->suppressed == '\0';
	return 0;
}

int
preferences_link_mail(struct db *db, struct settings *settings, struct random *random,
    int64_t contact, int64_t now, bool *queued, struct arena *a, struct err *e)
{
	struct contact c;
	bool found;
	int rc;

	*queued = false;
	if (db_begin(db, e) < 0)
		return -1;
	rc = find_contact(&c, &found, db, contact, a, e);
	if (rc == 0 && found)
		rc = mail(db, settings, random, &c, now, queued, a, e);
	if (rc == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}
