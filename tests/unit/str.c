/* str - text without the addresses in it; text in an arena; paths of files. */
#include "util/str.h"

#include "tap.h"

#include "util/arena.h"
#include "util/file_path.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text, *without;
	size_t size;
} cases[] = {
	{ "", "", 64 },
	{ "no such user", "no such user", 64 },
	{ "<lea@asso.example>: access denied", "<\xE2\x80\xA6>: access denied", 64 },
	{ "to=<lea@asso.example>, id (x@y)", "<\xE2\x80\xA6>, id (<\xE2\x80\xA6>)", 64 },
	{ "lea@asso.example", "<\xE2\x80\xA6>", 64 },
	{ "no such user", "no s", 5 },
	{ "a b", "", 1 },
};

static void
test_hex(void)
{
	unsigned char bytes[3] = { 0 };
	char c = '?', hex[7];

	ok(str_unhex(bytes, "00aFE9", 3), "digits of either case");
	str_hex(hex, bytes, 3);
	is_str(hex, "00afe9", "there and back");
	ok(!str_unhex(bytes, "0g", 1), "'g' is no digit");
	ok(!str_unhex(bytes, "0", 1), "an end is no digit");
	ok(str_percent(span_of("%c3%a9"), &c) && c == '\xC3', "%%c3 is an octet");
	ok(!str_percent((struct span){ "%c3", 2 }, &c), "%%c3 cut off is none");
	ok(!str_percent(span_of("%+1"), &c), "%%+1 is none");
}

/* What is printed into an arena stands there whole, whatever room was left. */
static void
test_printed(void)
{
	static char words[40000];
	struct arena a = { 0 };
	const char *before, *text;
	int n;

	memset(words, 'x', sizeof(words) - 1);
	for (n = 0; n < 39000; n = 2 * n + 1) {
		before = arena_printf(&a, "%d", n);
		text = arena_printf(&a, "%.*s|", n, words);
		ok(strlen(text) == (size_t)n + 1 && strspn(text, "x") == (size_t)n &&
			text[n] == '|' && atoi(before) == n,
		    "%d letters", n);
	}
	text = arena_printf(&a, "%s", before);
	is_str(text, before, "a text of the arena in another");
	arena_release(&a);
	for (n = 16000; n < 16400; n++) {
		before = arena_printf(&a, "%.*s", 15, words);
		text = arena_printf(&a, "%.*s", n - 16, words);
		if (strlen(before) != 15 || strlen(text) != (size_t)n - 16)
			break;
		arena_release(&a);
	}
	is_int(n, 16400, "at the end of a block");
	arena_release(&a);
}

static void
test_paths(void)
{
	static const struct {
		const char *path, *folder, *base, *extension;
	} paths[] = {
		{ "june.html", "", "june.html", ".html" },
		{ "a/b.c/june", "a/b.c/", "june", "" },
		{ "/june.tar.gz", "/", "june.tar.gz", ".gz" },
		{ "a/", "a/", "", "" },
		{ "", "", "", "" },
	};
	struct arena a = { 0 };
	size_t i;

	for (i = 0; i < LENGTH(paths); i++) {
		is_str(file_path_folder(paths[i].path, &a), paths[i].folder,
		    "the folder of '%s'", paths[i].path);
		is_str(file_path_base(paths[i].path), paths[i].base, "its base");
		is_str(file_path_extension(paths[i].path), paths[i].extension,
		    "its extension");
	}
	arena_release(&a);
}

int
main(void)
{
	char out[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		str_without_addresses(out, cases[i].size, cases[i].text);
		is_str(out, cases[i].without, "'%s'", cases[i].text);
	}
	test_hex();
	test_printed();
	test_paths();
	return done_testing();
}
