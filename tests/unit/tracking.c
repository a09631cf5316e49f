/* Links that lead through us: which ones, in the HTML and in a text of one's own. */
#include "tap.h"

#include "issue/manuscript.h"
#include "issue/tracking.h"
#include "issue/web_address.h"

#include <string.h>

#define LINKS "https://n.example/l/"
#define OPENS "https://n.example/o/"
#define DOT "<img src=\"" OPENS "{{ track }}\" width=\"1\" height=\"1\" alt=\"\">"

static struct arena arena;

static const struct {
	const char *html, *want;
} pages[] = {
	{ "<a href=\"https://a.example/\">a</a>",
	    "<a href=\"" LINKS "{{ track }}/1\">a</a>" },
	{ "<a href='http://a.example/?x=1&amp;y=2' title=t>a</a>",
	    "<a href='" LINKS "{{ track }}/1' title=t>a</a>" },
	{ "<A HREF=HTTPS://A.example>a</A>", "<A HREF=" LINKS "{{ track }}/1>a</A>" },
	{ "<map><area href=' https://a.example/ '></map>",
	    "<map><area href='" LINKS "{{ track }}/1'></map>" },
	{ "<a href=#top>t</a><a href=https://a.example>a</a>",
	    "<a href=#top>t</a><a href=" LINKS "{{ track }}/2>a</a>" },
	{ "{% if contact.X %}<a href=https://a.example>a</a>{% endif %}",
	    "{% if contact.X %}<a href=" LINKS "{{ track }}/1>a</a>{% endif %}" },
	{ "<!--[if mso]><v:roundrect href=\"https://a.example/?x=1&amp;y=2\">a"
	  "</v:roundrect><![endif]--><a href='https://a.example/?x=1&amp;y=2'>a</a>",
	    "<!--[if mso]><v:roundrect href=\"" LINKS "{{ track }}/1\">a"
	    "</v:roundrect><![endif]--><a href='" LINKS "{{ track }}/1'>a</a>" },
	{ "<!--[if mso]><![endif]--><p>href='https://a.example'</p>"
	  "<!--[if mso]><a href='https://b.example'><a href='{{ x }}'><a href='"
	  "<![endif]--><a href='https://a.example'>a</a>",
	    "<!--[if mso]><![endif]--><p>href='https://a.example'</p>"
	    "<!--[if mso]><a href='https://b.example'><a href='{{ x }}'><a href='"
	    "<![endif]--><a href='" LINKS "{{ track }}/1'>a</a>" },
	/* What is left alone. */
	{ "<a href=\"{{ unsubscribe }}\">u</a>", NULL },
	{ "<a href=\"{{ mirror }}\">m</a>", NULL },
	{ "<a href=\"https://a.example/?e={{ contact.EMAIL }}\">a</a>", NULL },
	{ "<a href=\"https://a.example/{% if contact.X %}x{% endif %}\">a</a>", NULL },
	{ "<a href=\"https://a.example/{{\">a</a>", NULL },
	{ "<a href=mailto:a@a.example>a</a><a href=tel:+33>t</a><a href=sms:1>s</a>",
	    NULL },
	{ "<a href=#a>a</a><a href=''>b</a><a href=a.html>c</a><a href=//a.example>d</a>",
	    NULL },
	{ "<a href=javascript:https://a.example>a</a><a href=ftp://a.example>f</a>",
	    NULL },
	{ "{% verbatim %}<a href=https://a.example>a</a>{% endverbatim %}", NULL },
	{ "{% comment %}<a href=https://a.example>a</a>{% endcomment %}", NULL },
	{ "<!-- <a href=https://a.example>a</a> -->", NULL },
	{ "<img src=https://a.example/a.png><link href=https://a.example/a.css>", NULL },
	{ "{% verbatim %}x{% endverbatim %}<a href=https://a.example>a</a>",
	    "{% verbatim %}x{% endverbatim %}<a href=" LINKS "{{ track }}/1>a</a>" },
};

static const struct {
	const char *html, *want;
} opened[] = {
	{ "<body>a</body></html>", "<body>a" DOT "</body></html>" },
	{ "<p>a", "<p>a" DOT },
	{ "<pre>&lt;/body></pre><BODY>a</BODY >",
	    "<pre>&lt;/body></pre><BODY>a" DOT "</BODY >" },
	{ "{% verbatim %}</body>{% endverbatim %}",
	    "{% verbatim %}</body>{% endverbatim %}" DOT },
	{ "", DOT },
};

/* With a page of which number 1 is /a, 2 and 3 are /b, and 4 has a tag in it. */
#define PAGE \
	"<a href=https://a.example/a>a</a><a href=https://a.example/b>b</a>" \
	"<a href=https://a.example/b>b</a><a href='https://a.example/{{ x }}'>x</a>"
static const struct {
	const char *text, *want;
} texts[] = {
	{ "See https://a.example/a.", "See " LINKS "{{ track }}/1." },
	{ "<https://a.example/b>", "<" LINKS "{{ track }}/2>" },
	{ "(https://a.example/a), https://a.example/b!",
	    "(" LINKS "{{ track }}/1), " LINKS "{{ track }}/2!" },
	{ "https://a.example/ab", "https://a.example/ab" },
	{ "https://a.example/a/b", "https://a.example/a/b" },
	{ "https://a.example/", "https://a.example/" },
	{ "https://a.example/{{ x }}", "https://a.example/{{ x }}" },
	{ "http", "http" },
	{ "httphttps://a.example/a", "httphttps://a.example/a" },
	{ "{% if x %}https://a.example/a{% endif %}",
	    "{% if x %}" LINKS "{{ track }}/1{% endif %}" },
	{ "{{ x | default:\"https://a.example/a\" }}",
	    "{{ x | default:\"https://a.example/a\" }}" },
	{ "", "" },
};

/* Issues that are texts; NULL: nothing is changed. */
static const struct {
	const char *text, *want;
} issues[] = {
	{ "See https://a.example/a, and HTTP://a.example.",
	    "See " LINKS "{{ track }}/1, and " LINKS "{{ track }}/2." },
	{ "https://a.example/a\nhttps://a.example/a",
	    LINKS "{{ track }}/1\n" LINKS "{{ track }}/2" },
	{ "\xC2\xAB\xC2\xA0https://a.example\xC2\xA0\xC2\xBB",
	    "\xC2\xAB\xC2\xA0" LINKS "{{ track }}/1\xC2\xA0\xC2\xBB" },
	{ "\xE2\x80\x9Chttps://a.example\xE2\x80\x9D",
	    "\xE2\x80\x9C" LINKS "{{ track }}/1\xE2\x80\x9D" },
	{ "https://a.example/\xC3\xA9t\xC3\xA9!", LINKS "{{ track }}/1!" },
	{ "(https://a.example/A_(b))", "(" LINKS "{{ track }}/1)" },
	{ "{% if x %}https://a.example/{% else %}https://b.example/{% endif %}.",
	    "{% if x %}" LINKS "{{ track }}/1{% else %}" LINKS
	    "{{ track }}/2{% endif %}." },
	{ "https://a.example/?e={{ contact.EMAIL }}. https://b.example",
	    "https://a.example/?e={{ contact.EMAIL }}. " LINKS "{{ track }}/2" },
	/* What is left alone. */
	{ "https://a.example/{% if x %}x{% endif %}/y", NULL },
	{ "https://a.example/{# a #}b", NULL },
	{ "{{ x | default:\"https://a.example\" }}", NULL },
	{ "{% verbatim %}https://a.example{% endverbatim %}", NULL },
	{ "{% comment %}https://a.example{% endcomment %}", NULL },
	{ "{{ unsubscribe }} mailto:a@a.example www.a.example ftp://a.example", NULL },
	{ "http http:// https://. xhttps://a.example http", NULL },
	{ "https://{{ unsubscribe }}", NULL },
	{ "<!--[if mso]><a href='/x'><![endif]-->", NULL },
	{ "</body>", NULL },
};

static void
read_html(struct html *h, const char *text)
{
	struct findings f;

	findings_init(&f, &arena);
	ok(html_read(h, span_of(text), "a.html", &arena, &f) == 0 && f.errors == 0,
	    "%s can be read", text);
}

static const char *
applied(struct edits *e)
{
	struct span s = edits_apply(e);

	return arena_memdup(&arena, s.s, s.n);
}

static const char *
mended(const char *html)
{
	static const char *const urls[] = { NULL, "https://b.example/?x=1&y='\"" };
	struct html h;
	struct edits e;

	read_html(&h, html);
	e = (struct edits){ .text = h.source, .arena = &arena };
	tracking_mend_links(urls, LENGTH(urls), true, &h, &e);
	return applied(&e);
}

/* A text and its links, as an issue. */
static const char *
edited_issue(const struct tracking *t, const char *const *urls, const char *text)
{
	struct manuscript m;
	struct findings f;
	struct edits e;

	findings_init(&f, &arena);
	text = arena_printf(&arena, "---\nsubject: S\n---\n%s", text);
	ok(manuscript_read(&m, span_of(text), "a.txt", &arena, &f) == 0 && f.errors == 0,
	    "%s can be read", text);
	e = (struct edits){ .text = m.body.text, .arena = &arena };
	if (t != NULL)
		tracking_edit_links(t, &m.html, &e);
	else
		tracking_mend_links(urls, 1, false, &m.html, &e);
	return applied(&e);
}

static const char *
edited(const struct tracking *t, const char *html)
{
	struct html h;
	struct edits e;

	read_html(&h, html);
	e = (struct edits){ .text = h.source, .arena = &arena };
	tracking_edit_html(t, &h, &e);
	return applied(&e);
}

/* Each byte is looked at a few times, not once for each other one. */
static void
test_many_marks(void)
{
	static char text[3u << 20] = "https://a.example";
	struct web_addresses w;
	struct span address;
	size_t n = strlen(text);

	memset(text + n, ')', sizeof(text) - n);
	web_addresses_init(&w, (struct span){ text, sizeof(text) });
	ok(web_addresses_next(&w, &address) && address.n == n,
	    "an address and three million marks");
}

int
main(void)
{
	const struct tracking clicks = { LINKS, "" }, opens = { LINKS, OPENS };
	static const char *const mend[] = { "https://b.example/?x=1&y='" };
	struct html page;
	struct edits e;
	size_t i;

	for (i = 0; i < LENGTH(pages); i++)
		is_str(edited(&clicks, pages[i].html),
		    pages[i].want != NULL ? pages[i].want : pages[i].html, "%s",
		    pages[i].html);
	is_str(mended("<a href=https://a.example>a</a><a href='https://a.example'>b</a>"
		      "<a href=https://a.example>c</a>"),
	    "<a href=https://a.example>a</a>"
	    "<a href='https://b.example/?x=1&amp;y=&#39;&quot;'>b</a>"
	    "<a href=https://a.example>c</a>",
	    "the second is mended");
	is_str(mended("<a href=#a>a</a><a href='{{ unsubscribe }}'>b</a>"),
	    "<a href=#a>a</a><a href='{{ unsubscribe }}'>b</a>", "no way to leave is");
	for (i = 0; i < LENGTH(opened); i++)
		is_str(
		    edited(&opens, opened[i].html), opened[i].want, "%s", opened[i].html);
	read_html(&page, PAGE);
	for (i = 0; i < LENGTH(texts); i++) {
		e = (struct edits){ .text = span_of(texts[i].text), .arena = &arena };
		tracking_edit_text(&clicks, &page, &e);
		is_str(applied(&e), texts[i].want, "text: %s", texts[i].text);
	}
	for (i = 0; i < LENGTH(issues); i++)
		is_str(edited_issue(&opens, NULL, issues[i].text),
		    issues[i].want != NULL ? issues[i].want : issues[i].text,
		    "a text: %s", issues[i].text);
	is_str(edited_issue(NULL, mend, "https://a.example https://a.example/{{ x }}"),
	    "https://b.example/?x=1&y=' https://a.example/{{ x }}",
	    "a text is mended as it stands");
	test_many_marks();
	arena_release(&arena);
	return done_testing();
}
