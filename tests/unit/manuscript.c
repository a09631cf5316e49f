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

static const struct {
	const char *name, *text;
	enum manuscript_form form;
} forms[] = {
	{ "a.html", "<title>x</title>", MANUSCRIPT_HTML },
	{ "a.htm", "---\nsubject: x\n---\n", MANUSCRIPT_HTML },
	{ "a.md", "x", MANUSCRIPT_MARKDOWN },
	{ "d.txt/A.MARKDOWN", "x", MANUSCRIPT_MARKDOWN },
	{ "a.txt", "x", MANUSCRIPT_TEXT },
	{ "a.txt/b", "<p>", MANUSCRIPT_HTML },
	{ "standard input", "<title>x</title>", MANUSCRIPT_HTML },
	{ "standard input", "---\nsubject: x\n---\n", MANUSCRIPT_MARKDOWN },
};

static void
test_forms(void)
{
	struct manuscript m;
	size_t i;

	for (i = 0; i < LENGTH(forms); i++) {
		read_as(&m, forms[i].name, forms[i].text);
		is_int(m.form, forms[i].form, "form of '%s'", forms[i].name);
	}
}

static void
test_text(void)
{
	struct manuscript m;

	is_int(read_as(&m, "june.txt",
		   "\xEF\xBB\xBF---\nsubject: Juin\nlang: fr\nattach: a\nattach: "
		   "b\n---\n\nBonjour\n"),
	    0, "text: read");
	is_int(found.count, 0, "text: nothing wrong");
	is_str(m.subject, "Juin", "text: subject");
	is_str(m.language, "fr", "text: language");
	is_mem(m.body.text.s, m.body.text.n, "Bonjour\n", 8, "text: body");
	is_int(m.nsettings, 4, "text: settings");
	is_int(m.html.nlinks, 0, "text: no HTML");
	finding_add(&found, FINDING_MERGE_TAG, "june.txt", m.body.text, 3,
	    "in the fourth letter");
	is_int(found.list[0].line, 8, "text: a place in the body is one in the file");
	is_int(found.list[0].column, 4, "and its column");
	finding_add(&found, FINDING_MERGE_TAG, "june.txt", span_of(m.subject), 2, "here");
	is_int(found.list[1].line, 2, "a place in the subject is one in the file");
	is_int(found.list[1].column, 12, "and its column");

	read_as(&m, "june.txt", "Bonjour");
	contains(found.list[0].text, "'subject: ...'", "no subject: what to write");
	is_mem(
	    m.body.text.s, m.body.text.n, "Bonjour", 7, "no front matter: all is body");
}

static const struct {
	const char *name, *text, *want;
} refused[] = {
	{ "a.html", "<title>x</title><meta name='nlctl:subject' content='y'>",
	    "an HTML issue says so in its <title>" },
	{ "a.html", "<title>x</title><meta name='nlctl:layout' content='y'>",
	    "only a Markdown issue is set into a layout" },
	{ "a.txt", "---\nsubject: x\nlayout: y\n---\n",
	    "only a Markdown issue is set into a layout" },
	{ "a.txt", "---\nsubject: x\nevery: month\n---\n", "not there yet" },
};

static void
test_refused(void)
{
	struct manuscript m;
	size_t i;

	for (i = 0; i < LENGTH(refused); i++) {
		read_as(&m, refused[i].name, refused[i].text);
		is_int(found.errors, 1, "%zu: one mistake", i);
		contains(found.count > 0 ? found.list[0].text : "", refused[i].want,
		    "%zu: what to do", i);
	}
}

int
main(void)
{
	test_html();
	test_forms();
	test_text();
	test_refused();
	arena_release(&arena);
	return done_testing();
}
