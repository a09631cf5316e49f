/* receive - one mail comes in.  See receive.h. */
#include "inbox/receive.h"

#include "delivery/answer.h"
#include "delivery/confirmation.h"
#include "delivery/leave.h"
#include "inbox/message.h"
#include "people/optin.h"

#include <openssl/evp.h>
#include <string.h>

#define HASH_SIZE 32
#define DAY 86400
#define SOURCE "mail"

/* What is done with one mail. */
struct work {
	const struct receive *r;
	struct message message;
	const char *hash;  /* of the mail */
	const char *token; /* that it acts by; "": none */
	struct answer answer;
	bool answers; /* one is due */
	bool kept;    /* a person may want to read it */
	struct receipt *receipt;
	struct arena *arena;
};

static const char *
hash_of(struct span bytes, struct arena *a)
{
	unsigned char hash[HASH_SIZE];
	char hex[2 * HASH_SIZE + 1];

	EVP_Digest(bytes.s, bytes.n, hash, NULL, EVP_sha256(), NULL);
	str_hex(hex, hash, HASH_SIZE);
	return arena_strdup(a, hex);
}

/* Was this very mail here before?  1 with what became of it, 0 or -1.  Who left by it
 * and came back must not leave again because it is read once more. */
static int
seen_before(struct work *w, struct err *e)
{
	struct stmt *st = db_stmt(w->r->db, SQL_INBOX_SEEN);
	int rc;

	bind_text(st, ":seen", w->hash);
	rc = stmt_step(st, e);
	if (rc > 0)
		w->receipt->verdict = arena_strdup(w->arena, col_text(st, 0));
	stmt_reset(st);
	return rc;
}

/* Is there room for one more that nothing could be made of?  1, 0 or -1. */
static int
has_room(const struct work *w, struct err *e)
{
	struct stmt *st = db_stmt(w->r->db, SQL_INBOX_KEPT);
	int64_t n;

	bind_int(st, ":limit", RECEIVE_KEPT_MAX);
	if (stmt_int(st, &n, e) < 0)
		return -1;
	return n < RECEIVE_KEPT_MAX;
}

/* 1: it is new; 0: it was there before; -1. */
static int
note(const struct work *w, struct err *e)
{
	struct stmt *st = db_stmt(w->r->db, SQL_INBOX_ADD);
	unsigned char token[UUID_SIZE] = { 0 };

	uuid_read(w->token, token); /* what is none stays 0, which is nobody's */
	bind_text(st, ":seen", w->hash);
	bind_int(st, ":now", w->r->now);
	bind_text(st, ":verdict", w->receipt->verdict);
	bind_blob(st, ":token", token, UUID_SIZE);
	if (w->kept)
		bind_blob(st, ":message", w->message.bytes.s, w->message.bytes.n);
	if (stmt_run(st, e) < 0)
		return -1;
	return db_changes(w->r->db) > 0;
}

static int
record(const struct work *w, bool with_answer, struct err *e)
{
	struct db *db = w->r->db;
	int rc = -1, new;

	if (db_begin(db, e) < 0)
		return -1;
	if (w->kept) {
		rc = has_room(w, e);
		if (rc <= 0)
			goto out;
	}
	rc = -1;
	new = note(w, e);
	if (new > 0 && with_answer &&
	    answer_add(
		db, w->r->settings, w->r->random, &w->answer, w->r->now, w->arena, e) < 0)
		goto out;
	if (new >= 0)
		rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

/* What was asked for is done; that nobody can be told of it is no failure. */
static int
finish(struct work *w, struct err *e)
{
	struct err why = { 0 };

	if (!w->answers)
		return record(w, false, e);
	if (record(w, true, &why) == 0)
		return 0;
	w->receipt->mute = arena_strdup(w->arena, why.msg);
	return record(w, false, e);
}

static const char *
join(const char *const *names, size_t n, struct arena *a)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < n; i++)
		all = arena_printf(a, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
	return all;
}

/* What the answer will say, and in the name of which list.  A program is told nothing. */
static void
prepare_answer(struct work *w, enum answer_kind kind, int64_t list, const char *name)
{
	w->answer = (struct answer){ .kind = kind,
		.preferences = "",
		.address = w->receipt->address,
		.list = { list, name },
		.lists = w->receipt->lists };
	w->answers = w->message.origin == MESSAGE_WRITTEN;
}

static int
leave(struct work *w, const struct leave_offer *offer, struct err *e)
{
	struct leave_cause cause = { .source = SOURCE, .now = w->r->now };

	w->receipt->verdict = "unsubscribed";
	if (offer->nlists == 0)
		return 0;
	w->receipt->address = offer->address;
	w->receipt->lists = join(offer->lists, offer->nlists, w->arena);
	if (leave_accept(w->r->db, offer, &cause, w->arena, e) < 0)
		return -1;
	prepare_answer(w, ANSWER_LEFT, offer->first_list, offer->lists[0]);
	return 0;
}

/* Only a person confirms: what answers by itself has seen nothing. */
static int
confirm(struct work *w, const unsigned char token[UUID_SIZE],
    const struct optin_asks *asks, struct err *e)
{
	struct optin_confirmed who;
	struct err why = { 0 };

	if (w->message.origin != MESSAGE_WRITTEN) {
		w->receipt->verdict = "automatic";
		w->kept = true;
		return 0;
	}
	w->receipt->address = asks->address;
	w->receipt->lists = asks->list_name;
	w->receipt->verdict = "confirmed";
	if (asks->confirmed)
		return 0;
	if (confirmation_accept(
		&who, w->r->db, token, SOURCE, w->r->now, w->arena, &why) == 0) {
		prepare_answer(w, ANSWER_CONFIRMED, asks->list, asks->list_name);
		return 0;
	}
	if (why.kind != ERR_CONFLICT && why.kind != ERR_NOTFOUND)
		return err_set(e, why.kind, "%s", why.msg);
	w->receipt->verdict = "refused";
	return 0;
}

/* Do what one token is for.  1: done; 0: it is nobody's; -1. */
static int
act(struct work *w, const char *text, struct err *e)
{
	unsigned char token[UUID_SIZE] = { 0 };
	struct leave_offer offer;
	struct optin_asks asks;
	int rc;

	uuid_read(text, token);
	rc = optin_look(&asks, w->r->db, token, w->r->now, w->arena, e);
	if (rc < 0 || (rc == 0 && leave_look(&offer, w->r->db, text, w->arena, e) < 0))
		return -1;
	if (rc == 0 && offer.contact == 0)
		return 0;
	w->token = text;
	rc = rc > 0 ? confirm(w, token, &asks, e) : leave(w, &offer, e);
	return rc < 0 ? -1 : 1;
}

int
receive_message(struct receipt *out, const struct receive *r, struct span bytes,
    struct arena *a, struct err *e)
{
	struct work w = { .r = r, .token = "", .receipt = out, .arena = a };
	size_t i;
	int rc;

	*out = (struct receipt){ "unknown", "", "", "" };
	message_read(&w.message, bytes, a);
	w.hash = hash_of(w.message.bytes, a);
	rc = seen_before(&w, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (w.message.origin == MESSAGE_RETURNED)
		out->verdict = "returned";
	else
		for (i = 0; i < w.message.ntokens && rc == 0; i++)
			rc = act(&w, w.message.tokens[i], e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		w.kept = true;
	return finish(&w, e);
}

int
receive_sweep(struct db *db, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_INBOX_OLD);
	int64_t any;

	bind_int(st, ":before", now - (int64_t)RECEIVE_KEPT_DAYS * DAY);
	if (stmt_int(st, &any, e) < 0)
		return -1;
	if (any == 0)
		return 0; /* as mostly: then nobody waits for the lock */
	st = db_stmt(db, SQL_INBOX_SWEEP);
	bind_int(st, ":before", now - (int64_t)RECEIVE_KEPT_DAYS * DAY);
	return stmt_run(st, e);
}
