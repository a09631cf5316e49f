/* forget - erase all that is stored on one person.  See forget.h. */
#include "delivery/forget.h"

#include "io/db_erase.h"
#include "io/lock.h"
#include "people/contact.h"
#include "people/event.h"
#include "util/str.h"

/* What a statement binds. */
enum binds { CONTACT = 1, KEY = 2, NOW = 4 };

static const struct {
	const char *name; /* in JSON */
	enum sql sql;
	int binds;
} steps[FORGET_N] = {
	[FORGET_CONTACT] = { "contacts", SQL_FORGET_CONTACT, CONTACT },
	[FORGET_SUBSCRIPTIONS] = { "subscriptions", SQL_FORGET_SUBSCRIPTIONS, CONTACT },
	[FORGET_WAITING] = { "copies_skipped", SQL_FORGET_WAITING, CONTACT | NOW },
	[FORGET_DELIVERIES] = { "relay_answers", SQL_FORGET_DELIVERIES, CONTACT },
	[FORGET_CLICKS] = { "clicks", SQL_FORGET_CLICKS, CONTACT },
	[FORGET_NOTICES] = { "notices", SQL_FORGET_NOTICES, CONTACT | KEY },
	[FORGET_EVENTS] = { "events", SQL_FORGET_EVENTS, CONTACT },
	[FORGET_RETURNED] = { "returned_mails", SQL_FORGET_RETURNED, CONTACT },
	[FORGET_IMPORTS] = { "import_records", SQL_FORGET_IMPORTS, CONTACT },
	[FORGET_FILES] = { "file_names", SQL_FORGET_FILES, KEY },
	[FORGET_ALIASES] = { "token_aliases", SQL_FORGET_ALIASES, CONTACT },
	[FORGET_SUPPRESSION] = { "suppressions", SQL_FORGET_SUPPRESSION, CONTACT },
};

const char *
forget_name(enum forget_what what)
{
	return steps[what].name;
}

static int
erase(struct db *db, enum forget_what what, int64_t contact, const char *key, int64_t now,
    int64_t *n, struct err *e)
{
	struct stmt *st = db_stmt(db, steps[what].sql);

	if (steps[what].binds & CONTACT)
		bind_int(st, ":contact", contact);
	if (steps[what].binds & KEY)
		bind_text(st, ":key", key);
	if (steps[what].binds & NOW)
		bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	*n += db_changes(db);
	return 0;
}

/* The hash of the address stays, without a way from it to the person. */
static int
keep_hash(struct suppression *s, const char *key, const char *source, int64_t now,
    bool *blocked, struct err *e)
{
	struct suppression_new row = { .key = key, .source = source, .now = now };
	enum suppression_reason was;

	if (suppression_lift(s, key, 0, now, &was, e) < 0)
		return -1;
	*blocked = was == SUPPRESSION_BLOCKED;
	row.reason = *blocked ? SUPPRESSION_BLOCKED : SUPPRESSION_FORGOTTEN;
	return suppression_add(s, &row, NULL, e);
}

int
forget_rows(struct db *db, struct suppression *s, const struct forget_rows *f,
    int64_t erased[FORGET_N], bool *blocked, struct err *e)
{
	struct event ev = { .at = f->now,
		.kind = "forgotten",
		.contact = f->contact,
		.source = f->source };
	int i;

	if (keep_hash(s, f->key, f->source, f->now, blocked, e) < 0 ||
	    event_store(db, f->contact, e) < 0)
		return -1;
	for (i = 0; i < FORGET_N; i++) {
		if (erase(db, i, f->contact, f->key, f->now, &erased[i], e) < 0)
			return -1;
	}
	return f->contact != 0 ? event_add(db, &ev, e) : 0;
}

/* Is there a notice to this address?  Test copies go to people who are none of
 * the contacts. */
static int
has_notice(struct db *db, const char *key, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_NOTICE_TO);
	int rc;

	bind_text(st, ":address", key);
	rc = stmt_step(st, e);
	stmt_reset(st);
	return rc;
}

static int
find(struct db *db, struct suppression *s, const struct address *address, struct arena *a,
    struct forget_receipt *out, struct err *e)
{
	enum suppression_reason own;
	struct contact c;
	int rc;

	if (suppression_own(s, address->key, &own, e) < 0 ||
	    contact_by_key(&c, db, address->key, a, e) < 0)
		return -1;
	rc = has_notice(db, address->key, e);
	if (rc < 0)
		return -1;
	out->contact = c.id;
	out->address = c.id != 0 ? c.address : address->display;
	out->key = address->key;
	out->before = c.id == 0 && own != SUPPRESSION_NONE && rc == 0;
	if (c.id == 0 && own == SUPPRESSION_NONE && rc == 0)
		return err_set(
		    e, ERR_NOTFOUND, "nothing is stored on '%s'", address->display);
	return 0;
}

int
forget_find(struct db *db, const char *address, struct arena *a,
    struct forget_receipt *out, struct err *e)
{
	struct address parsed;
	struct suppression *s;
	int rc;

	*out = (struct forget_receipt){ .address = "", .key = "" };
	if (address_parse(&parsed, span_of(address), a, e) < 0)
		return err_ctx(e, "'%s'", address);
	if (suppression_open(&s, db, e) < 0)
		return -1;
	rc = find(db, s, &parsed, a, out, e);
	suppression_close(s);
	return rc;
}

/* In a transaction: found again, as it may have changed since it was asked for. */
static int
forget_found(struct db *db, const struct forget *f, struct arena *a,
    struct forget_receipt *out, struct err *e)
{
	struct forget_rows rows = { .source = f->source, .now = f->now };
	struct suppression *s;
	int rc;

	if (forget_find(db, f->address, a, out, e) < 0 || suppression_open(&s, db, e) < 0)
		return -1;
	rows.contact = out->contact;
	rows.key = out->key;
	rc = forget_rows(db, s, &rows, out->erased, &out->blocked, e);
	suppression_close(s);
	return rc;
}

int
forget_person(struct db *db, const struct forget *f, struct arena *a,
    struct forget_receipt *out, struct err *e)
{
	int rc;

	if (db_erase_begin(db, e) < 0 || db_begin(db, e) < 0)
		return -1;
	rc = forget_found(db, f, a, out, e);
	if (rc == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

/* As the one sender: while the file is written anew nobody else can write. */
static int
rewrite(struct db *db, struct arena *a, struct forget_receipt *out, struct err *e)
{
	long holder;
	int lock, rc;

	rc = lock_take(arena_printf(a, "%s-sender", db_path(db)), &lock, &holder, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_TEMP,
		    "the address is erased, but unused parts of '%s' still hold it, and "
		    "process %ld is sending: run the same command again when it has "
		    "ended",
		    db_path(db), holder);
	rc = db_erase_rewrite(db, e);
	lock_release(lock);
	out->rewritten = rc == 0;
	return rc;
}

int
forget_clean(struct db *db, const struct forget *f, struct arena *a,
    struct forget_receipt *out, struct err *e)
{
	const char *texts[] = { out->key, out->address };
	size_t n = str_eq(out->key, out->address) ? 1 : 2;

	out->ncopies = db_copies(db, out->copies, FORGET_COPIES_MAX, a);
	if (db_erase_log(db, e) < 0 ||
	    db_erase_traces(db, texts, n, f->progress, f->progress_arg, &out->traces, e) <
		0)
		return -1;
	if (out->traces == 0)
		return 0;
	if (rewrite(db, a, out, e) < 0)
		return -1;
	return db_erase_traces(
	    db, texts, n, f->progress, f->progress_arg, &out->traces, e);
}
