/* Audience expressions: whom each means, and what is refused with which words. */
#include "tap.h"

#include "people/audience.h"
#include "people/audience_saved.h"
#include "people/audience_tree.h"
#include "people/field.h"
#include "people/list.h"
#include "people/subscriber.h"
#include "people/subscription.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOW 1795000000 /* 2026-11-18 11:06:40 */

/* Six people; who has no value in a field is in no comparison with it. */
static const struct {
	const char *address;
	struct assignment fields[8];
	size_t n;
} people[] = {
	{ "a@asso.example",
	    { { "ADHERENT", "oui" }, { "VILLE", "Lille" }, { "AGE", "30" },
		{ "NE", "29/02/2020" }, { "THEMES", "v\xC3\xA9lo; train" },
		{ "TARIF",
		    "r\xC3\xA9"
		    "duit" },
		{ "NOM", "Lille" }, { "2FA", "1" } },
	    8 },
	{ "b@asso.example",
	    { { "ADHERENT", "non" }, { "VILLE", "B\xC3\xA9thune" }, { "AGE", "65.5" },
		{ "NE", "01/01/2021" } },
	    4 },
	{ "c@asso.example", { { NULL, NULL } }, 0 },
	{ "d@asso.example",
	    { { "ADHERENT", "oui" }, { "VILLE", "LILLE" }, { "AGE", "18" },
		{ "THEMES", "V\xC3\x89LO" }, { "IN", "x" } },
	    5 },
	{ "e@m\xC3\xBCnchen.example", { { "VILLE", "50%_R\\abatt" }, { "AGE", "-5" } },
	    2 },
	{ "f@asso.example", { { "VILLE", "Lille" } }, 1 },
};

static const struct {
	const char *name;
	enum field_type type;
} fields[] = {
	{ "ADHERENT", FIELD_BOOLEAN },
	{ "VILLE", FIELD_TEXT },
	{ "NOM", FIELD_TEXT },
	{ "AGE", FIELD_NUMBER },
	{ "NE", FIELD_DATE },
	{ "TARIF", FIELD_CATEGORY },
	{ "THEMES", FIELD_MULTI },
	{ "2FA", FIELD_BOOLEAN },
	{ "IN", FIELD_TEXT },
	{ "ADDED", FIELD_TEXT },
};

/* Days around the first of 2025, an issue, clicks: what other rooms would write. */
static const char history[] =
    "UPDATE subscription SET since = 1735689600 WHERE contact = 1;" /* 01-01 00:00 */
    "UPDATE subscription SET since = 1735775999 WHERE contact = 2;" /* 01-01 23:59:59 */
    "UPDATE subscription SET since = 1735776000 WHERE contact = 3;" /* 01-02 00:00 */
    "UPDATE subscription SET state = 'left' WHERE contact = 4 AND list = 1;"
    "UPDATE contact SET added = 1735689600;"
    "UPDATE contact SET language = 'fr' WHERE id = 1;"
    "INSERT INTO suppression (hash, reason, contact, since)"
    "	VALUES (x'00', 'bounced', 6, 0);"
    "INSERT INTO issue (id, name, file, hash, subject, state, created)"
    "	VALUES (1, 'june', 'f', x'00', 's', 'finished', 0),"
    "	(2, 'july', 'f', x'00', 's', 'finished', 0);"
    "INSERT INTO delivery (id, issue, contact, token, state, reason) VALUES"
    "	(1, 1, 1, randomblob(16), 'sent', NULL),"
    "	(2, 1, 2, randomblob(16), 'uncertain', NULL),"
    "	(3, 1, 3, randomblob(16), 'failed', 'refused'),"
    "	(4, 1, 4, randomblob(16), 'skipped', 'cancelled'),"
    "	(5, 2, 4, randomblob(16), 'sent', NULL);"
    "INSERT INTO link (issue, number, name, url) VALUES"
    "	(1, 1, 'kit', 'https://a.example'), (1, 2, 'don', 'https://b.example'),"
    "	(2, 1, 'kit', 'https://c.example');"
    "INSERT INTO click (issue, link, delivery, at, human) VALUES"
    "	(1, 1, 1, 1790000000, 1), (1, 1, 2, 1790000000, 0), (2, 1, 5, 1790000000, 1);";

static const struct {
	const char *expression, *who;
} cases[] = {
	{ "true", "abcdef" },
	{ "false", "" },
	{ "ADHERENT", "ad" },
	{ "ADHERENT = true", "ad" },
	{ "adherent == TRUE", "ad" },
	{ "true = ADHERENT", "ad" },
	{ "ADHERENT = false", "b" },
	{ "not ADHERENT", "bcef" },
	{ "! ADHERENT", "bcef" },
	{ "ADHERENT != true", "bcef" },
	{ "not not ADHERENT", "ad" },
	{ "contact.ADHERENT", "ad" },
	{ "2FA", "a" },
	{ "VILLE = \"Lille\"", "af" },
	{ "VILLE = 'Lille'", "af" },
	{ "'Lille' = VILLE", "af" },
	{ "VILLE <> \"Lille\"", "bcde" },
	{ "VILLE = \"Be\xCC\x81thune\"", "b" },
	{ "VILLE in (\"Lille\", \"B\xC3\xA9thune\")", "abf" },
	{ "VILLE not in (\"Lille\")", "bcde" },
	{ "VILLE like \"l%\"", "adf" },
	{ "VILLE like \"lill_\"", "adf" },
	{ "VILLE like \"B\xC3\x89TH%\"", "b" },
	{ "VILLE like \"50\\%\\_%\"", "e" },
	{ "VILLE like \"%\\_Rabatt\"", "" },
	{ "VILLE like \"%R\\\\\\\\abatt\"", "e" },
	{ "VILLE = \"50%_R\\abatt\"", "e" },
	{ "VILLE not like \"%l%\"", "bce" },
	{ "VILLE is empty", "c" },
	{ "VILLE is not empty", "abdef" },
	{ "VILLE = NOM", "a" },
	{ "VILLE != NOM", "bcdef" },
	{ "contact.IN = \"x\"", "d" },
	{ "ADDED is empty", "abcdef" },
	{ "added = 2025-01-01", "abcdef" },
	{ "TARIF = \"r\xC3\xA9"
	  "duit\"",
	    "a" },
	{ "AGE > 18", "ab" },
	{ "AGE >= 18 and AGE <= 30", "ad" },
	{ "18 < AGE", "ab" },
	{ "AGE = 65.5", "b" },
	{ "AGE = -5", "e" },
	{ "AGE in (18, 30.0)", "ad" },
	{ "not AGE > 18", "cdef" },
	{ "NE = 2020-02-29", "a" },
	{ "NE < 2021-01-01", "a" },
	{ "NE <= 2021-01-01", "ab" },
	{ "NE <= \"01/01/2021\"", "ab" },
	{ "NE in (2021-01-01, 2020-01-01)", "b" },
	{ "NE < now - 6y", "a" },
	{ "NE > now", "" },
	{ "THEMES in (\"train\", \"avion\")", "a" },
	{ "\"v\xC3\xA9lo\" in THEMES", "a" },
	{ "THEMES like \"v\xC3\xA9lo\"", "ad" },
	{ "THEMES is empty", "bcef" },
	{ "THEMES not in (\"train\")", "bcdef" },
	{ "EMAIL = \"A@ASSO.example\"", "a" },
	{ "EMAIL = \"e@xn--mnchen-3ya.example\"", "e" },
	{ "EMAIL in (\"a@asso.example\", \"b@asso.example\")", "ab" },
	{ "EMAIL like \"%@M\xC3\x9CNCHEN.example\"", "e" },
	{ "contact.EMAIL like \"%@asso.example\"", "abcdf" },
	{ "LANGUAGE = \"fr\"", "a" },
	{ "language is empty", "bcdef" },
	{ "subscribed = 2025-01-01", "ab" },
	{ "subscribed != 2025-01-01", "cdef" },
	{ "subscribed < 2025-01-01", "" },
	{ "subscribed <= 2025-01-01", "ab" },
	{ "subscribed > 2025-01-01", "cef" },
	{ "subscribed >= 2025-01-01", "abcef" },
	{ "subscribed >= 2025-01-02", "cef" },
	{ "2025-01-02 <= subscribed", "cef" },
	{ "subscribed < now - 90d", "abc" },
	{ "subscribed <= now", "abcef" },
	{ "subscribed is empty", "d" },
	{ "subscribed = added", "a" },
	{ "bounced", "f" },
	{ "not bounced", "abcde" },
	{ "bounced = false", "abcde" },
	{ "on(\"other\")", "de" },
	{ "received(\"june\")", "ab" },
	{ "received(\"JUNE\") and not received(\"july\")", "ab" },
	{ "received(\"july\")", "d" },
	{ "clicked(\"june\")", "a" },
	{ "clicked(\"june\", \"kit\")", "a" },
	{ "clicked(\"june\", \"don\")", "" },
	{ "clicked(\"july\", \"kit\")", "d" },
	{ "last_active = 2026-09-21", "a" },
	{ "last_active < now - 1y", "bc" },
	{ "sample(100%)", "abcdef" },
	{ "sample(0%)", "" },
	{ "ADHERENT or VILLE = \"Lille\" and AGE > 99", "ad" },
	{ "(ADHERENT or VILLE = \"Lille\") and AGE > 99", "" },
	{ "ADHERENT && AGE > 18 || bounced", "af" },
	{ "ADHERENT\n\tand\n\tAGE > 18", "a" },
	{ "@members", "ad" },
	{ "@Lillois and not @members", "f" },
	{ "VILLE = \"it''s\"\"x\"", "" },
	{ "VILLE = ''''", "" },
};

static const struct {
	const char *expression, *message;
} refused[] = {
	{ "", "--where:1:1: a field or a value is missing at the end" },
	{ "ADHERANT = true",
	    "--where:1:1: there is no field 'ADHERANT'; did you mean 'ADHERENT'?" },
	{ "ADHERENT\nand Pr\xC3\xA9nom = \"x\"",
	    "--where:2:5: there is no field 'Pr\xC3\xA9nom': nlctl field lists them" },
	{ "\"\xC3\xA9\xC3\xA9\" = VILEL",
	    "--where:1:8: there is no field 'VILEL'; a text stands in quotes: \"VILEL\"" },
	{ "subscribd < now",
	    "--where:1:1: there is no field 'subscribd'; did you mean 'subscribed'?" },
	{ "VILLE = Lille",
	    "--where:1:9: there is no field 'Lille'; a text stands in quotes: \"Lille\"" },
	{ "VILLE = 3",
	    "--where:1:1: 'VILLE' is a text: compare it with a text in quotes, as in "
	    "VILLE = \"Lille\"" },
	{ "VILLE",
	    "--where:1:1: 'VILLE' is a text: compare it with a text in quotes, as "
	    "in VILLE = \"Lille\"" },
	{ "VILLE > \"L\"",
	    "--where:1:1: 'VILLE' is a text, which has no order: there "
	    "are =, !=, in and like; 'nlctl field retype' makes a number or a date of "
	    "it" },
	{ "EMAIL > \"L\"",
	    "--where:1:1: 'EMAIL' is an address, which has no order: there are =, !=, in "
	    "and like" },
	{ "VILLE = \"\"",
	    "--where:1:9: nobody has an empty text: write 'VILLE is empty'" },
	{ "VILLE in \"Lille\"",
	    "--where:1:10: values behind 'in' stand in parentheses: in (\"Lille\")" },
	{ "\"ill\" in VILLE",
	    "--where:1:10: 'VILLE' is a text, not a multi: for a part of a text there is "
	    "like, as in VILLE like \"%word%\"" },
	{ "AGE = \"30\"",
	    "--where:1:1: 'AGE' is a number: compare it with a number, as in AGE >= 18" },
	{ "AGE like \"3%\"",
	    "--where:1:1: 'AGE' is a number: like is for texts and addresses" },
	{ "AGE > VILLE",
	    "--where:1:1: 'AGE' is a number and 'VILLE' is a text: they "
	    "cannot be compared" },
	{ "ADHERENT = \"oui\"",
	    "--where:1:1: 'ADHERENT' is a boolean: compare it with "
	    "true or false, as in ADHERENT = true" },
	{ "ADHERENT > false",
	    "--where:1:1: 'ADHERENT' is a boolean: compare it with true "
	    "or false, as in ADHERENT = true" },
	{ "NE = 3",
	    "--where:1:1: 'NE' is a date: compare it with a date, as in NE < 2026-01-31" },
	{ "NE = \"soon\"", "--where:1:6: 'soon' is no date: write it as 2026-01-31" },
	{ "NE = 2026-02-29", "--where:1:6: there is no day '2026-02-29'" },
	{ "THEMES = \"train\"",
	    "--where:1:1: 'THEMES' is a multi: ask for its members, "
	    "as in THEMES in (\"one\", \"two\")" },
	{ "added = 3",
	    "--where:1:1: 'added' is a moment: compare it with a date such as "
	    "2026-01-31, or a while ago, as in added < now - 90d" },
	{ "added > now - 90",
	    "--where:1:15: '90' instead of a number of h, d, w, m or y "
	    "(hours to years), such as 90d" },
	{ "added > now - 300y", "--where:1:15: this is over 200 years away" },
	{ "EMAIL = \"lea\"", "--where:1:9: there is no '@'" },
	{ "1 = 1", "--where:1:1: this asks nothing about a person: a field is missing" },
	{ "\"x\" is empty",
	    "--where:1:1: this asks nothing about a person: a field is missing" },
	{ "\"x\"", "--where:1:1: '\"x\"' alone is no condition: a field is missing" },
	{ "on(Other)", "--where:1:4: the name of a list stands in quotes: (\"Other\")" },
	{ "on(\"othr\")", "--where:1:4: there is no list 'othr'; did you mean 'other'?" },
	{ "received(\"juni\")",
	    "--where:1:10: there is no issue 'juni'; did you mean 'june'?" },
	{ "clicked(\"june\", \"kid\")",
	    "--where:1:17: there is no link in 'june' called 'kid'; did you mean 'kit'?" },
	{ "receved(\"june\")",
	    "--where:1:1: there is no function 'receved': there are "
	    "on, received, clicked and sample" },
	{ "sample(10)", "--where:1:10: ')' instead of '%'" },
	{ "sample(101%)", "--where:1:8: a share is 0% to 100%" },
	{ "ADHERENT VILLE", "--where:1:10: 'VILLE' instead of 'and', 'or' or the end" },
	{ "(ADHERENT", "--where:1:10: 'and', 'or' or ')' is missing at the end" },
	{ "ADHERENT)", "--where:1:9: ')' instead of 'and', 'or' or the end" },
	{ "ADHERENT and", "--where:1:13: a field or a value is missing at the end" },
	{ "VILLE is red", "--where:1:10: 'red' instead of 'empty' or 'not empty'" },
	{ "VILLE = \"Lille", "--where:1:9: this quotation mark has no partner" },
	{ "VILLE = \xE2\x80\x9CLille\xE2\x80\x9D",
	    "--where:1:9: '\xE2\x80\x9C' has no meaning here: quotation marks are \" or '" },
	{ "VILLE like \"x\\\"", "--where:1:12: this quotation mark has no partner" },
	{ "VILLE like \"x\\\\\"",
	    "--where:1:12: the last '\\' makes the next character a "
	    "plain one, and there is none" },
	{ "VILLE = \"\xFF\"", "--where: the expression is not UTF-8" },
	{ "@member", "--where:1:1: there is no '@member'; did you mean '@members'?" },
	{ "members",
	    "--where:1:1: there is no field 'members'; did you mean '@members'?" },
	{ "@broken", "@broken:1:1: there is no field 'QQQQ': nlctl field lists them" },
	{ "@ring", "@round:1:5: '@ring' would use itself" },
	/* Attempts at SQL. */
	{ "1=1; DROP TABLE contact",
	    "--where:1:1: this asks nothing about a person: a field is missing" },
	{ "ADHERENT; DROP TABLE contact", "--where:1:9: ';' has no meaning here" },
	{ "') or 1=1 --", "--where:1:1: this quotation mark has no partner" },
	{ "id in (select value from secret)",
	    "--where:1:1: there is no field 'id'; did you mean 'IN'?" },
	{ "VILLE in (select value from secret)",
	    "--where:1:11: there is no field 'select'; a text stands in quotes: \"select\"" },
	{ "ADHERENT -- and so on",
	    "--where:1:10: '-' instead of 'and', 'or' or the end" },
	{ "ADHERENT /* x */", "--where:1:10: '/' has no meaning here" },
	{ "c.fields = \"x\"",
	    "--where:1:1: there is no field 'c.fields': nlctl field lists them" },
	{ "randomblob(1000000000)",
	    "--where:1:1: there is no function 'randomblob': "
	    "there are on, received, clicked and sample" },
	{ "? = 1", "--where:1:1: '?' has no meaning here" },
	{ "{} = 1", "--where:1:1: '{' has no meaning here" },
};

struct bench {
	char path[64];
	struct db *db;
	struct arena a;
	struct err e;
};

static void
must(struct bench *b, int rc)
{
	if (rc >= 0)
		return;
	printf("Bail out! %s\n", b->e.msg);
	exit(1);
}

static void
make_people(struct bench *b)
{
	struct subscription_result result;
	struct subscription_request r = { .list = 1, .source = "", .now = NOW };
	struct list other;
	size_t i;

	must(b, db_begin(b->db, &b->e));
	must(b, list_add(&other, b->db, "other", NOW, &b->a, &b->e));
	for (i = 0; i < LENGTH(fields); i++)
		must(b, field_add(b->db, fields[i].name, fields[i].type, &b->e));
	must(b, db_commit(b->db, &b->e));
	for (i = 0; i < LENGTH(people); i++) {
		r.address = people[i].address;
		r.fields = people[i].fields;
		r.nfields = people[i].n;
		must(b, subscription_add(&result, b->db, &r, &b->a, &b->e));
	}
	r.nfields = 0;
	r.list = other.id;
	for (i = 3; i < 5; i++) {
		r.address = people[i].address;
		must(b, subscription_add(&result, b->db, &r, &b->a, &b->e));
	}
}

static void
save(struct bench *b, const char *name, const char *expression)
{
	struct audience_saved s = { name, expression, NOW };
	bool replaced;

	must(b, audience_save(b->db, &s, &replaced, &b->a, &b->e));
}

static void
open_bench(struct bench *b)
{
	sqlite3 *raw;
	char *why = NULL;
	int fd;

	snprintf(b->path, sizeof(b->path), "/tmp/nlctl-audience.XXXXXX");
	fd = mkstemp(b->path);
	close(fd);
	unlink(b->path);
	must(b, db_open(&b->db, b->path, DB_CREATE, &b->e));
	must(b, list_make_first(b->db, NOW, &b->e));
	make_people(b);
	save(b, "members", "ADHERENT = true");
	save(b, "Lillois", "VILLE like \"lille\"");
	sqlite3_open(b->path, &raw);
	if (sqlite3_exec(raw, history, NULL, NULL, &why) != SQLITE_OK ||
	    sqlite3_exec(raw,
		"INSERT INTO audience VALUES ('broken', 'QQQQ = 1', 0),"
		"	('ring', '@round', 0), ('round', 'not @ring', 0)",
		NULL, NULL, &why) != SQLITE_OK) {
		printf("Bail out! %s\n", why);
		exit(1);
	}
	sqlite3_close(raw);
}

static int
compile(struct bench *b, struct audience *out, const char *expression)
{
	struct audience_text t = { expression, "--where", "[1]", NOW };

	err_clear(&b->e);
	return audience_compile(out, b->db, &t, &b->a, &b->e);
}

static int
add_letter(void *arg, const struct subscriber *s, struct err *e)
{
	char *who = arg;
	size_t n = strlen(who);

	(void)e;
	who[n] = s->address[0];
	who[n + 1] = '\0';
	return 0;
}

static void
test_cases(struct bench *b)
{
	struct subscriber_filter f = { .list = 1 };
	struct audience x;
	char who[16];
	size_t i;

	for (i = 0; i < LENGTH(cases); i++) {
		who[0] = '\0';
		f.where = &x;
		if (compile(b, &x, cases[i].expression) == 0)
			subscriber_each(b->db, &f, add_letter, who, &b->e);
		is_str(b->e.kind != ERR_NONE ? b->e.msg : who, cases[i].who, "%s",
		    cases[i].expression);
	}
}

static void
test_refused(struct bench *b)
{
	struct audience x;
	size_t i;

	for (i = 0; i < LENGTH(refused); i++) {
		is_int(compile(b, &x, refused[i].expression), -1, "refused: %s",
		    refused[i].expression);
		is_str(b->e.msg, refused[i].message, "and why");
		is_int(b->e.kind, ERR_DATA, "as bad input");
	}
}

/* Whatever a text holds, the SQL is the same. */
static void
test_values_are_bound(struct bench *b)
{
	static const char *const nasty[] = { "x", "'", "''); DROP TABLE contact; --", "?",
		"{}", ":lists", "\\\\", "%", "$.VILLE", "/*where*/" };
	struct audience plain, x;
	size_t i;

	must(b, compile(b, &plain, "VILLE = \"x\""));
	for (i = 0; i < LENGTH(nasty); i++) {
		must(b, compile(b, &x, arena_printf(&b->a, "VILLE = \"%s\"", nasty[i])));
		is_str(x.where.text, plain.where.text, "the same SQL for %s", nasty[i]);
		is_int(x.where.n, 2, "and two values");
	}
}

/* part repeated n times with between between. */
static const char *
repeat(struct bench *b, const char *part, const char *between, int n)
{
	size_t step = strlen(part) + strlen(between);
	char *s = arena_alloc(&b->a, step * (size_t)n + 1);
	int i;

	for (i = 0; i < n; i++)
		strcat(strcat(s, part), i + 1 < n ? between : "");
	return s;
}

static int64_t
count(struct bench *b, const struct audience *x)
{
	struct subscriber_filter f = { .list = 1, .where = x };
	int64_t n = -1;

	must(b, subscriber_count(b->db, &f, &n, &b->e));
	return n;
}

static void
test_limits(struct bench *b)
{
	struct audience x;
	const char *chain = repeat(b, "ADHERENT", " or ", AUDIENCE_TESTS_MAX);
	const char *deep = repeat(b, "not ", "", AUDIENCE_NESTING_MAX - 1);
	const char *mixed =
	    repeat(b, "AGE > 1 and not (ADHERENT or ", "", AUDIENCE_NESTING_MAX / 2 - 1);
	const char *end = repeat(b, ")", "", AUDIENCE_NESTING_MAX / 2 - 1);

	must(b, compile(b, &x, chain));
	is_int(count(b, &x), 2, "as many conditions as are allowed");
	must(b, compile(b, &x, arena_printf(&b->a, "%s(%s)", deep, chain)));
	is_int(count(b, &x), 4, "nested as deep as is allowed");
	must(b,
	    compile(b, &x,
		arena_printf(&b->a,
		    "%s AGE > 99 and subscribed != 2020-01-01 or "
		    "not not clicked(\"june\", \"kit\") %s",
		    mixed, end)));
	is_int(count(b, &x), 1, "and all kinds of things on the way");
	is_int(compile(b, &x, arena_printf(&b->a, "%s or ADHERENT", chain)), -1,
	    "one condition too many");
	contains(b->e.msg, ": there are more than 250 conditions", "and why");
	is_int(compile(b, &x, arena_printf(&b->a, "not not %s ADHERENT", deep)), -1,
	    "one step too deep");
	contains(b->e.msg, ": this is nested more than 16 deep", "and why");
	is_int(compile(b, &x, repeat(b, "(", "", 5000)), -1, "parentheses without end");
	is_int(compile(b, &x, repeat(b, "ADHERENT", " or ", 900)), -1, "too long");
	contains(b->e.msg, "--where: the expression has over 8000 bytes", "and why");
	is_int(
	    compile(b, &x, arena_printf(&b->a, "AGE in (%s)", repeat(b, "1", ",", 1001))),
	    -1, "too many values");
	contains(b->e.msg, "there are more than 1000 values", "and why");
}

/* The same people each time, and a smaller sample within the larger one. */
static void
test_samples(struct bench *b)
{
	static const char fill[] =
	    "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT 10000)"
	    "INSERT INTO contact (id, address, key, added)"
	    "	SELECT i, i || '@x.example', i || '@x.example', 0 FROM n;"
	    "INSERT INTO subscription (contact, list, state, since)"
	    "	SELECT id, 1, 'active', 0 FROM contact WHERE id >= 100";
	struct audience x;
	sqlite3 *raw;
	int64_t n;

	sqlite3_open(b->path, &raw);
	is_int(
	    sqlite3_exec(raw, fill, NULL, NULL, NULL), SQLITE_OK, "10,000 more people");
	sqlite3_close(raw);
	must(b, compile(b, &x, "sample(10%)"));
	n = count(b, &x);
	ok(n > 900 && n < 1100, "10 %% of them are about 1,000: %lld", (long long)n);
	must(b, compile(b, &x, "sample(10%) and sample(30%)"));
	is_int(count(b, &x), n, "all of whom are in the sample of 30 %%");
	must(b, compile(b, &x, "sample(12.5%) and not sample(10%)"));
	n = count(b, &x);
	ok(n > 150 && n < 350, "2.5 %% more are some more: %lld", (long long)n);
	must(b,
	    compile(b, &x,
		"sample(1%) and EMAIL in (\"232@x.example\", "
		"\"233@x.example\", \"320@x.example\")"));
	is_int(count(b, &x), 2, "and the same ones as ever");
}

struct told {
	char text[512];
};

static int
tell(void *arg, const struct audience_answer *answer, struct err *e)
{
	struct told *told = arg;
	size_t n = strlen(told->text);

	(void)e;
	snprintf(told->text + n, sizeof(told->text) - n, "%d %s: %s (%s)\n",
	    answer->depth, answer->condition, answer->holds ? "yes" : "no",
	    answer->value);
	return 0;
}

static void
test_explain(struct bench *b)
{
	struct told told = { "" };
	struct audience x;

	must(b,
	    compile(b, &x,
		"(@members or AGE > 60 or NE is empty) and not VILLE = \"Lille\" and "
		"not (THEMES in (\"x\") and added < now) and received(\"june\")"));
	must(b, audience_explain(&x, 1, tell, &told, &b->e));
	is_str(told.text,
	    "0 all of these: no ()\n"
	    "1 one of these: yes ()\n"
	    "2 @members: yes ()\n"
	    "3 ADHERENT = true: yes (yes)\n"
	    "2 AGE > 60: no (30)\n"
	    "2 NE is empty: no (2020-02-29)\n"
	    "1 not VILLE = \"Lille\": no (Lille)\n"
	    "1 not (THEMES in (\"x\") and added < now): yes ()\n"
	    "2 all of these: no ()\n"
	    "3 THEMES in (\"x\"): no (v\xC3\xA9lo; train)\n"
	    "3 added < now: yes (2025-01-01 00:00)\n"
	    "1 received(\"june\"): yes ()\n",
	    "each condition, with what the person has");
	told.text[0] = '\0';
	must(b, compile(b, &x, "ADHERENT"));
	must(b, audience_explain(&x, 3, tell, &told, &b->e));
	is_str(told.text, "0 ADHERENT: no (not set)\n", "what is not there");
}

static void
test_saved(struct bench *b)
{
	struct audience_saved s = { "members", "@lillois and AGE > 1", NOW };
	const char *name;
	bool replaced;

	is_int(audience_save(b->db, &s, &replaced, &b->a, &b->e), 0, "a new meaning");
	ok(replaced, "takes the place of the old one");
	s = (struct audience_saved){ "Lillois", "not @MEMBERS", NOW };
	is_int(audience_save(b->db, &s, &replaced, &b->a, &b->e), -1, "no circle");
	is_str(b->e.msg, "@members:1:1: '@Lillois' would use itself", "and why");
	err_clear(&b->e);
	is_int(audience_saved_get(&s, b->db, "LILLOIS", &b->a, &b->e), 0, "any case");
	is_str(s.expression, "VILLE like \"lille\"", "which changed nothing");
	is_int(audience_saved_drop(b->db, "lillois", &b->a, &b->e), -1, "it is in use");
	is_str(b->e.msg, "'@members' uses '@Lillois': change or drop that one first",
	    "and by what");
	err_clear(&b->e);
	is_int(audience_saved_drop(b->db, "members", &b->a, &b->e), 0, "the other first");
	is_int(audience_saved_drop(b->db, "lillois", &b->a, &b->e), 0, "then this");
	is_int(audience_saved_drop(b->db, "lillois", &b->a, &b->e), -1, "it is gone");
	is_int(b->e.kind, ERR_NOTFOUND, "so it is not found");
	err_clear(&b->e);
	is_int(audience_saved_name(&name, "@\xC3\xA9t\xC3\xA9-2026", &b->a, &b->e), 0,
	    "a name");
	is_str(name, "\xC3\xA9t\xC3\xA9-2026", "without its @");
	is_int(audience_saved_name(&name, "a b", &b->a, &b->e), -1, "no name");
	is_int(b->e.kind, ERR_DATA, "and why");
}

int
main(void)
{
	struct bench b = { 0 };

	setenv("TZ", "UTC", 1);
	open_bench(&b);
	test_cases(&b);
	test_refused(&b);
	test_values_are_bound(&b);
	test_limits(&b);
	test_explain(&b);
	test_saved(&b);
	test_samples(&b);
	db_close(b.db);
	unlink(b.path);
	arena_release(&b.a);
	return done_testing();
}
