/* rename - a person has another address.  See rename.h. */
#include "people/rename.h"

#include "people/event.h"
#include "people/old_address.h"
#include "people/optin.h"

/* May this contact have that address? */
static int
check_free(struct rename *r, struct db *db, struct suppression *s,
    const struct address *to, struct arena *a, struct err *e)
{
	struct contact other;
	enum suppression_reason reason;
	int rc = contact_by_key(&other, db, to->key, a, e);

	if (rc < 0)
		return -1;
	if (rc > 0 && other.id != r->contact.id)
		return err_set(e, ERR_CONFLICT,
		    "'%s' is another contact: 'nlctl merge %s %s' makes one of the two",
		    to->display, r->contact.address, to->display);
	if (rc > 0)
		return 0;
	if (suppression_check(s, to, &reason, e) < 0)
		return -1;
	/* Who is kept out as firmly already gains nothing by the new address. */
	if (reason >= SUPPRESSION_FORGOTTEN &&
	    reason > suppression_reason_of(r->contact.suppressed))
		return err_set(e, ERR_CONFLICT, "'%s' is %s: 'nlctl unblock %s' lifts it",
		    to->display, suppression_reason_name(reason), to->display);
	return 0;
}

static int
store(struct rename *r, struct db *db, struct suppression *s, const struct address *to,
    int64_t now, struct err *e)
{
	/* No address in it: forgetting a person has less to find. */
	struct event ev = {
		.at = now, .kind = "renamed", .contact = r->contact.id, .source = "rename"
	};
	struct suppression_moved moved = {
		.from = r->contact.id, .to = r->contact.id, .key = to->key, .now = now
	};
	struct stmt *st = db_stmt(db, SQL_CONTACT_SET_ADDRESS);
	const char *key = r->contact.key;

	bind_text(st, ":address", to->display);
	bind_text(st, ":key", to->key);
	bind_int(st, ":eai", to->eai);
	bind_int(st, ":id", r->contact.id);
	if (stmt_run(st, e) < 0 || suppression_move(s, &moved, &r->suppressed, e) < 0 ||
	    (!str_eq(key, to->key) &&
		(old_address_keep_out(s, db, r->contact.id, key, "rename", now, e) < 0 ||
		    optin_void(db, r->contact.id, now, e) < 0)))
		return -1;
	return event_add(db, &ev, e);
}

static int
change(struct rename *r, struct db *db, struct suppression *s, const char *address,
    const struct address *to, int64_t now, struct arena *a, struct err *e)
{
	if (contact_find(&r->contact, db, address, a, e) < 0)
		return -1;
	r->before = r->contact.address;
	r->suppressed = suppression_reason_of(r->contact.suppressed);
	r->changed = !str_eq(to->display, r->contact.address);
	if (!r->changed)
		return 0;
	if (check_free(r, db, s, to, a, e) < 0 || store(r, db, s, to, now, e) < 0)
		return -1;
	return contact_by_id(&r->contact, db, r->contact.id, a, e);
}

int
rename_contact(struct rename *out, struct db *db, const char *address, const char *to,
    int64_t now, struct arena *a, struct err *e)
{
	struct suppression *s;
	struct address parsed;
	int rc;

	*out = (struct rename){ .before = "", .doubt = "" };
	if (address_parse(&parsed, span_of(to), a, e) < 0)
		return err_ctx(e, "'%s'", to);
	out->doubt = parsed.doubt;
	if (db_begin(db, e) < 0)
		return -1;
	rc = suppression_open(&s, db, e);
	if (rc == 0)
		rc = change(out, db, s, address, &parsed, now, a, e);
	if (rc == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	suppression_close(s);
	return rc;
}
