/* The text alternative: tables of HTML and text, and the reference issue. */
#include "issue/text.h"
#include "tap.h"

#include <stdlib.h>
#include <time.h>

struct text_case {
	const char *what, *html, *want;
};

static const struct text_case cases[] = {
	{ "paragraphs", "<p>a\n b</p><p>c<br>d</p>", "a b\n\nc\nd\n" },
	{ "headings", "<h1>Un</h1><h2>Deux trois</h2><h3>x</h3>y",
	    "Un\n==\n\nDeux trois\n----------\n\nx\n\ny\n" },
	{ "headings with tags",
	    "<h1>Hi {{ contact.PRENOM|default:\"you\" }},</h1>"
	    "<h2>{% if a %}A{% else %}BC{% endif %}</h2>",
	    "Hi {{ contact.PRENOM|default:\"you\" }},\n============\n\n"
	    "{% if a %}A{% else %}BC{% endif %}\n---\n" },
	{ "marks", "l'<b> a <i>b</i> </b>. <strong></strong><em>c</em>",
	    "l' *a _b_* . _c_\n" },
	{ "marks across paragraphs", "<b><p>a</p><p>b</p></b>", "*a*\n\n*b*\n" },
	{ "nested lists",
	    "<ul><li>a<ul><li>b</ul><li><p>c</p></ul><ol start=9><li>d<li>e</ol>",
	    "- a\n  - b\n- c\n\n9. d\n10. e\n" },
	{ "quotation", "a<blockquote><p>b</p><p>c</p></blockquote>d",
	    "a\n\n> b\n>\n> c\n\nd\n" },
	{ "links",
	    "<a href=\"http://e.org/a b\">t</a>, <a href=#x>u</a> "
	    "<a href=\"https://www.e.org/\">e.org</a> <a href=mailto:a@b.c?subject=d>a@b.c</a> "
	    "<a href=mailto:a@b.c>us</a> <a href=tel:1>1</a>.",
	    "t <http://e.org/a%20b>, u <https://www.e.org/> a@b.c us <a@b.c> 1.\n" },
	{ "link round blocks", "<a href=u><div>t</div></a>v", "t\n<u>v\n" },
	{ "pictures", "<img alt=\"a  b\"><img alt=''><img> <a href=u><img></a>",
	    "[a b] <u>\n" },
	{ "pictures that a title names",
	    "<img title=a> <a href=u title=b><img></a> <a href=v title=c></a>",
	    "[a] b <u>\n" },
	{ "letters and numerals",
	    "<ol type=a start=26><li>x<li>y</ol><ol type=I start=4><li>x</ol>"
	    "<ol type=i start=4000><li>x</ol><ol type=x><li>x</ol>",
	    "z. x\naa. y\n\nIV. x\n\n4000. x\n\n1. x\n" },
	{ "a cell of padding",
	    "<table><tr><th>A<th>B<tr><td>&nbsp;<td>&nbsp;<tr><td>a<td>b</table>",
	    "A  B\n-  -\na  b\n" },
	{ "data",
	    "<table><caption>C</caption><tr><th>A<th>Bb<tr><td>aa<td>b<tr><td>c<td></table>d",
	    "C\n\nA   Bb\n--  --\naa  b\nc\n\nd\n" },
	{ "a column of nothing",
	    "<table><tr><td><img><td>a<td>b<tr><td><td>cc<td>d</table>",
	    "a   b\ncc  d\n" },
	{ "layout", "<table role=presentation><tr><td>a<td>b</table>", "a\n\nb\n" },
	{ "hidden",
	    "<p>a<span style='DISPLAY : NONE'>b</span><!--[if mso]>c<![endif]-->"
	    "<script>d</script><p>&nbsp;&shy;</p>",
	    "a\n" },
	{ "preheader", "<div hidden>p &zwnj;&nbsp;</div><p>a", "p\n\na\n" },
	{ "tags in words", "<p>a{{ x|default:\"b  <i> \" }}c {{\ny }}</p>",
	    "a{{ x|default:\"b  <i> \" }}c {{ y }}\n" },
	{ "trimming tags", "<p>a</p><p>{{- x -}}</p>b {{- y -}} c",
	    "a\n\n{{ x }}\n\nb{{ y }}c\n" },
	{ "blocks in a line", "<p>{% if a %}x <b>y</b>{% else %}z{% endif %} w</p>",
	    "{% if a %}x *y*{% else %}z{% endif %} w\n" },
	{ "blocks between",
	    "<p>a</p>{%- if x -%}<p>b</p>{% else %}<p>c</p>{% endif %}<p>d</p>",
	    "a\n\n{% if x %}\nb\n{% else %}\nc\n{% endif %}\n\nd\n" },
	{ "blocks in a list", "<ul>{% for a in b %}<li>{{ a }}</li>{% endfor %}</ul>c",
	    "{% for a in b %}\n- {{ a }}\n{% endfor %}\n\nc\n" },
	{ "blocks between rows",
	    "<table><tr><th>A<th>B</tr>{% for a in b %}<tr><td>{{ a }}<td>c</tr>{% endfor %}"
	    "</table>",
	    "A        B\n-------  -\n{% for a in b %}\n{{ a }}  c\n{% endfor %}\n" },
	{ "empty blocks", "<p>a</p>{% if x %}<img>{% else %}{% endif %}<p>b</p>",
	    "a\n\nb\n" },
	{ "half a block", "<p>a {% if x %}b</p><p>c{% endif %} d</p>",
	    "a {% if x %}b\n\nc{% endif %} d\n" },
	{ "comments", "<p>a{# b #}c</p>{# a longer comment #}", "ac\n" },
	{ "a tag made of text", "<p>&#123;&#123; x }} {<b>%</b>",
	    "{{ \"{\" }}{ x }} {*%*\n" },
	{ "verbatim", "<p>{% verbatim %}{{ x }}{% endverbatim %} {{ y }}",
	    "{% verbatim %}{{ x }}{% endverbatim %} {{ y }}\n" },
	{ "no stand-in forged", "<p>{{ y }}&#xF0000;z</p>",
	    "{{ y }}\xF3\xB0\x80\x80z\n" },
	{ "pre", "<pre>a\n  b   c</pre>", "a\n  b   c\n" },
	{ "definitions", "<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\n    b\nc\n    d\n" },
	{ "rule", "a<hr>b", "a\n\n----------------------------------------\n\nb\n" },
};

static struct span
text_of(const char *body, struct arena *a)
{
	struct findings f;
	struct html h;
	const char *issue = arena_printf(a, "<title>t</title><body>%s", body);

	findings_init(&f, a);
	if (html_read(&h, span_of(issue), "issue.html", a, &f) < 0)
		return (struct span){ "(refused)", 9 };
	return text_of_html(&h, a);
}

static void
test_cases(struct arena *a)
{
	size_t i;

	for (i = 0; i < LENGTH(cases); i++) {
		arena_reset(a);
		is_str(text_of(cases[i].html, a).s, cases[i].want, "%s", cases[i].what);
	}
}

/* Numbers too large for a character: gumbo 0.10 leaves them out, 0.13 has U+FFFD. */
static void
test_no_character(struct arena *a)
{
	static const char old[] = "ab t <u>\n",
			  new[] = "a\xEF\xBF\xBD"
				  "b t <\xEF\xBF\xBDu>\n";
	const char *text;

	arena_reset(a);
	text =
	    text_of("<p>a&#xF00ddddddddddddd;b <a href=\"&#x99999999999;u\">t</a>", a).s;
	is_str(text, strcmp(text, old) == 0 ? old : new, "no character at all");
}

static void
test_width(struct arena *a)
{
	struct span text;
	struct buf b;
	size_t i, widest = 0, start = 0, n;

	buf_init(&b, 1 << 20);
	for (i = 0; i < 300; i++)
		buf_adds(&b,
		    i % 3 == 0       ? "\xF0\x9F\x90\x9E "
			: i % 3 == 1 ? "e\xCC\x81te "
				     : "word ");
	for (i = 0; i < 200; i++)
		buf_adds(&b, "\xE6\x96\x87");
	text = text_of(b.data, a);
	for (i = 0; i < text.n; i++) {
		if (text.s[i] != '\n')
			continue;
		n = 0;
		for (; start < i; start++) {
			unsigned char c = (unsigned char)text.s[start];

			/* Columns: 2 of emoji and ideographs, none of the accent. */
			n += c == 0xF0 || c == 0xE6 ? 2 : c >= 0x80 ? 0 : 1;
		}
		start++;
		if (n > widest)
			widest = n;
	}
	is_int(widest, TEXT_COLUMNS, "lines are full, and no wider");
	buf_release(&b);
}

static char *
slurp(const char *path, size_t *n)
{
	char *data = malloc(1 << 20);
	FILE *f = fopen(path, "rb");

	*n = 0;
	if (f == NULL || data == NULL)
		return data;
	*n = fread(data, 1, (1 << 20) - 1, f);
	data[*n] = '\0';
	fclose(f);
	return data;
}

static void
test_golden(struct arena *a)
{
	struct span text = { "", 0 };
	struct findings f;
	struct html h;
	size_t n, nwant;
	char *issue = slurp("tests/data/infolettre-hosted.html", &n);
	char *want = slurp("tests/golden/infolettre.txt", &nwant);

	arena_reset(a);
	findings_init(&f, a);
	ok(n > 0 && nwant > 0, "the reference issue is there");
	if (html_read(&h, (struct span){ issue, n }, "infolettre.html", a, &f) == 0)
		text = text_of_html(&h, a);
	is_int(f.count, 0, "nothing is wrong with it");
	is_mem(text.s, text.n, want, nwant, "its text alternative");
	free(issue);
	free(want);
}

/* Hostile sizes: time must grow as the text does. */
static void
test_time(struct arena *a)
{
	static const char *const units[] = { "<table><tr><td>x</table>", "<b>x</b> ",
		"{% if a %}x{% endif %}", "<a href=u>x", "<ul><li>x</ul>", "x ", "{",
		"<br>", "<td>x", "<p>{{ a }}", "<blockquote>x</blockquote>", "<!-- x",
		"</div>" };
	struct buf b;
	size_t i, n;
	clock_t begun;

	buf_init(&b, 1 << 20);
	for (i = 0; i < LENGTH(units); i++) {
		buf_reset(&b);
		for (n = 0; n < 20000; n++)
			buf_adds(&b, units[i]);
		arena_reset(a);
		begun = clock();
		text_of(b.data, a);
		ok(clock() - begun < 10 * CLOCKS_PER_SEC, "20000 times %s", units[i]);
	}
	buf_release(&b);
}

int
main(void)
{
	struct arena a = { 0 };

	test_cases(&a);
	test_no_character(&a);
	test_width(&a);
	test_golden(&a);
	test_time(&a);
	arena_release(&a);
	return done_testing();
}
