/* lang - every language says everything, and dates as its readers write them. */
#include "tap.h"

#include "util/lang.h"

#include <stdlib.h>
#include <time.h>

static const struct {
	const char *tag, *code; /* NULL: not spoken */
} tags[] = {
	{ "fr", "fr" },
	{ "fr-BE", "fr" },
	{ "FR_be", "fr" },
	{ "pt-br", "pt" },
	{ "", NULL },
	{ "f", NULL },
	{ "fra", NULL },
	{ "br", NULL },
	{ "french", NULL },
};

static const struct {
	const char *tag;
	int64_t at;
	const char *want;
} dates[] = {
	{ "en", 1795000000, "18 November 2026 at 11:06 (UTC)" },
	{ "fr", 1795000000,
	    "18 novembre 2026 \xC3\xA0 11\xC2\xA0h\xC2\xA0"
	    "06 (UTC)" },
	{ "fr", 1772323200,
	    "1er mars 2026 \xC3\xA0 0\xC2\xA0h\xC2\xA0"
	    "00 (UTC)" },
	{ "de", 1772323200, "1. M\xC3\xA4rz 2026 um 0:00 Uhr (UTC)" },
	{ "es", 1795000000, "18 de noviembre de 2026, 11:06 (UTC)" },
	{ "it", 1772323200, "1\xC2\xBA marzo 2026, ore 0:00 (UTC)" },
	{ "nl", 1795000000, "18 november 2026 om 11:06 uur (UTC)" },
	{ "pt", 1795000000, "18 de novembro de 2026, 11:06 (UTC)" },
};

/* The keys of a language's file, a line each, without day.1. */
static void
keys_of(const struct lang *l, char *out, size_t size)
{
	const char *line = l->text.s, *end;
	size_t n = 0, len;

	for (; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		len = strcspn(line, ":");
		if (*line == '#' || strncmp(line, "day.1:", 6) == 0)
			continue;
		if (n + len + 2 > size)
			break;
		memcpy(out + n, line, len);
		n += len;
		out[n++] = '\n';
	}
	out[n] = '\0';
}

/* French sets some signs off by a blank, at which no line may end. */
static void
test_french(void)
{
	static const char *const wrong[] = { " ?", " !", " ;", " :", " \xC2\xBB",
		"\xC2\xAB ", "\xC2\xA0\xC2\xBB", "\xC2\xAB\xC2\xA0" };
	struct lang l;
	size_t i;

	lang_find(&l, "fr");
	for (i = 0; i < LENGTH(wrong); i++)
		ok(strstr(l.text.s, wrong[i]) == NULL, "no '%s' in French", wrong[i]);
}

int
main(void)
{
	char english[8192], keys[8192];
	struct arena a = { 0 };
	struct lang l;
	size_t i;
	bool found;

	setenv("TZ", "UTC", 1);
	tzset();
	for (i = 0; i < LENGTH(tags); i++) {
		found = lang_find(&l, tags[i].tag);
		is_str(found ? l.code : "none",
		    tags[i].code != NULL ? tags[i].code : "none", "the language of '%s'",
		    tags[i].tag);
	}
	ok(lang_find(&l, "en"), "English is spoken");
	keys_of(&l, english, sizeof(english));
	contains(english, "confirm.nothing\n", "it has sentences");
	for (i = 0; lang_codes[i] != NULL; i++) {
		lang_find(&l, lang_codes[i]);
		keys_of(&l, keys, sizeof(keys));
		is_str(keys, english, "'%s' says as much", l.code);
	}
	is_int(i, 7, "seven languages");
	is_str(lang_text(&l, "month.3", &a), "mar\xC3\xA7o", "a text");
	for (i = 0; i < LENGTH(dates); i++) {
		lang_find(&l, dates[i].tag);
		is_str(lang_date(&l, dates[i].at, &a), dates[i].want, "a date in '%s'",
		    dates[i].tag);
	}
	test_french();
	arena_release(&a);
	return done_testing();
}
