/* An issue in its forms: what it says of itself, and where. */
#include "issue/manuscript.h"

#include "tap.h"

static struct arena arena;
static struct findings found;

static int
read_as(struct manuscript *m, const char *name, const char *text)
{
	findings_init(&found, &arena);
	return manuscript_read(m, span_of(text), name, &arena, &found);
}

static void
test_html(void)
{
	struct manuscript m;

	is_int(read_as(&m, "june.html",
		   "<html lang=fr><title>Juin</title><meta name='nlctl:name' "
		   "content='j'><p>x"),
	    0, "html: read");
	is_int(found.count, 0, "html: nothing wrong");
	is_str(m.subject, "Juin", "html: subject");
	is_str(m.language, "fr", "html: language");
	is_str(manuscript_setting(&m, "name")->value, "j", "html: setting");
	is_int(manuscript_setting(&m, "name")->offset, 33, "html: its place");
	ok(manuscript_setting(&m, "from") == NULL, "html: no such setting");

	is_int(read_as(&m, "june.html", "<p>x"), 0, "no title: read");
	is_int(found.errors, 1, "but an error");
	contains(found.list[0].text, "<title>", "that says what to write");
}

int
main(void)
{
	test_html();
	arena_release(&arena);
	return done_testing();
}
