/* Unicode: what is valid, blank, a control; composed, lower case, without marks. */
#include "tap.h"

#include "util/utf8.h"

static const struct {
	const char *in;
	size_t n;
	bool valid;
} valid_cases[] = {
	{ "", 0, true }, { "abc", 3, true }, { "abcdefgh\xC3", 9, false },
	{ "abcdefghij\xC3\xA9klmnopqrst", 22, true },
	{ "abcdefghij\xC3\xA9klmnopqrs\xE9", 22, false }, { "\xC3\xA9", 2, true },
	{ "\xF0\x9F\x90\x9D", 4, true }, { "\xC3", 1, false }, { "\xE9t\xE9", 3, false },
	{ "\xC0\x80", 2, false },         /* overlong */
	{ "\xED\xA0\x80", 3, false },     /* a surrogate */
	{ "\xF4\x90\x80\x80", 4, false }, /* past U+10FFFF */
};

static const struct {
	const char *in, *trimmed, *nfc, *lower, *unaccented;
} cases[] = {
	{ "", "", "", "", "" },
	{ "Jules", "Jules", "Jules", "jules", "Jules" },
	{ " \t Jules\r\n", "Jules", " \t Jules\r\n", " \t jules\r\n", " \t Jules\r\n" },
	{ "\xC2\xA0x\xC2\xA0", "x", "\xC2\xA0x\xC2\xA0", "\xC2\xA0x\xC2\xA0", " x " },
	{ "\xEF\xBB\xBFx\xE2\x80\x8B", "x", "\xEF\xBB\xBFx\xE2\x80\x8B",
	    "\xEF\xBB\xBFx\xE2\x80\x8B", "\xEF\xBB\xBFx\xE2\x80\x8B" },
	{ "He\xCC\x81", "He\xCC\x81", "H\xC3\xA9", "h\xC3\xA9", "He" },
	{ "\xC3\x89T\xC3\x89", "\xC3\x89T\xC3\x89", "\xC3\x89T\xC3\x89",
	    "\xC3\xA9t\xC3\xA9", "ETE" },
	{ "\xC5\x81", "\xC5\x81", "\xC5\x81", "\xC5\x82", "\xC5\x81" },
	/* Of no language: a Turkish locale must not make a dotless i of it. */
	{ "INFO", "INFO", "INFO", "info", "INFO" },
};

static const struct {
	const char *in;
	bool control;
} control_cases[] = {
	{ "plain \xC3\xA9", false },
	{ "a\nb", true },
	{ "a\x7F", true },
	{ "a\xC2\x85", true },
	{ "a\xE2\x80\xA8", true },
	{ "a\xC2\xA0", false },
};

static void
test_next(void)
{
	static const char text[] = "a\xC3\xA9\xFF\xF0\x9F\x90\x9D\xE2\x82";
	static const uint32_t want[] = { 'a', 0xE9, UTF8_BAD, 0x1F41D, UTF8_BAD,
		UTF8_BAD };
	struct span s = { text, sizeof(text) - 1 };
	uint32_t c;
	size_t len, i = 0;

	for (; (len = utf8_next(s.s, s.n, &c)) > 0; s.s += len, s.n -= len, i++)
		is_int(c, want[i < LENGTH(want) ? i : 0], "character %zu", i);
	is_int(i, LENGTH(want), "that is all");
}

static void
is_span(struct span got, const char *want, const char *what, const char *of)
{
	is_mem(got.s, got.n, want, strlen(want), "%s of '%s'", what, of);
}

int
main(void)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < LENGTH(valid_cases); i++)
		is_int(utf8_valid(valid_cases[i].in, valid_cases[i].n),
		    valid_cases[i].valid, "valid %zu", i);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span s = span_of(cases[i].in);

		is_span(utf8_trim(s), cases[i].trimmed, "trim", cases[i].in);
		is_span(utf8_nfc(&a, s), cases[i].nfc, "NFC", cases[i].in);
		is_span(utf8_lower(&a, s), cases[i].lower, "lower", cases[i].in);
		is_span(
		    utf8_unaccent(&a, s), cases[i].unaccented, "unaccent", cases[i].in);
	}
	for (size_t i = 0; i < LENGTH(control_cases); i++)
		is_int(utf8_has_control(span_of(control_cases[i].in)),
		    control_cases[i].control, "control %zu", i);
	is_int(utf8_length(span_of("He\xCC\x81\xF0\x9F\x90\x9D")), 4, "characters");
	is_span(utf8_upper(&a, span_of("\xC3\xA9t\xC3\xA9")), "\xC3\x89T\xC3\x89",
	    "upper", "ete");
	test_next();
	arena_release(&a);
	return done_testing();
}
