/* confirmation - double opt-in by mail.  See confirmation.h. */
#include "delivery/confirmation.h"

#include "delivery/confirmation_letter.h"
#include "delivery/envelope.h"
#include "delivery/home.h"
#include "delivery/notice.h"
#include "delivery/relay.h"
#include "delivery/signing.h"
#include "issue/letter.h"
#include "util/str.h"

#include <string.h>

#define DAY 86400
#define WEEK (7 * DAY)
#define EXPIRE_MAX 100000 /* people in one run; the next one goes on */

struct confirmation {
	struct db *db;
	struct settings *settings;
	struct random *random;
	struct confirmation_letters *letters;
	int64_t days; /* in which to confirm */
	struct crash crash;
};

/* What would keep the mail from leaving is said before anybody is asked. */
static int
check_way(struct confirmation *c, int64_t list, struct arena *a, struct err *e)
{
	struct envelope envelope;
	struct signing signing;
	struct relay relay;
	int rc = signing_load(
	    &signing, c->settings, list, confirmation_letters_sender(c->letters), e);

	signing_release(&signing);
	if (rc < 0 || relay_load(&relay, c->settings, a, e) < 0)
		return -1;
	rc = envelope_init(&envelope, c->db, c->settings, relay.name, a, e);
	envelope_release(&envelope);
	return rc < 0 ? -1 : home_check(c->db, e);
}

int
confirmation_open(struct confirmation **out, struct db *db, struct settings *settings,
    struct random *random, const struct issue_list *list, struct arena *a, struct err *e)
{
	struct confirmation *c = arena_alloc(a, sizeof(*c));

	*out = c;
	c->db = db;
	c->settings = settings;
	c->random = random;
	crash_init(&c->crash);
	if (confirmation_letters_open(&c->letters, db, settings, list, a, e) < 0 ||
	    setting_int(settings, list->id, "confirm.expires", &c->days, e) < 0)
		return -1;
	return check_way(c, list->id, a, e);
}

/* When this person may get another mail; 0: now. */
static int
next_mail(struct db *db, int64_t contact, int64_t now, int64_t *next, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONFIRMATION_SENT);
	int64_t at;
	int n = 0, rc;

	*next = 0;
	bind_int(st, ":contact", contact);
	bind_int(st, ":after", now - WEEK);
	bind_int(st, ":limit", CONFIRMATION_WEEK_MAX);
	while ((rc = stmt_step(st, e)) > 0) {
		at = col_int(st, 0);
		n++;
		if (n == CONFIRMATION_DAY_MAX && at + DAY > now)
			*next = at + DAY;
		if (n == CONFIRMATION_WEEK_MAX && at + WEEK > *next)
			*next = at + WEEK;
	}
	return rc;
}

/* The mail for this token, ready to be sent. */
static int
queue(struct confirmation *c, const struct optin *o, const struct contact *contact,
    int64_t now, int64_t *notice, struct confirmation_wording *wording, struct err *e)
{
	struct arena a = { 0 };
	struct address to;
	struct notice_new row = {
		.kind = "confirmation",
		.contact = o->contact,
		.to = &to,
		.sender = confirmation_letters_sender(c->letters),
		.now = now,
	};
	struct confirmation_copy copy = { .to = &to,
		.language = contact->language,
		.asked = now,
		.until = o->expires };
	struct buf message;
	int rc = -1;

	buf_init(&message, LETTER_MAX);
	/* The first mail with a token carries it in the ledger too, so that it is
	 * known for what it is when nobody awaits it any more. */
	memcpy(row.token, o->token, UUID_SIZE);
	if (!o->is_new)
		random_uuid(c->random, row.token);
	memcpy(copy.token, o->token, UUID_SIZE);
	if (address_parse(&to, span_of(contact->address), &a, e) < 0 ||
	    notice_add(c->db, &row, notice, e) < 0)
		goto out;
	copy.notice = *notice;
	if (confirmation_letters_write(c->letters, &copy, &message, wording, &a, e) ==
		0 &&
	    notice_sign(c->settings, o->list, row.sender, now, &message, e) == 0)
		rc = notice_set_message(c->db, *notice, &message, e);
out:
	buf_release(&message);
	arena_release(&a);
	return rc;
}

/* Who has no language yet is written to in that of the form. */
static void
speak(struct contact *contact, const char *language)
{
	if (*contact->language == '\0' && language != NULL)
		contact->language = language;
}

static int
ask(struct confirmation *c, const struct subscription_request *r,
    struct confirmation_result *out, struct arena *a, struct err *e)
{
	struct confirmation_wording wording = { "", "" };
	struct optin_asked asked = { .source = r->source };
	struct optin o = { .list = r->list, .expires = r->now + c->days * DAY };

	*out = (struct confirmation_result){ 0 };
	if (subscription_add_within(&out->person, c->db, r, a, e) < 0)
		return -1;
	if (out->person.outcome != SUBSCRIPTION_ASKS)
		return 0;
	if (r->stranger) {
		asked.held = (struct optin_held){ r->fields, r->nfields, r->language };
		speak(&out->person.contact, r->language);
	}
	o.contact = out->person.contact.id;
	out->expires = o.expires;
	if (optin_token(&o, c->db, r->now, c->random, e) < 0 ||
	    next_mail(c->db, o.contact, r->now, &out->next, e) < 0)
		return -1;
	if (out->next == 0 &&
	    queue(c, &o, &out->person.contact, r->now, &out->notice, &wording, e) < 0)
		return -1;
	asked.wording = wording.name;
	asked.hash = wording.hash;
	/* Without a mail what was asked for before is what is confirmed. */
	return optin_await(
	    c->db, &o, out->notice != 0 || o.is_new ? &asked : NULL, r->now, e);
}

int
confirmation_ask(struct confirmation *c, const struct subscription_request *r,
    struct confirmation_result *out, struct arena *a, struct err *e)
{
	int rc;

	if (db_begin(c->db, e) < 0)
		return -1;
	rc = ask(c, r, out, a, e);
	crash_step(&c->crash);
	if (rc == 0)
		rc = db_commit(c->db, e);
	db_rollback(c->db);
	crash_step(&c->crash);
	return rc;
}

/* Why nobody is asked by this token. */
static int
explain(struct db *db, const unsigned char token[UUID_SIZE], struct err *e)
{
	const char *what = "this token was never given out: it stands in the link of a "
			   "mail that asks for confirmation";
	struct stmt *st = db_stmt(db, SQL_NOTICE_BY_TOKEN);
	int rc;

	bind_blob(st, ":token", token, UUID_SIZE);
	rc = stmt_step(st, e);
	if (rc > 0 && str_eq(col_text(st, 0), "confirmation"))
		what =
		    "this confirmation comes too late: its time is over, or the person "
		    "left since; 'nlctl subscribe' asks again";
	stmt_reset(st);
	if (rc == 0) {
		st = db_stmt(db, SQL_DELIVERY_BY_TOKEN);
		bind_blob(st, ":token", token, UUID_SIZE);
		rc = stmt_step(st, e);
		if (rc > 0)
			what = "this token is of a copy of an issue: 'nlctl unsubscribe' "
			       "takes it";
		stmt_reset(st);
	}
	return rc < 0 ? -1 : err_set(e, ERR_NOTFOUND, "%s", what);
}

int
confirmation_accept(struct optin_confirmed *out, struct db *db,
    const unsigned char token[UUID_SIZE], const char *how, int64_t now, struct arena *a,
    struct err *e)
{
	int rc = optin_confirm(out, db, token, how, now, a, e);

	if (rc == 0 || e->kind != ERR_NOTFOUND)
		return rc;
	err_clear(e);
	return explain(db, token, e);
}

int
confirmation_expire(struct db *db, int64_t now, struct err *e)
{
	struct stmt *st;
	int64_t n;

	if (optin_expire(db, now, EXPIRE_MAX, &n, e) < 0)
		return -1;
	st = db_stmt(db, SQL_CONFIRMATION_SKIP);
	bind_int(st, ":now", now);
	return stmt_run(st, e);
}
