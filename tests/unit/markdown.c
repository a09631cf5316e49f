/* Markdown as HTML: merge tags untouched, block tags between blocks, the four forms,
 * and mistakes where their author made them. */
#include "issue/manuscript.h"
#include "issue/picture_size.h"
#include "issue/style.h"

#include "tap.h"

#include <stdlib.h>
#include <time.h>

#define TABLE \
	"<table class=\"nl-table\" width=\"100%\" border=\"0\" cellpadding=\"0\" " \
	"cellspacing=\"0\">\n"
#define LAYOUT_TABLE \
	"role=\"presentation\" width=\"100%\" border=\"0\" " \
	"cellpadding=\"0\" cellspacing=\"0\""
#define BUTTON \
	"<table class=\"nl-buttons\" role=\"presentation\" border=\"0\" " \
	"cellpadding=\"0\" cellspacing=\"0\"><tr><td class=\"nl-button\">"
#define BUTTON_END "</td></tr></table>\n"
#define GHOST(share) \
	"<!--[if mso]><table " LAYOUT_TABLE "><tr><td width=\"" share \
	"%\" valign=\"top\"><![endif]-->"
#define GHOST_MIDDLE(share) \
	"<!--[if mso]></td><td width=\"" share "%\" valign=\"top\"><![endif]-->"
#define GHOST_END "<!--[if mso]></td></tr></table><![endif]-->"

static struct arena arena;
static struct findings found;
static struct manuscript m;

/* The HTML of the Markdown, before any layout. */
static const char *
html_of(const char *text)
{
	findings_init(&found, &arena);
	if (manuscript_read(&m,
		span_of(arena_printf(&arena, "---\nsubject: x\n---\n%s", text)), "f.md",
		&arena, &found) < 0)
		return "";
	return m.html.source.s;
}

static const struct {
	const char *text, *want;
} cases[] = {
	/* Merge tags wherever they stand. */
	{ "Bonjour **{{ contact.X }}**, [a]({{ mirror }} \"t {{ y }}\") `{{ z }}`",
	    "<p>Bonjour <strong>{{ contact.X }}</strong>, <a href=\"{{ mirror }}\" "
	    "title=\"t {{ y }}\">a</a> <code>{{ z }}</code></p>\n" },
	{ "_{{ a|default:\"*b*_\" }}_ {{ x\n}}! https://x.example/?e={{ c }}&f",
	    "<p><em>{{ a|default:\"*b*_\" }}</em> {{ x\n}}! <a "
	    "href=\"https://x.example/?e={{ c }}&amp;f\">https://x.example/?e={{ c "
	    "}}&amp;f</a></p>\n" },
	{ "![a *b* {{ c }} &amp; \"d\"](<mon image.png>) <b title=\"{{ q }}\">r</b>",
	    "<p><img src=\"mon image.png\" alt=\"a b {{ c }} &amp; &quot;d&quot;\" "
	    "border=\"0\"> <b title=\"{{ q }}\">r</b></p>\n" },
	{ "{# *c* #}x {% comment %}*d*{% endcomment %}",
	    "<p>{# *c* #}x {% comment %}*d*{% endcomment %}</p>\n" },
	{ "*|FNAME|* q1z0z", "<p>*|FNAME|* q1z0z</p>\n" },
	/* Markdown makes no tag that nobody wrote. */
	{ "{\\{ x }} {*{* {\\%", "<p>{&#123; x }} {<em>{</em> {&#37;</p>\n" },
	/* Taken out of its {% verbatim %}. */
	{ "[x]\n\n{% verbatim %}\n[x]: u \"{{ t }}\"\n{% endverbatim %}\n",
	    "<p><a href=\"u\" title=\"&#123;&#123; t }}\">x</a></p>\n"
	    "{% verbatim %}\n{% endverbatim %}\n" },
	{ "[x](<a b&c>)", "<p><a href=\"a%20b&amp;c\">x</a></p>\n" },
	/* Block tags between blocks. */
	{ "{% if a %}\nA\n{% else %}\n\nB\n{% endif %}\n",
	    "{% if a %}\n<p>A</p>\n{% else %}\n<p>B</p>\n{% endif %}\n" },
	{ "{% if a %}{% if b %}\n> A\n> {% if c %}\n> B\n> {% endif %}\n{% endif %} {% "
	  "endif %}\n",
	    "{% if a %}{% if b %}\n<blockquote>\n<p>A</p>\n{% if c %}\n<p>B</p>\n{% "
	    "endif %}\n</blockquote>\n{% endif %} {% endif %}\n" },
	{ "- one\n{% if a %}\n- two\n{% endif %}\n- three\n",
	    "<ul>\n<li>one</li>\n{% if a %}\n<li>two</li>\n{% endif %}\n<li>three</li>\n"
	    "</ul>\n" },
	{ "{% for a in b %}\n1. {{ a }}\n{% empty %}\n1. none\n{% endfor %}\n",
	    "<ol>\n{% for a in b %}\n<li>{{ a }}</li>\n{% empty %}\n<li>none</li>\n{% "
	    "endfor %}\n</ol>\n" },
	{ "{% if a %}\n- x\n{% endif %}\n- y\n",
	    "{% if a %}\n<ul>\n<li>x</li>\n</ul>\n{% endif %}\n<ul>\n<li>y</li>\n</ul>\n" },
	{ "- x\n{% if a %}\n- y\n\nz\n{% endif %}\n",
	    "<ul>\n<li>x</li>\n</ul>\n{% if a %}\n<ul>\n<li>y</li>\n</ul>\n<p>z</p>\n{% "
	    "endif %}\n" },
	{ "| a | b |\n|:--|--:|\n{% if x %}\n| {{ y|default:\"|\" }} | 2 |\n{% endif %}\n",
	    TABLE "<thead>\n<tr>\n<th scope=\"col\" align=\"left\" "
		  "style=\"text-align:left;\">a</th>\n<th scope=\"col\" "
		  "align=\"right\" style=\"text-align:right;\">b</th>\n</tr>\n</thead>"
		  "\n<tbody>\n{% if x %}\n<tr>\n<td align=\"left\" "
		  "style=\"text-align:left;\">{{ y|default:\"|\" }}</td>\n<td "
		  "align=\"right\" style=\"text-align:right;\">2</td>\n</tr>\n{% endif "
		  "%}\n</tbody>\n</table>\n" },
	{ "{% if x %}\n| a |\n|---|\n| 1 |\n{% endif %}\n",
	    "{% if x %}\n" TABLE "<thead>\n<tr>\n<th "
	    "scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</"
	    "tbody>\n</table>\n{% endif %}\n" },
	{ "```\n{% if a %}\n{{ x }} <b>\n{% endif %}\n```\n",
	    "<pre><code>{% if a %}\n{{ x }} &lt;b&gt;\n{% endif %}\n</code></pre>\n" },
	{ "<div>\n{% if b %}\n</div>\n\n{% endif %}\n",
	    "<div>\n{% if b %}\n</div>\n{% endif %}\n" },
	/* Buttons. */
	{ "**[a](u)** [**b {{ c }}**](v)\n",
	    BUTTON "<a href=\"u\">a</a>" BUTTON_END BUTTON
		   "<a href=\"v\">b {{ c }}</a>" BUTTON_END },
	{ "**[a](u)** c\n", "<p><strong><a href=\"u\">a</a></strong> c</p>\n" },
	{ "- **[a](u)**\n",
	    "<ul>\n<li><strong><a href=\"u\">a</a></strong></li>\n</ul>\n" },
	/* Forms. */
	{ "::: card\n![a](p.png)\n\nText\n:::\n",
	    "<div class=\"nl-card\">" GHOST("35") "<div class=\"nl-card-picture\">\n<p "
						  "class=\"nl-picture\"><img "
						  "src=\"p.png\" alt=\"a\" "
						  "border=\"0\"></p>\n</div>"      //
	    GHOST_MIDDLE("65") "<div class=\"nl-card-text\">\n<p>Text</p>\n</div>" //
	    GHOST_END "</div>\n" },
	{ "::: card\nText\n\n[![a](p.png)](u)\n:::\n",
	    "<div class=\"nl-card\">" GHOST("65") "<div class=\"nl-card-text\">\n<p>"
						  "Text</p>\n</div>" //
	    GHOST_MIDDLE("35") "<div class=\"nl-card-picture\">\n<p class=\"nl-picture\">"
			       "<a href=\"u\"><img src=\"p.png\" alt=\"a\" "
			       "border=\"0\"></a></p>\n</div>" //
	    GHOST_END "</div>\n" },
	{ "::: columns\nA\n\n---\n\n{% if x %}\nB\n{% endif %}\n:::\n",
	    "<div class=\"nl-columns\">" GHOST("50") "<div "
						     "class=\"nl-column\">\n<p>A</p>\n"
						     "</div>" //
	    GHOST_MIDDLE(
		"50") "<div class=\"nl-column\">\n{% if x %}\n<p>B</p>\n{% endif "
		      "%}\n</div>" //
	    GHOST_END "</div>\n" },
	{ "::: band #ffee00\n**[x](y)**\n\n[z](y)\n:::\nText\n",
	    "<table " LAYOUT_TABLE
	    "><tr><td class=\"nl-colored-band\" bgcolor=\"#ffee00\" "
	    "style=\"background-color:#ffee00;color:#000000;\">\n" BUTTON
	    "<a href=\"y\">x</a>" BUTTON_END
	    "<p><a href=\"y\" style=\"color:#000000;\">z</a></p>\n</td></tr></table>\n"
	    "<p>Text</p>\n" },
	{ "::: band #7a1f5c\n::: columns\n# A\n\n---\n\nB\n:::\n:::\n### C\n",
	    "<table " LAYOUT_TABLE
	    "><tr><td class=\"nl-colored-band\" bgcolor=\"#7a1f5c\" "
	    "style=\"background-color:#7a1f5c;color:#ffffff;\">\n"
	    "<div class=\"nl-columns\">" GHOST(
		"50") "<div class=\"nl-column\">\n"
		      "<h1 style=\"color:#ffffff;\">A</h1>\n</div>" GHOST_MIDDLE(
			  "50") "<div class=\"nl-column\">\n<p>B</p>\n</div>" GHOST_END
				"</div>\n"
				"</td></tr></table>\n<h3>C</h3>\n" },
	{ "::: band\n| a |\n|---|\n:::\nText\n",
	    "<table " LAYOUT_TABLE "><tr><td class=\"nl-band\">\n" TABLE
	    "<thead>\n<tr>\n<th "
	    "scope=\"col\">a</th>\n</tr>\n</thead>\n</table>\n</td></tr></table>\n<p>"
	    "Text</p>\n" },
};

static void
test_html(void)
{
	const char *html;
	size_t i;

	for (i = 0; i < LENGTH(cases); i++) {
		html = html_of(cases[i].text);
		is_str(html, cases[i].want, "case %zu", i);
		is_int(found.count, 0, "case %zu: nothing wrong", i);
	}
}

static const struct {
	const char *text, *want;
	size_t line, column; /* from the line behind the front matter */
} mistakes[] = {
	{ "x\n\n::: bnad\n:::\n", "did you mean '::: band'?", 3, 1 },
	{ "::: xyzzy\n:::\n", "write '::: band', '::: card'", 1, 1 },
	{ "::: band\nx\n", "never closed", 1, 1 },
	{ "x\n:::\n", "ends nothing", 2, 1 },
	{ "::: band #12\n:::\n", "'::: band #ffe08a'", 1, 1 },
	{ "::: card left\n![](a)\n:::\n", "nothing may stand behind", 1, 1 },
	{ "::: card\nx\n:::\n", "begins or ends with its picture", 1, 1 },
	{ "::: columns\nx\n:::\n", "between two columns stands a rule", 1, 1 },
	{ "::: columns\na\n\n---\n\nb\n\n---\n\nc\n:::\n", "there are 2", 1, 1 },
	{ "::: band\n\n::: band\n:::\n:::\n", "a band in a band", 3, 1 },
	{ "::: columns\n::: card\n![](a)\n:::\n\n---\n:::\n", "no room", 2, 1 },
	{ "> x\n>\n> ::: band\n> :::\n", "stands by itself", 3, 3 },
	{ "A {% if a %}b\n{% endif %}\n",
	    "'{% endif %}' is not in the same paragraph, list or form as its '{% if a "
	    "%}'",
	    2, 1 },
	{ "**x {% if a %}y** z{% else %}{% endif %}\n", "'{% else %}' is not", 1, 20 },
	{ "::: band\n{% if a %}\n:::\n{% endif %}\n", "'{% endif %}' is not", 4, 1 },
};

static void
test_mistakes(void)
{
	size_t i;

	for (i = 0; i < LENGTH(mistakes); i++) {
		html_of(mistakes[i].text);
		ok(found.count > 0, "mistake %zu: found", i);
		if (found.count == 0)
			continue;
		contains(found.list[0].text, mistakes[i].want, "mistake %zu: says so", i);
		is_int(
		    found.list[0].line, mistakes[i].line + 3, "mistake %zu: its line", i);
		is_int(
		    found.list[0].column, mistakes[i].column, "mistake %zu: column", i);
	}
}

/* Where the word is in the text that is sent, told of the author's file. */
static void
place_of(const char *word, size_t line, size_t column)
{
	struct span s = m.html.source;
	const char *p = memmem(s.s, s.n, word, strlen(word));
	size_t n = found.count;

	ok(p != NULL, "'%s' is there", word);
	if (p == NULL)
		return;
	finding_add(&found, FINDING_MERGE_TAG, "?", s, (size_t)(p - s.s), "here");
	is_int(found.list[n].line, line, "'%s': its line", word);
	is_int(found.list[n].column, column, "'%s': its column", word);
}

static void
test_places(void)
{
	static const struct source none;
	struct manuscript_layout layout = { .source = &none, .language = "en" };

	html_of(
	    "\n- \xC3\xA9 & a\n\n| h |\n|---|\n| x {{ cell }} |\n\n"
	    "[text](http://x/{{ link }})\n\n```\n{{ code }}\n```\n\n> q *{{ em }}*\n");
	is_int(manuscript_lay_out(&m, &layout, &arena, &found), 0, "set into the layout");
	place_of("{{ cell }}", 9, 5);
	place_of("{{ link }}", 11, 17);
	place_of("text</a>", 11, 2);
	place_of("{{ code }}", 14, 1);
	place_of("{{ em }}", 17, 6);
	place_of("a</li>", 5, 7);
	place_of("&amp; a", 5, 5);
}

static void
test_limits(void)
{
	struct buf b;
	size_t i;

	buf_init(&b, 8u << 20);
	for (i = 0; i < 200; i++)
		buf_adds(&b, "> ");
	is_str(html_of(b.data), "", "too deep: refused");
	contains(found.list[0].text, "over 100 deep", "too deep: said");
	buf_reset(&b);
	for (i = 0; i < 150000; i++)
		buf_adds(&b, "a\n\n");
	is_str(html_of(b.data), "", "too many nodes: refused");
	contains(found.list[0].text, "over 200000", "too many nodes: said");
	buf_reset(&b);
	for (i = 0; i < MARKDOWN_BYTES_MAX + 1; i++)
		buf_addc(&b, 'a');
	is_str(html_of(b.data), "", "too long: refused");
	contains(found.list[0].text, "over the limit", "too long: said");
	buf_release(&b);
}

static double
seconds_for(const char *piece, size_t n)
{
	struct timespec from, to;
	struct buf b;
	size_t i;

	buf_init(&b, 2u << 20);
	for (i = 0; i < n; i++)
		buf_adds(&b, piece);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	html_of(b.data);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	buf_release(&b);
	arena_reset(&arena);
	return (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Four times the text, four times the work: a generous bound, for memory that is new
 * to the process. */
static void
test_linear(void)
{
	static const char *const pieces[] = { "[", "![](", "*a_ ", "`a ", "{{",
		"{% if a %}\n", "- a\n{% if a %}\n", "- a\n{# #}\n", "*|", "q1", "|a\n",
		"::: band\n", "{% for a in b %}\n- c\n", "{#" };
	double once, twice;
	size_t i;

	for (i = 0; i < LENGTH(pieces); i++) {
		once = seconds_for(pieces[i], 8000);
		twice = seconds_for(pieces[i], 32000);
		ok(twice < 0.2 || twice < 12 * once,
		    "piece %zu: %.3f s, four times it %.3f s", i, once, twice);
	}
}

static const struct {
	const char *css, *name, *want;
} sheets[] = {
	{ "p { margin: 0;\n  color: red }", "p", "margin: 0; color: red;" },
	{ "/* x */ h1 , h2{a:b}h2{c:d;}", "h2", "a:b;c:d;" },
	{ ".nl-band a { font: \"x\" }", ".nl-band a", "font: &quot;x&quot;;" },
	{ "p { }", "p", "" },
};

static void
test_style(void)
{
	static struct style s;
	struct buf b;
	size_t i, at;

	buf_init(&b, 1024);
	for (i = 0; i < LENGTH(sheets); i++) {
		buf_reset(&b);
		ok(style_read(&s, span_of(sheets[i].css), &at) == NULL, "sheet %zu", i);
		style_write(&s, span_of(sheets[i].name), &b);
		is_str(b.data, sheets[i].want, "'%s' of it", sheets[i].name);
	}
	contains(style_read(&s, span_of("p { a: b } h1"), &at), "without '{'", "no '{'");
	is_int(at, 11, "its place");
	contains(style_read(&s, span_of("p {"), &at), "without '}'", "no '}'");
	contains(style_read(&s, span_of("@media x { p {} }"), &at), "no '@'", "'@'");
	contains(style_read(&s, span_of("p,,a {}"), &at), "names", "no name");
	style_read(&s, span_of(".nl-content { color: red; width: 536px }"), &at);
	is_int(style_pixels(&s, ".nl-content", "width", 1), 536, "pixels");
	is_int(style_pixels(&s, ".nl-content", "height", 1), 1, "no pixels");
	buf_release(&b);
}

static const struct {
	const char *what, *bytes;
	size_t n;
	unsigned width, height; /* 0: no picture */
} pictures[] = {
	{ "png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\2\0\0\0\3", 24, 258, 3 },
	{ "a png cut short", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\2", 20, 0, 0 },
	{ "gif", "GIF89a\2\1\3\0", 10, 258, 3 },
	{ "jpeg", "\xFF\xD8\xFF\xE0\0\4xx\xFF\xFF\xC2\0\x0B\10\0\3\1\2\0\0\0", 21, 258,
	    3 },
	{ "a jpeg whose segment leads out of it", "\xFF\xD8\xFF\xE0\xFF\xFFxxxxxxxx", 14,
	    0, 0 },
	{ "a jpeg without a frame", "\xFF\xD8\xFF\xC4\0\4xx\xFF\xD9\0\0\0\0", 14, 0, 0 },
	{ "text", "hello, world", 12, 0, 0 },
	{ "nothing", "", 0, 0, 0 },
};

static void
test_pictures(void)
{
	unsigned width, height;
	size_t i;
	bool is;

	for (i = 0; i < LENGTH(pictures); i++) {
		width = height = 0;
		is = picture_size(
		    (struct span){ pictures[i].bytes, pictures[i].n }, &width, &height);
		is_int(is, pictures[i].width > 0, "%s", pictures[i].what);
		if (is) {
			is_int(width, pictures[i].width, "%s: width", pictures[i].what);
			is_int(
			    height, pictures[i].height, "%s: height", pictures[i].what);
		}
	}
}

int
main(void)
{
	test_html();
	test_mistakes();
	test_places();
	test_limits();
	test_linear();
	test_style();
	test_pictures();
	arena_release(&arena);
	return done_testing();
}
