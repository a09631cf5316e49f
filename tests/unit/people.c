/* Settings, lists, fields, subscriptions: what is taken, what is refused and why. */
#include "tap.h"

#include "people/contact.h"
#include "people/event.h"
#include "people/field_change.h"
#include "people/field_value.h"
#include "people/list.h"
#include "people/setting.h"
#include "people/subscription.h"
#include "people/suppression.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOW 1795000000

struct bench {
	char folder[64];
	struct db *db;
	struct settings *settings;
	struct arena a;
	struct err e;
};

static void
open_bench(struct bench *b)
{
	snprintf(b->folder, sizeof(b->folder), "/tmp/nlctl-people.XXXXXX");
	if (mkdtemp(b->folder) == NULL ||
	    db_open(&b->db, arena_printf(&b->a, "%s/a.db", b->folder), DB_CREATE, &b->e) <
		0 ||
	    list_make_first(b->db, NOW, &b->e) < 0) {
		printf("Bail out! %s\n", b->e.msg);
		exit(1);
	}
	b->settings = settings_new(b->db);
}

static void
close_bench(struct bench *b)
{
	settings_free(b->settings);
	db_close(b->db);
	unlink(arena_printf(&b->a, "%s/a.db", b->folder));
	is_int(rmdir(b->folder), 0, "nothing is left in the folder");
	arena_release(&b->a);
}

static const struct {
	const char *key, *value;
	enum err_kind kind; /* ERR_NONE: taken */
	const char *message;
} setting_cases[] = {
	{ "from", "a@example.org", ERR_NONE, "" },
	{ "from", "R\xC3\xA9seau <a@example.org>", ERR_NONE, "" },
	{ "from", "a@example.org>", ERR_DATA, "'>'" },
	{ "from", "R <a@example.org> x", ERR_DATA, "Name <address>" },
	{ "from", "R <a*@example.org>", ERR_DATA, "'*'" },
	{ "from", "", ERR_DATA, "--unset" },
	{ "from", "a@example.org\nBcc: b@example.org", ERR_DATA, "one line" },
	{ "bounce.address", "retours+*@example.org", ERR_NONE, "" },
	{ "bounce.address", "r*t*@example.org", ERR_DATA, "one '*'" },
	{ "bounce.address", "r@*.example.org", ERR_DATA, "one '*'" },
	{ "bounce.address", "andr\xC3\xA9@example.org", ERR_DATA, "ASCII" },
	{ "base-url", "https://asso.example/nl", ERR_NONE, "" },
	{ "base-url", "ftp://asso.example", ERR_DATA, "one of: https http" },
	{ "base-url", "https:///x", ERR_DATA, "no host" },
	{ "base-url", "https://a b", ERR_DATA, "blank" },
	{ "proxies", "127.0.0.1", ERR_NONE, "" },
	{ "proxies", "unix, 10.0.0.0/8 ,::1", ERR_NONE, "" },
	{ "proxies", "10.0.0.1/8", ERR_DATA, "'10.0.0.1/8' is no address or network" },
	{ "proxies", "localhost", ERR_DATA, "'localhost' is no address" },
	{ "proxies", "127.0.0.1,", ERR_DATA, "'' is no address" },
	{ "relay.default.url", "smtp://localhost:25", ERR_NONE, "" },
	{ "relay.default.url", "outbox:/tmp/x", ERR_DATA, "one of: smtp smtps" },
	{ "relay.default.url", "smtp:localhost", ERR_DATA, "no host" },
	{ "relay.default.url", "smtp://u:secret@mail.example", ERR_CONFLICT, "password" },
	{ "relay.default.password", "x", ERR_CONFLICT, "password-file" },
	{ "relay.default.connections", "50", ERR_NONE, "" },
	{ "relay.default.connections", "51", ERR_DATA, "1 to 50" },
	{ "relay.default.prot", "x", ERR_NOTFOUND, "no setting" },
	{ "relay.default.usr", "x", ERR_NOTFOUND, "did you mean 'relay.*.user'" },
	{ "relay..url", "smtp://x", ERR_NOTFOUND, "no setting" },
	{ "dkim.domain", "asso.example", ERR_NONE, "" },
	{ "dkim.domain", "\xC3\xA9t\xC3\xA9.example", ERR_NONE, "" },
	{ "dkim.domain", "localhost", ERR_DATA, "no dot" },
	{ "dkim.domain", "a_b.example", ERR_DATA, "there is a '_'" },
	{ "dkim.selector", "r1.mail", ERR_NONE, "" },
	{ "dkim.selector", "r1, e1", ERR_NONE, "" },
	{ "dkim.selector", "r1,", ERR_DATA, "behind the comma" },
	{ "dkim.selector", ",r1", ERR_DATA, "before the comma" },
	{ "dkim.selector", "a,b,c", ERR_DATA, "3 are given" },
	{ "dkim.selector", "a;b=c", ERR_DATA, "'a;b=c' is no selector" },
	{ "dkim.key", "/etc/r.pem,/etc/e.pem", ERR_NONE, "" },
	{ "uncertain", "hold", ERR_NONE, "" },
	{ "uncertain", "hold resend", ERR_DATA, "one of" },
	{ "header.X-Ours", "a", ERR_NONE, "" },
	{ "header.subject", "a", ERR_CONFLICT, "writes the field 'subject' itself" },
	{ "header.X Y", "a", ERR_NOTFOUND, "no setting" },
	{ "header.X.Y", "a", ERR_NOTFOUND, "no setting" },
	{ "images", "inline", ERR_NONE, "" },
	{ "images", "nowhere", ERR_DATA, "one of: hosted inline" },
	{ "pictures", "inline", ERR_NOTFOUND, "no setting" },
	{ "retention.clicks", "36 months", ERR_NONE, "" },
	{ "retention.clicks", "36", ERR_DATA, "a duration of 1 day or more" },
	{ "retention.clicks", "4h", ERR_DATA, "such as '90 days'" },
	{ "confirm", "maybe", ERR_DATA, "yes or no" },
	{ "fron", "a@example.org", ERR_NOTFOUND, "did you mean 'from'" },
};

static void
test_settings(struct bench *b)
{
	const char *value, *name, *email;
	const char *const *names;
	enum setting_origin origin;
	struct list l;
	int64_t number;
	size_t n;

	for (size_t i = 0; i < LENGTH(setting_cases); i++) {
		err_clear(&b->e);
		setting_set(
		    b->db, 0, setting_cases[i].key, setting_cases[i].value, &b->e);
		is_int(b->e.kind, setting_cases[i].kind, "%s = %s", setting_cases[i].key,
		    setting_cases[i].value);
		contains(b->e.msg, setting_cases[i].message, "and the reason");
	}
	err_clear(&b->e);
	setting_get(b->settings, 0, "from", &b->a, &value, &b->e);
	is_str(
	    value, "R\xC3\xA9seau <a@example.org>", "what was refused changed nothing");
	setting_split_address(value, &b->a, &name, &email);
	is_str(name, "R\xC3\xA9seau", "its name");
	is_str(email, "a@example.org", "its address");
	setting_set(b->db, 0, "base-url", "https://asso.example/nl//", &b->e);
	setting_url(b->settings, 0, "base-url", &b->a, &value, &b->e);
	is_str(value, "https://asso.example/nl", "an address, to put something behind");
	setting_url(b->settings, 0, "archive-url", &b->a, &value, &b->e);
	is_str(value, "", "none");
	list_default(&l, b->db, b->settings, &b->a, &b->e);
	setting_set(b->db, l.id, "from", "l@example.org", &b->e);
	setting_explain(b->settings, l.id, "from", &b->a, &value, &origin, &b->e);
	is_str(value, "l@example.org", "the list wins over config");
	is_int(origin, SETTING_FROM_LIST, "and it is said");
	settings_override(b->settings, "from", "o@example.org", &b->e);
	setting_explain(b->settings, l.id, "from", &b->a, &value, &origin, &b->e);
	is_str(value, "o@example.org", "an option wins over all");
	is_int(origin, SETTING_FROM_OPTION, "and it is said");
	setting_explain(b->settings, 0, "confirm", &b->a, &value, &origin, &b->e);
	is_str(value, "no", "a default");
	is_int(origin, SETTING_FROM_DEFAULT, "and it is said");
	is_int(setting_set(b->db, l.id, "uncertain", "hold", &b->e), -1,
	    "not all keys are for lists");
	err_clear(&b->e);
	setting_int(b->settings, 0, "relay.default.connections", &number, &b->e);
	is_int(number, 50, "a number");
	setting_names(b->settings, "relay", &b->a, &names, &n, &b->e);
	is_int(n, 1, "one relay");
	is_str(names[0], "default", "its name");
	setting_unset(b->db, 0, "relay.default.connections", &b->e);
	setting_int(b->settings, 0, "relay.default.connections", &number, &b->e);
	is_int(number, 4, "unset, it is the default");
}

static const char *
language_of(struct bench *b, struct settings *s, int64_t list)
{
	const char *value;

	setting_get(s, list, "language", &b->a, &value, &b->e);
	return value;
}

/* What is kept is given until the database was looked at, and found another. */
static void
test_settings_kept(struct bench *b)
{
	struct settings *kept = settings_new(b->db);
	struct db *other;
	int64_t i;

	db_open(&other, arena_printf(&b->a, "%s/a.db", b->folder), DB_WRITE, &b->e);
	setting_set(other, 0, "language", "fr", &b->e);
	settings_renew(kept, &b->e);
	is_str(language_of(b, kept, 0), "fr", "a setting is read");
	setting_set(other, 0, "language", "de", &b->e);
	is_str(language_of(b, b->settings, 0), "de", "changed, it is another");
	is_str(language_of(b, kept, 0), "fr", "where it is kept it is not, yet");
	settings_renew(kept, &b->e);
	is_str(language_of(b, kept, 0), "de", "but after a look at the database");
	setting_set(other, 1, "language", "it", &b->e);
	settings_renew(kept, &b->e);
	is_str(language_of(b, kept, 1), "it", "nor is it kept that nothing was set");
	for (i = 2; i < 2000; i++)
		language_of(b, kept, i);
	is_str(language_of(b, kept, 1), "it", "of many lists it is the right one");
	setting_unset(other, 0, "language", &b->e);
	setting_unset(other, 1, "language", &b->e);
	settings_renew(kept, &b->e);
	is_str(language_of(b, kept, 1), language_of(b, b->settings, 0),
	    "unset, it is the default");
	is_str(b->e.msg, "", "no error");
	db_close(other);
	settings_free(kept);
}

static void
test_lists(struct bench *b)
{
	struct list l;

	err_clear(&b->e);
	list_add(&l, b->db, "Membres", NOW, &b->a, &b->e);
	is_int(b->e.kind, ERR_NONE, "a list");
	is_int(
	    list_add(&l, b->db, "MEMBRES", NOW, &b->a, &b->e), -1, "names ignore case");
	contains(b->e.msg, "'Membres' already", "and the reason");
	err_clear(&b->e);
	is_int(list_find(&l, b->db, "Membre", &b->a, &b->e), -1, "no such list");
	contains(b->e.msg, "did you mean 'Membres'", "a near one");
	err_clear(&b->e);
	is_int(list_add(&l, b->db, "a;b", NOW, &b->a, &b->e), -1, "no ';' in a name");
	err_clear(&b->e);
	setting_set(b->db, 0, "list", "Membres", &b->e);
	is_int(list_rename(b->db, "membres", "Amis", &b->e), 0, "renamed (%s)", b->e.msg);
	list_default(&l, b->db, b->settings, &b->a, &b->e);
	is_str(l.name, "Amis", "the setting follows");
	is_int(list_drop(b->db, "Amis", &b->e), 0, "dropped (%s)", b->e.msg);
	list_default(&l, b->db, b->settings, &b->a, &b->e);
	is_str(l.name, "newsletter", "the default is back");
}

static const struct {
	enum field_type type;
	const char *in, *json; /* NULL: nothing; "!": refused */
} value_cases[] = {
	{ FIELD_TEXT,
	    " L\xC3\xA9"
	    "a \"x\" ",
	    "\"L\xC3\xA9"
	    "a \\\"x\\\"\"" },
	{ FIELD_TEXT, " \xC2\xA0 ", NULL },
	{ FIELD_TEXT, "e\xCC\x81", "\"\xC3\xA9\"" },
	{ FIELD_NUMBER, "12", "12" },
	{ FIELD_NUMBER, "+01,50", "1.5" },
	{ FIELD_NUMBER, "-0", "0" },
	{ FIELD_NUMBER, "-0.0", "0" },
	{ FIELD_NUMBER, "100", "100" },
	{ FIELD_NUMBER, "123456789.000001", "123456789.000001" },
	{ FIELD_NUMBER, "1234567890123456", "!" },
	{ FIELD_NUMBER, "1.", "!" },
	{ FIELD_NUMBER, "1.2.3", "!" },
	{ FIELD_NUMBER, "1e5", "!" },
	{ FIELD_NUMBER, "-", "!" },
	{ FIELD_NUMBER, "0x1", "!" },
	{ FIELD_BOOLEAN, "OUI", "true" },
	{ FIELD_BOOLEAN, "Ja", "true" },
	{ FIELD_BOOLEAN, "S\xC3\x8D", "true" },
	{ FIELD_BOOLEAN, "N\xC3\x83O", "false" },
	{ FIELD_BOOLEAN, "0", "false" },
	{ FIELD_BOOLEAN, "peut-\xC3\xAAtre", "!" },
	{ FIELD_BOOLEAN, "2", "!" },
	{ FIELD_DATE, "14/03/2026", "\"2026-03-14\"" },
	{ FIELD_DATE, "31/02/2025", "!" },
	{ FIELD_MULTI, "b; a;b;;", "[\"b\",\"a\"]" },
	{ FIELD_MULTI, "a, b", "[\"a\",\"b\"]" },
	{ FIELD_MULTI, ";", NULL },
};

static void
test_values(struct bench *b)
{
	struct field one = { 1, "X", FIELD_TEXT };
	struct fields f = { &one, 1 };
	const char *json;

	for (size_t i = 0; i < LENGTH(value_cases); i++) {
		struct field_values v = field_values_new(&f, &b->a);
		int rc;

		err_clear(&b->e);
		rc = field_value_parse(
		    &json, value_cases[i].type, span_of(value_cases[i].in), &b->a, &b->e);
		if (value_cases[i].json != NULL && value_cases[i].json[0] == '!') {
			is_int(rc, -1, "value %zu is refused", i);
			continue;
		}
		is_str(json, value_cases[i].json, "value %zu", i);
		if (json == NULL)
			continue;
		field_values_read(
		    &v, arena_printf(&b->a, "{\"X\":%s,\"Y\":1}", json), &b->a, &b->e);
		is_str(v.json[0], json, "value %zu, stored and read again", i);
	}
	is_str(field_make_name(span_of("  Pr\xC3\xA9nom (usuel) "), &b->a),
	    "PRENOM_USUEL", "a name of a heading");
	is_str(
	    field_make_name(span_of("\xE2\x98\x83"), &b->a), "", "nothing is left of it");
}

static struct subscription_result
subscribe(
    struct bench *b, const char *address, const char *name, const char *value, bool again)
{
	struct assignment as = { name, value };
	struct subscription_request r = { .address = address,
		.fields = &as,
		.nfields = name != NULL,
		.source = "test",
		.again = again,
		.now = NOW };
	struct subscription_result out;
	struct list l;

	err_clear(&b->e);
	list_default(&l, b->db, b->settings, &b->a, &b->e);
	r.list = l.id;
	subscription_add(&out, b->db, &r, &b->a, &b->e);
	return out;
}

static void
test_subscriptions(struct bench *b)
{
	struct leave_request leave = { .source = "test", .now = NOW + 1 };
	struct subscription_result r;
	struct suppression *s;
	struct suppression_new row = { .key = "b@example.org",
		.reason = SUPPRESSION_FORGOTTEN,
		.source = "",
		.now = NOW };
	struct contact c;
	int changed;

	field_add(b->db, "VILLE", FIELD_TEXT, &b->e);
	r = subscribe(b, "Ann@Example.org", "VILLE", "Lille", false);
	ok(r.new_contact && r.outcome == SUBSCRIPTION_ADDED, "added (%s)", b->e.msg);
	is_str(r.contact.fields, "{\"VILLE\":\"Lille\"}", "with a field");
	r = subscribe(b, "ann@example.org", "VILLE", "Lens", false);
	ok(r.outcome == SUBSCRIPTION_THERE && r.fields_changed, "there already, updated");
	r = subscribe(b, "ann@example.org", "VILEL", "x", false);
	contains(b->e.msg, "did you mean 'VILLE'", "no such field");
	contact_find(&c, b->db, "ann@example.org", &b->a, &b->e);
	is_str(c.fields, "{\"VILLE\":\"Lens\"}", "nothing has changed");
	leave.contact = c.id;
	err_clear(&b->e);
	subscription_leave(b->db, &leave, &changed, &b->e);
	is_int(changed, 1, "left");
	subscription_leave(b->db, &leave, &changed, &b->e);
	is_int(changed, 0, "once more: the same, and no error (%s)", b->e.msg);
	r = subscribe(b, "ann@example.org", "VILLE", "Arras", false);
	is_int(r.outcome, SUBSCRIPTION_HAD_LEFT, "stays away");
	contact_find(&c, b->db, "ann@example.org", &b->a, &b->e);
	is_str(c.fields, "{\"VILLE\":\"Lens\"}", "and nothing has changed");
	r = subscribe(b, "ann@example.org", NULL, NULL, true);
	is_int(r.outcome, SUBSCRIPTION_RETURNED, "comes back with again");
	err_clear(&b->e);
	is_int(suppression_open(&s, b->db, &b->e), 0, "suppressions (%s)", b->e.msg);
	suppression_add(s, &row, NULL, &b->e);
	suppression_close(s);
	subscribe(b, "B@example.org", NULL, NULL, true);
	is_int(b->e.kind, ERR_CONFLICT, "who is forgotten stays out");
	contains(b->e.msg, "forgotten", "and it is said");
	err_clear(&b->e);
	is_int(contact_find(&c, b->db, "b@example.org", &b->a, &b->e), -1, "is nobody");
	is_int(b->e.kind, ERR_NOTFOUND, "not found");
	subscribe(b, "no address", NULL, NULL, false);
	contains(b->e.msg, "'no address': there is a blank", "no address");
}

static const char *
fields_of_ann(struct bench *b)
{
	struct contact c = { .fields = "" };

	contact_find(&c, b->db, "ann@example.org", &b->a, &b->e);
	return c.fields;
}

static void
test_fields(struct bench *b)
{
	struct assignment as[] = { { "AGE", "42" }, { "VILLE", "Lens" } };
	struct field_change f = { 0 };
	struct contact c;
	bool changed;

	err_clear(&b->e);
	is_int(field_add(b->db, "Age", FIELD_TEXT, &b->e), -1, "no small letters");
	contains(b->e.msg, "such as AGE", "what would do");
	err_clear(&b->e);
	is_int(field_add(b->db, "EMAIL", FIELD_TEXT, &b->e), -1, "not EMAIL");
	err_clear(&b->e);
	is_int(field_add(b->db, "AGE", FIELD_TEXT, &b->e), 0, "a field (%s)", b->e.msg);
	contact_find(&c, b->db, "ann@example.org", &b->a, &b->e);
	contact_set_fields(&c, b->db, as, 2, NOW, "test", &b->a, &changed, &b->e);
	ok(changed, "set (%s)", b->e.msg);
	is_str(fields_of_ann(b), "{\"VILLE\":\"Lens\",\"AGE\":\"42\"}", "in order");
	contact_set_fields(&c, b->db, as, 2, NOW, "test", &b->a, &changed, &b->e);
	ok(!changed, "again: no change");
	is_int(field_retype(&f, b->db, "AGE", FIELD_NUMBER, &b->a, &b->e), 0,
	    "retyped (%s)", b->e.msg);
	is_str(fields_of_ann(b), "{\"VILLE\":\"Lens\",\"AGE\":42}", "and converted");
	is_int(field_retype(&f, b->db, "VILLE", FIELD_NUMBER, &b->a, &b->e), -1,
	    "a town is no number");
	contains(b->e.msg, "1 values", "and the reason");
	err_clear(&b->e);
	is_str(
	    fields_of_ann(b), "{\"VILLE\":\"Lens\",\"AGE\":42}", "nothing has changed");
	is_int(field_rename(&f, b->db, "VILLE", "TOWN", &b->a, &b->e), 0, "renamed (%s)",
	    b->e.msg);
	is_str(fields_of_ann(b), "{\"TOWN\":\"Lens\",\"AGE\":42}", "in contacts too");
	is_int(field_rename(&f, b->db, "TOWN", "AGE", &b->a, &b->e), -1, "a taken name");
	err_clear(&b->e);
	is_int(field_drop(&f, b->db, "TOWN", &b->a, &b->e), 0, "dropped (%s)", b->e.msg);
	is_str(fields_of_ann(b), "{\"AGE\":42}", "in contacts too");
}

int
main(void)
{
	struct bench b = { 0 };

	open_bench(&b);
	test_settings(&b);
	test_settings_kept(&b);
	test_lists(&b);
	test_values(&b);
	test_subscriptions(&b);
	test_fields(&b);
	close_bench(&b);
	return done_testing();
}
