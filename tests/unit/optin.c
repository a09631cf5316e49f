/* optin - what is awaited, what becomes of it, and how much one run expires. */
#include "tap.h"

#include "people/list.h"
#include "people/optin.h"
#include "people/subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOW 1795000000
#define PEOPLE 1200

struct bench {
	char folder[64];
	struct db *db;
	struct list list;
	struct random random;
	struct arena a;
	struct err e;
};

/* Somebody asks; until is when the confirmation expires.  held: a form was filled in. */
static struct optin
ask_with(struct bench *b, const char *address, int64_t until, struct optin_held held)
{
	struct subscription_request r = { .address = address,
		.list = b->list.id,
		.fields = held.fields,
		.nfields = held.nfields,
		.source = "test",
		.confirm = true,
		.stranger = held.nfields > 0,
		.now = NOW };
	struct optin_asked asked = { "test", "built-in en", "00", held };
	struct optin o = { .list = b->list.id, .expires = until };
	struct subscription_result out;

	if (db_begin(b->db, &b->e) < 0 ||
	    subscription_add_within(&out, b->db, &r, &b->a, &b->e) < 0)
		goto out;
	if (out.outcome != SUBSCRIPTION_ASKS) {
		err_set(&b->e, ERR_CONFLICT, "'%s' is not asked", address);
		goto out;
	}
	o.contact = out.contact.id;
	if (optin_token(&o, b->db, NOW, &b->random, &b->e) == 0 &&
	    optin_await(b->db, &o, &asked, NOW, &b->e) == 0)
		db_commit(b->db, &b->e);
out:
	db_rollback(b->db);
	return o;
}

static struct optin
ask(struct bench *b, const char *address, int64_t until)
{
	struct optin_held none = { 0 };

	return ask_with(b, address, until, none);
}

static const char *
state(struct bench *b, int64_t contact)
{
	struct subscription *s;
	size_t n;

	if (subscription_of(&s, &n, b->db, contact, &b->a, &b->e) < 0 || n > 1)
		return "failed";
	return n == 0 ? "none" : subscription_state_name(s[0].state);
}

static void
test_one(struct bench *b)
{
	struct leave_request leave = { .source = "test", .now = NOW };
	struct optin_confirmed who;
	struct optin first, second;
	int64_t n;
	int changed;

	first = ask(b, "ann@example.org", NOW + 100);
	ok(first.is_new, "a new token (%s)", b->e.msg);
	second = ask(b, "ann@example.org", NOW + 200);
	ok(!second.is_new, "asked again (%s)", b->e.msg);
	is_mem(second.token, UUID_SIZE, first.token, UUID_SIZE, "the same token");
	is_str(state(b, first.contact), "pending", "pending");
	is_int(optin_confirm(&who, b->db, first.token, "t", NOW + 200, &b->a, &b->e), -1,
	    "the moment it expires is too late");
	is_int(b->e.kind, ERR_CONFLICT, "and it is said");
	err_clear(&b->e);
	is_int(optin_confirm(&who, b->db, first.token, "t", NOW + 199, &b->a, &b->e), 0,
	    "a second before is not (%s)", b->e.msg);
	is_str(state(b, first.contact), "active", "on the list");
	is_int(optin_confirm(&who, b->db, first.token, "t", NOW + 999, &b->a, &b->e), 0,
	    "once more (%s)", b->e.msg);
	is_int(who.at, NOW + 199, "the moment of the first time");
	optin_expire(b->db, NOW + 999, 10, &n, &b->e);
	is_int(n, 0, "what is confirmed does not expire");

	leave.contact = first.contact;
	subscription_leave(b->db, &leave, &changed, &b->e);
	is_int(optin_confirm(&who, b->db, first.token, "t", NOW, &b->a, &b->e), -1,
	    "after leaving the token is none");
	is_int(b->e.kind, ERR_NOTFOUND, "of nobody");
	err_clear(&b->e);
	second = ask(b, "ann@example.org", NOW + 100);
	ok(second.is_new, "another token then (%s)", b->e.msg);
	is_str(state(b, first.contact), "left", "who left has left while it is awaited");
	optin_expire(b->db, NOW + 100, 10, &n, &b->e);
	is_int(n, 1, "it expires (%s)", b->e.msg);
	is_str(state(b, first.contact), "left", "and afterwards");
}

/* What is known of somebody: their fields, a blank, their language. */
static const char *
known(struct bench *b, const char *address)
{
	struct contact c;

	if (contact_find(&c, b->db, address, &b->a, &b->e) < 0)
		return b->e.msg;
	return arena_printf(&b->a, "%s %s", c.fields, c.language);
}

static void
define(struct bench *b, const char *name, enum field_type type)
{
	if (db_begin(b->db, &b->e) == 0 && field_add(b->db, name, type, &b->e) == 0)
		db_commit(b->db, &b->e);
	db_rollback(b->db);
}

static void
test_held(struct bench *b)
{
	static const struct assignment first[] = { { "NAME", "Zo\xC3\xA9" },
		{ "AGE", "7" } };
	static const struct assignment other[] = { { "NAME", "Nobody" } };
	/* The field was another one when this was typed. */
	static const struct assignment old[] = { { "NAME", "Z" }, { "AGE", "x" },
		{ "GONE", "y" } };
	struct optin_confirmed who;
	struct optin o;

	define(b, "NAME", FIELD_TEXT);
	define(b, "AGE", FIELD_NUMBER);
	o = ask_with(
	    b, "zoe@example.org", NOW + 9, (struct optin_held){ first, 2, "fr" });
	is_str(
	    known(b, "zoe@example.org"), "{} ", "nothing is set before it is confirmed");
	is_int(optin_confirm(&who, b->db, o.token, "t", NOW, &b->a, &b->e), 0,
	    "she confirms (%s)", b->e.msg);
	is_str(known(b, "zoe@example.org"), "{\"NAME\":\"Zo\xC3\xA9\",\"AGE\":7} fr",
	    "then all of it is");
	o = ask_with(
	    b, "zoe@example.org", NOW + 9, (struct optin_held){ other, 1, "de" });
	is_str(b->e.msg, "", "who is on the list is asked as others are");
	is_str(state(b, o.contact), "active", "and stays on it");
	is_str(known(b, "zoe@example.org"), "{\"NAME\":\"Zo\xC3\xA9\",\"AGE\":7} fr",
	    "nobody else changes her name");
	is_int(optin_confirm(&who, b->db, o.token, "t", NOW, &b->a, &b->e), 0,
	    "she may (%s)", b->e.msg);
	is_str(known(b, "zoe@example.org"), "{\"NAME\":\"Nobody\",\"AGE\":7} fr",
	    "her language was known");
	o = ask(b, "old@example.org", NOW + 9);
	if (db_begin(b->db, &b->e) == 0 &&
	    optin_await(b->db, &o, &(struct optin_asked){ "t", "", "", { old, 3, NULL } },
		NOW, &b->e) == 0)
		db_commit(b->db, &b->e);
	db_rollback(b->db);
	is_int(optin_confirm(&who, b->db, o.token, "t", NOW, &b->a, &b->e), 0,
	    "what does not fit any more keeps nobody off the list (%s)", b->e.msg);
	is_str(known(b, "old@example.org"), "{\"NAME\":\"Z\"} ", "and is left out");
}

static void
test_many(struct bench *b)
{
	int64_t first = 0, n;
	char address[64];
	int i;

	for (i = 0; i < PEOPLE; i++) {
		snprintf(address, sizeof(address), "p%d@example.org", i);
		n = ask(b, address, NOW + 10 + i).contact;
		if (i == 0)
			first = n;
	}
	is_str(b->e.msg, "", "many are asked");
	optin_expire(b->db, NOW + 9, PEOPLE, &n, &b->e);
	is_int(n, 0, "none before its time");
	optin_expire(b->db, NOW + 9 + PEOPLE, 1100, &n, &b->e);
	is_int(n, 1100, "no more than was allowed (%s)", b->e.msg);
	is_str(state(b, first), "none", "the oldest are off the list");
	is_str(state(b, first + 1100), "pending", "the others wait for the next run");
	optin_expire(b->db, NOW + 9 + PEOPLE, 1100, &n, &b->e);
	is_int(n, PEOPLE - 1100, "which does the rest (%s)", b->e.msg);
}

int
main(void)
{
	struct bench b = { 0 };

	random_seed(&b.random, 1);
	snprintf(b.folder, sizeof(b.folder), "/tmp/nlctl-optin.XXXXXX");
	if (mkdtemp(b.folder) == NULL ||
	    db_open(&b.db, arena_printf(&b.a, "%s/a.db", b.folder), DB_CREATE, &b.e) <
		0 ||
	    list_make_first(b.db, NOW, &b.e) < 0 ||
	    list_find(&b.list, b.db, LIST_AUTOMATIC, &b.a, &b.e) < 0) {
		printf("Bail out! %s\n", b.e.msg);
		return 1;
	}
	test_one(&b);
	test_held(&b);
	test_many(&b);
	db_close(b.db);
	unlink(arena_printf(&b.a, "%s/a.db", b.folder));
	is_int(rmdir(b.folder), 0, "nothing is left in the folder");
	arena_release(&b.a);
	return done_testing();
}
