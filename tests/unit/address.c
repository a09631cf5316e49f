/* Addresses: which are, which are the same, and why the others are none. */
#include "tap.h"

#include "people/address.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define LOCAL_64 "bureau.collegial.de.la.federation.des.jardins.partages.et.nature"

#define LABEL_64 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01"

static const struct {
	const char *in, *key, *display; /* display NULL: as key */
	bool eai;
} good[] = {
	{ "camille@example.org", "camille@example.org", NULL, false },
	{ " Camille.DURAND@Example.ORG\t", "camille.durand@example.org", NULL, false },
	{ "alice@example.org\xC2\xA0", "alice@example.org", NULL, false },
	{ "lea+info@example.org", "lea+info@example.org", NULL, false },
	{ "maeve.o'brien@example.com", "maeve.o'brien@example.com", NULL, false },
	{ "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", NULL,
	    false },
	{ LOCAL_64 "@example.org", LOCAL_64 "@example.org", NULL, false },
	{ "exemple@b\xC3\xBC"
	  "cher.example",
	    "exemple@xn--bcher-kva.example",
	    "exemple@b\xC3\xBC"
	    "cher.example",
	    false },
	{ "Exemple@BU\xCC\x88"
	  "CHER.example",
	    "exemple@xn--bcher-kva.example",
	    "exemple@b\xC3\xBC"
	    "cher.example",
	    false },
	{ "exemple@xn--bcher-kva.example", "exemple@xn--bcher-kva.example", NULL, false },
	{ "contact@\xC3\xA9picerie-des-\xC3\xA9"
	  "cluses.example",
	    "contact@xn--picerie-des-cluses-9vbm.example",
	    "contact@\xC3\xA9picerie-des-\xC3\xA9"
	    "cluses.example",
	    false },
	{ "andr\xC3\xA9.c\xC3\xB4t\xC3\xA9@example.net",
	    "andr\xC3\xA9.c\xC3\xB4t\xC3\xA9@example.net", NULL, true },
	{ "\"joe\"@example.org", "joe@example.org", NULL, false },
	{ "\"j\\oe\"@example.org", "joe@example.org", NULL, false },
	{ "\"a@b\"@example.org", "\"a@b\"@example.org", NULL, false },
	{ "\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", NULL, false },
	{ "root@localhost", "root@localhost", NULL, false },
	{ "x@fa\xC3\x9F.example", "x@xn--fa-hia.example", "x@fa\xC3\x9F.example", false },
};

static const struct {
	const char *in, *why;
} bad[] = {
	{ "", "empty" },
	{ " \xC2\xA0", "empty" },
	{ "karim.benali.example.org", "there is no '@'" },
	{ "sophie@legrand@example.org", "more than one '@'" },
	{ "@example.org", "nothing before" },
	{ "x@", "nothing behind" },
	{ "a b@example.org", "blank" },
	{ "\"a b\"@example.org", "blank" },
	{ "a@example.org\nb@example.org", "line end" },
	{ "a@example.org>\r\nRCPT TO:<b@example.org", "line end" },
	{ "a\x01@example.org", "control" },
	{ "a\xC2\x85@example.org", "blank" },
	{ "a\xE2\x80\xAE@example.org", "invisible" },
	{ "a\xE9@example.org", "not UTF-8" },
	{ "<a@example.org>", "'<' before the '@'" },
	{ "a@example.org>", "'>' in the domain" },
	{ ".a@example.org", "begins or ends with a dot" },
	{ "a.@example.org", "begins or ends with a dot" },
	{ "a..b@example.org", "two dots in a row" },
	{ "a@example..org", "empty part" },
	{ "a@.example.org", "empty part" },
	{ "a@example.org.", "empty part" },
	{ "a@-example.org", "hyphen" },
	{ "a@example-.org", "hyphen" },
	{ "a@exam_ple.org", "'_' in the domain" },
	{ "a@example", "no dot" },
	{ "a@[192.0.2.1]", "IP address" },
	{ "a@192.0.2.1", "no top-level domain" },
	{ "a\"b\"@example.org", "'\"' before the '@'" },
	{ "\"a\"b@example.org", "outside the quotes" },
	{ "\"a@example.org", "not closed" },
	{ "@relay.example:a@example.org", "more than one '@'" },
	{ "x" LOCAL_64 "@example.org", "65 octets" },
	{ "a@" LABEL_64 ".org", "63 characters" },
	{ "me@bad.tld-2", "no top-level domain" },
	{ "x@xn--a.example", "domain is not valid" },
	{ "Ann <a@example.org>", "blank" },
};

static void
test_own(void)
{
	struct arena a = { 0 };
	struct address x;
	struct err e;

	for (size_t i = 0; i < LENGTH(good); i++) {
		err_clear(&e);
		if (!is_int(address_parse(&x, span_of(good[i].in), &a, &e), 0,
			"accepted: %s", good[i].in)) {
			printf("# %s\n", e.msg);
			continue;
		}
		is_str(x.key, good[i].key, "its key");
		is_str(x.display, good[i].display != NULL ? good[i].display : good[i].key,
		    "as it is shown");
		is_int(x.eai, good[i].eai, "needs SMTPUTF8");
	}
	for (size_t i = 0; i < LENGTH(bad); i++) {
		err_clear(&e);
		is_int(address_parse(&x, span_of(bad[i].in), &a, &e), -1,
		    "refused: case %zu", i);
		is_int(e.kind, ERR_DATA, "as data");
		contains(e.msg, bad[i].why, "because");
	}
	arena_release(&a);
}

/* A long domain: each part is short enough, the whole is not. */
static void
test_length(void)
{
	char text[400] = "a@";
	struct arena a = { 0 };
	struct address x;
	struct err e = { 0 };
	size_t n = 2;

	while (n < 250)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "abcdefghi.");
	snprintf(text + n, sizeof(text) - n, "org");
	is_int(strlen(text), 255, "an address of 255 octets");
	is_int(address_parse(&x, span_of(text), &a, &e), -1, "is too long");
	contains(e.msg, "255 octets", "and the reason says so");
	text[2] = 'b';
	err_clear(&e);
	memmove(text + 2, text + 3, strlen(text + 2));
	is_int(address_parse(&x, span_of(text), &a, &e), 0, "254 are not (%s)", e.msg);
	arena_release(&a);
}

struct figure {
	int right, all;
};

static void
count(struct figure *f, bool right, const char *input, const char *expect, bool loud)
{
	f->all++;
	if (right)
		f->right++;
	else if (loud)
		printf("# not %s: %s\n", expect, input);
}

/* Foreign addresses; the figures may not fall below those last seen. */
static void
test_corpus(void)
{
	static const struct {
		const char *expect;
		bool accepted;
		int least;
	} kinds[] = { { "accept", true, 63 }, { "eai", true, 18 },
		{ "reject", false, 174 } };
	const char *corpora = getenv("NLCTL_CORPORA");
	struct figure figures[LENGTH(kinds)] = { 0 };
	struct arena a = { 0 };
	char path[512], line[65536];
	json_error_t why;
	struct address x;
	struct err e;
	FILE *f;

	snprintf(path, sizeof(path), "%s/addresses/addresses.jsonl",
	    corpora != NULL ? corpora : "../shared/corpora");
	f = fopen(path, "r");
	if (f == NULL) {
		skip("no foreign addresses at %s", path);
		return;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		json_t *v = json_loads(line, JSON_ALLOW_NUL, &why);
		json_t *input = json_object_get(v, "input");
		const char *expect = json_string_value(json_object_get(v, "expect"));
		struct span s = { json_string_value(input), json_string_length(input) };
		bool accepted;

		err_clear(&e);
		accepted = s.s != NULL && address_parse(&x, s, &a, &e) == 0;
		for (size_t i = 0; expect != NULL && i < LENGTH(kinds); i++) {
			if (strcmp(expect, kinds[i].expect) == 0)
				count(&figures[i], accepted == kinds[i].accepted, s.s,
				    expect, getenv("VERBOSE") != NULL);
		}
		json_decref(v);
	}
	fclose(f);
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		printf("# addresses, %s: %d of %d\n", kinds[i].expect, figures[i].right,
		    figures[i].all);
		ok(figures[i].all > 0 && figures[i].right >= kinds[i].least,
		    "%s: at least %d are right", kinds[i].expect, kinds[i].least);
	}
	arena_release(&a);
}

int
main(void)
{
	test_own();
	test_length();
	test_corpus();
	return done_testing();
}
