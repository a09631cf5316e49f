/* Links that lead through us: which ones, in the HTML and in a text of one's own. */
#include "tap.h"

#include "issue/tracking.h"

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
	{ "", "" },
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
	tracking_mend_html(urls, LENGTH(urls), &h, &e);
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

int
main(void)
{
	const struct tracking clicks = { LINKS, "" }, opens = { LINKS, OPENS };
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
	arena_release(&arena);
	return done_testing();
}
