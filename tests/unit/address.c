/* Addresses: which are, which are the same, and why the others are none. */
#include "tap.h"

#include "people/address.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCAL_64 "bureau.collegial.de.la.federation.des.jardins.partages.et.nature"

#define LABEL_64 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01"

static const struct {
	const char *in, *key, *display; /* display NULL: as key */
	bool eai;
} good[] = {
	{ "camille@example.org", "camille@example.org", NULL, false },
	{ "Camille.DURAND@Example.ORG", "camille.durand@example.org", NULL, false },
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
	{ "x@\xCE\x92\xCE\x8C\xCE\x9B\xCE\x9F\xCE\xA3.example", "x@xn--nxasmq6b.example",
	    "x@\xCE\xB2\xCF\x8C\xCE\xBB\xCE\xBF\xCF\x83.example", false },
	{ "x@\xE0\xB6\x9A\xE0\xB7\x8A\xE2\x80\x8D\xE0\xB6\xBB.example",
	    "x@xn--3zc0eybz95j.example",
	    "x@\xE0\xB6\x9A\xE0\xB7\x8A\xE2\x80\x8D\xE0\xB6\xBB.example", false },
	{ "x@fa\xC3\x9F.example", "x@xn--fa-hia.example", "x@fa\xC3\x9F.example", false },
};

/* Taken, but worth a second look. */
static const struct {
	const char *in, *doubt;
} doubtful[] = {
	{ "a@example", "no dot: is its end missing" },
	{ "a@xn--fiqs8s", "no dot: is its end missing" },
	{ "a@192.0.2.1", "ends with '1', which is no top-level" },
	{ "a@example.123", "ends with '123', which is no top-level" },
};

static const struct {
	const char *in, *why;
} bad[] = {
	{ "", "empty" },
	{ " \xC2\xA0", "blank" },
	{ " a@example.org", "blank" },
	{ "a@example.org\t", "blank" },
	{ "a@example.org\xC2\xA0", "blank" },
	{ "a@example.org\r\n", "line end" },
	{ "\na@example.org", "line end" },
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
	{ "a@[192.0.2.1]", "IP address" },
	{ "me@tld-1", "no top-level domain" },
	{ "me@example.a1", "no top-level domain" },
	{ "a\"b\"@example.org", "'\"' before the '@'" },
	{ "\"a\"b@example.org", "outside the quotes" },
	{ "\"a@example.org", "not closed" },
	{ "@relay.example:a@example.org", "more than one '@'" },
	{ "x" LOCAL_64 "@example.org", "65 octets" },
	{ "a@" LABEL_64 ".org", "63 characters" },
	{ "me@bad.tld-2", "no top-level domain" },
	{ "x@xn--a.example", "domain is not valid" },
	{ "x@\xC3\xBC.xn--6a", "domain is not valid" },
	{ "x@xn--6a.example", "domain is not valid" },
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
		is_str(x.doubt, "", "no doubt");
	}
	for (size_t i = 0; i < LENGTH(doubtful); i++) {
		err_clear(&e);
		is_int(address_parse(&x, span_of(doubtful[i].in), &a, &e), 0,
		    "accepted: %s", doubtful[i].in);
		contains(x.doubt, doubtful[i].doubt, "with a doubt");
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
count(struct figure *f, bool right, struct span input, const char *expect)
{
	f->all++;
	f->right += right;
	if (!right && getenv("VERBOSE") != NULL)
		printf("# not %s: %.*s\n", expect, (int)input.n, input.s);
}

static void
print_figure(const struct figure *f, const char *what, int percent)
{
	printf("# %s: %d of %d (%.1f %%)\n", what, f->right, f->all,
	    f->all > 0 ? f->right * 100.0 / f->all : 0.0);
	ok(f->all > 0 && f->right * 100 >= f->all * percent,
	    "%s: at least %d %% are right", what, percent);
}

/* A file of the corpus, read in place; NULL, and said, when it is not there. */
static FILE *
open_corpus(const char *name)
{
	const char *corpora = getenv("NLCTL_CORPORA");
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/addresses/%s",
	    corpora != NULL ? corpora : "../shared/corpora", name);
	f = fopen(path, "r");
	if (f == NULL)
		skip("no foreign addresses at %s", path);
	return f;
}

/* Other programs' test addresses: what their authors expect is not always the
 * same, so that not all can be right. */
static void
test_corpus(void)
{
	static const struct {
		const char *expect;
		bool accepted;
		int percent;
	} kinds[] = { { "accept", true, 96 }, { "eai", true, 100 }, { "idn", true, 100 },
		{ "reject", false, 98 } };
	struct figure figures[LENGTH(kinds)] = { 0 };
	FILE *f = open_corpus("addresses.jsonl");
	struct arena a = { 0 };
	char line[65536];
	struct address x;
	struct err e;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		json_t *v = json_loads(line, JSON_ALLOW_NUL, NULL);
		json_t *input = json_object_get(v, "input");
		const char *expect = json_string_value(json_object_get(v, "expect"));
		struct span s = { json_string_value(input), json_string_length(input) };
		bool accepted;

		err_clear(&e);
		accepted = s.s != NULL && address_parse(&x, s, &a, &e) == 0;
		for (size_t i = 0; expect != NULL && i < LENGTH(kinds); i++) {
			if (strcmp(expect, kinds[i].expect) == 0)
				count(&figures[i], accepted == kinds[i].accepted, s,
				    expect);
		}
		json_decref(v);
	}
	for (size_t i = 0; f != NULL && i < LENGTH(kinds); i++) {
		/* The half that is kept here has no domain-only case of its own. */
		if (figures[i].all > 0 || strcmp(kinds[i].expect, "idn") != 0)
			print_figure(&figures[i], kinds[i].expect, kinds[i].percent);
	}
	if (f != NULL)
		fclose(f);
	arena_release(&a);
}

static void
put_utf8(char *out, size_t *n, unsigned long c)
{
	if (c < 0x80) {
		out[(*n)++] = (char)c;
	} else if (c < 0x800) {
		out[(*n)++] = (char)(0xC0 | c >> 6);
		out[(*n)++] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		out[(*n)++] = (char)(0xE0 | c >> 12);
		out[(*n)++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[(*n)++] = (char)(0x80 | (c & 0x3F));
	} else {
		out[(*n)++] = (char)(0xF0 | c >> 18);
		out[(*n)++] = (char)(0x80 | (c >> 12 & 0x3F));
		out[(*n)++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[(*n)++] = (char)(0x80 | (c & 0x3F));
	}
}

/* A column of IdnaTest.txt, trimmed, its \uXXXX and \x{X} read, behind "x@". */
static struct span
idna_column(char *text, char *out)
{
	size_t n = 0;
	char *end;

	out[n++] = 'x';
	out[n++] = '@';
	text += strspn(text, " \t");
	for (; *text != '\0'; text++) {
		if (strncmp(text, "\\u", 2) == 0) {
			char digits[5] = { 0 };

			memcpy(digits, text + 2, 4);
			put_utf8(out, &n, strtoul(digits, NULL, 16));
			text += 5;
		} else if (strncmp(text, "\\x{", 3) == 0) {
			put_utf8(out, &n, strtoul(text + 3, &end, 16));
			text = end;
		} else {
			out[n++] = *text;
		}
	}
	while (n > 2 && (out[n - 1] == ' ' || out[n - 1] == '\t'))
		n--;
	out[n] = '\0';
	return (struct span){ out, n };
}

/* Unicode's own domains: the same A-label, or refused.  Their Unicode is older than
 * libidn2's, and they take labels as top-level domains that are none. */
static void
test_idna(void)
{
	struct figure valid = { 0 }, invalid = { 0 };
	FILE *f = open_corpus("idna/IdnaTest-sample.txt");
	struct arena a = { 0 };
	char line[8192], texts[3][8192], *columns[5], *rest;
	struct address x;
	struct err e;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		struct span s[3];
		size_t n = 0;
		bool accepted;

		line[strcspn(line, "#\n")] = '\0';
		for (rest = line; n < LENGTH(columns) && rest != NULL; n++)
			columns[n] = strsep(&rest, ";");
		/* NV8: no domain of IDNA 2008, which is what registries sell. */
		if (n < 4 || columns[0][0] == 'T' || n == 5)
			continue;
		for (size_t i = 0; i < 3; i++) {
			s[i] = idna_column(columns[i + 1], texts[i]);
			if (i > 0 && s[i].n == 2)
				s[i] = s[i - 1];
		}
		err_clear(&e);
		accepted = address_parse(&x, s[0], &a, &e) == 0;
		if (s[2].s[s[2].n - 1] == '.' || s[2].n > ADDRESS_MAX)
			continue;
		if (s[2].s[2] == '[')
			count(&invalid, !accepted, s[0], "refused");
		else
			count(
			    &valid, accepted && strcmp(x.key, s[2].s) == 0, s[0], s[2].s);
	}
	if (f != NULL) {
		print_figure(&valid, "IDNA, domains to accept", 96);
		print_figure(&invalid, "IDNA, domains to refuse", 97);
		fclose(f);
	}
	arena_release(&a);
}

int
main(void)
{
	test_own();
	test_length();
	test_corpus();
	test_idna();
	return done_testing();
}
