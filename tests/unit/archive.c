/* archive - what pages of an archive are called. */
#include "delivery/archive.h"
#include "tap.h"

#include <string.h>

/* A name and its page; one that ends with "." has a number behind it. */
static const struct {
	const char *name, *page;
} names[] = {
	{ "newsletter", "newsletter" },
	{ "Newsletter", "newsletter" },
	{ "2026-05_b", "2026-05_b" },
	{ "Été & hiver 2026", "ete-hiver-2026." },
	{ "Les amis", "les-amis." },
	{ "les-amis", "les-amis" },
	{ "les-amis.md", "les-amis-md." },
	{ "-x", "x." },
	{ "新聞", "name." },
	{ "../../etc/passwd", "etc-passwd." },
	{ ".", "name." },
	{ "a/b", "a-b." },
	/* What other files of the tree are called. */
	{ "i", "i." },
	{ "I", "i." },
	{ "index", "index." },
	{ "page-2", "page-2." },
	{ "page", "page" },
};

static bool
is_as_wanted(const char *page, const char *wanted)
{
	size_t n = strlen(wanted);

	if (wanted[n - 1] != '.')
		return strcmp(page, wanted) == 0;
	return strncmp(page, wanted, n) == 0 &&
	    strspn(page + n, "0123456789abcdef") == 8 && page[n + 8] == '\0';
}

int
main(void)
{
	struct arena a = { 0 };
	char name[1001] = "";
	const char *page;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		page = archive_page_name(names[i].name, &a);
		ok(is_as_wanted(page, names[i].page), "the page of '%s' is '%s'",
		    names[i].name, page);
	}
	is_str(archive_page_name("Les AMIS", &a), archive_page_name("les amis", &a),
	    "case is no difference");
	ok(strcmp(archive_page_name("les amis", &a),
	       archive_page_name("les_amis!", &a)) != 0,
	    "another name is another page");
	ok(strcmp(archive_page_name("新聞", &a), archive_page_name("信", &a)) != 0,
	    "without any letter too");
	memset(name, 'x', sizeof(name) - 1);
	ok(strlen(archive_page_name(name, &a)) < 100, "no name is too long for a file");
	arena_release(&a);
	return done_testing();
}
