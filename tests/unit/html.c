/* What an HTML issue says of itself, where, and what is refused. */
#include "issue/html.h"
#include "issue/source.h"
#include "tap.h"
#include "util/buf.h"

static struct arena arena;
static struct findings found;

static int
read_issue(struct html *h, const char *text)
{
	arena_reset(&arena);
	findings_init(&found, &arena);
	return html_read(h, span_of(text), "issue.html", &arena, &found);
}

static void
test_settings(void)
{
	struct html h;

	is_int(
	    read_issue(&h,
		"\xEF\xBB\xBF<!DOCTYPE html><html lang=\" fr \"><head>\n"
		"<meta name=\"nlctl:list\" content=\"clients\">"
		"<META NAME='nlctl:preheader' CONTENT='Hi {{ contact.NAME }} &amp; co'>\n"
		"<title>\n One &amp; <b>\n {{ contact.X|default:\"&amp;\" }} \n"
		"{% if a %}!{% endif %}&#123;&#123; x </title></head><body>"),
	    0, "read");
	is_int(found.count, 0, "nothing wrong");
	is_str(h.language, "fr", "language");
	is_str(h.subject,
	    "One & <b> {{ contact.X|default:\"&amp;\" }} {% if a %}!{% endif %}"
	    "{{ \"{\" }}{ x",
	    "subject: tags verbatim, entities decoded, no tag made of text");
	is_int(h.nsettings, 2, "settings");
	is_str(h.settings[0].key, "list", "key");
	is_str(h.settings[0].value, "clients", "value");
	is_str(h.settings[1].value, "Hi {{ contact.NAME }} & co", "value with a tag");
	is_mem(
	    h.source.s + h.settings[0].offset, 5, "<meta", 5, "offset, behind the BOM");
	is_int(h.source.s[0], '<', "no byte order mark");
}

/* Where something may be put first into the head and into the body: what stands
 * behind it; NULL: nowhere. */
static const struct {
	const char *text, *head, *body;
} beginnings[] = {
	{ "<!doctype html><html lang=\"en\"><head><title>t</title></head><body class=a>x",
	    "<title>", "x" },
	{ "<!-- a <head> --><html><HEAD\n><title>t</title></head><body>x", "<title>",
	    "x" },
	{ "<!doctype html>\n<title>t</title><p>x", "<title>", NULL },
	{ "<!doctype html><html><title>t</title><body>x", "<title>", "x" },
	{ "<html><body bgcolor=\"{% if contact.A %}red{% endif %}\"><p>x</p>", "<body",
	    "<p>x" },
	{ "<p>x</p>", "<p>x", NULL },
	{ "x", "x", NULL },
};

static void
test_beginnings(void)
{
	struct html h;
	size_t i, n;

	for (i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
		const char *text = beginnings[i].text, *body = beginnings[i].body;

		is_int(read_issue(&h, text), 0, "read");
		n = strlen(beginnings[i].head);
		is_mem(h.source.s + h.head, n, beginnings[i].head, n, "the head");
		if (body == NULL) {
			ok(h.body == SIZE_MAX, "no body");
			continue;
		}
		n = strlen(body);
		is_mem(h.source.s + h.body, n, body, n, "the body");
	}
}

static void
test_links(void)
{
	struct html h;
	const char *text =
	    "<title>t</title><p><a href=\" https://a.example/?x=1&amp;y=2 \">Le "
	    "<b>\xC3\x89t\xC3\xA9</b> !</a>"
	    "<a href={{ mirror }} data-nlctl=kit>x</a>"
	    "<a href='{% if contact.A %}u{% else %}v{% endif %}'>{{ contact.A }}</a>"
	    "<a name=here>no</a><a {% if x %}title=\"a>b\"{% endif %} href=\"w\">"
	    "<img src=\"i.png\" alt=\"Le chat\"></a>";

	is_int(read_issue(&h, text), 0, "read");
	is_int(h.nlinks, 4, "links");
	is_int(h.links[0].number, 1, "first");
	is_str(h.links[0].url, "https://a.example/?x=1&y=2", "url");
	is_str(h.links[0].name, "le-ete", "name: a slug");
	is_mem(h.links[0].raw.s, h.links[0].raw.n, " https://a.example/?x=1&amp;y=2 ", 32,
	    "as the author wrote it");
	is_mem(h.source.s + h.links[0].offset, 8, "<a href=", 8, "offset");
	is_str(h.links[1].url, "{{ mirror }}", "unquoted tag");
	is_str(h.links[1].name, "kit", "name: data-nlctl");
	is_str(h.links[2].url, "{% if contact.A %}u{% else %}v{% endif %}", "block tags");
	is_str(h.links[2].name, "3", "name: the number");
	is_str(h.links[3].url, "w", "behind a tag between attributes");
	is_str(h.links[3].name, "le-chat", "name: of a picture");
	is_int(h.nimages, 1, "images");
	is_str(h.images[0].src, "i.png", "src");
	is_str(h.images[0].alt, "Le chat", "alt");
	is_mem(h.images[0].raw.s, h.images[0].raw.n, "i.png", 5, "src in the source");
}

struct preheader {
	const char *body, *want;
};

static const struct preheader preheaders[] = {
	{ "<div style=\"display: none\">Hello&#847;&zwnj;&nbsp;&#8199;&#65279;</div>",
	    "Hello" },
	{ "<div style='max-height:0;overflow:hidden'>A {{ contact.X }}</div>",
	    "A {{ contact.X }}" },
	{ "<style>.p { display:none !important }</style><span class='a p'>B</span>",
	    "B" },
	{ "<p>seen</p><div style=display:none>late</div>", "" },
	{ "<style>@media x{.p{display:none}}</style><span class=p>seen</span>", "" },
	{ "<img src=x alt=\"\"><div hidden>C</div>", "C" },
};

static void
test_preheader(void)
{
	struct html h;
	size_t i;

	for (i = 0; i < LENGTH(preheaders); i++) {
		is_int(read_issue(&h,
			   arena_printf(
			       &arena, "<title>t</title><body>%s", preheaders[i].body)),
		    0, "read %zu", i);
		is_str(h.preheader, preheaders[i].want, "preheader %zu", i);
	}
}

static void
refused(const char *text, const char *message, const char *what)
{
	struct html h;

	is_int(read_issue(&h, text), -1, "%s: refused", what);
	contains(found.count > 0 ? found.list[0].text : "", message, "%s: says so", what);
}

static void
test_refused(void)
{
	struct html h;
	struct buf b;
	size_t i;

	is_int(read_issue(&h, "<p>x"), 0, "no title: read");
	is_str(h.subject, "", "and no subject");
	is_int(read_issue(&h, "ok\n\xC3\xA9 \xE9t\xE9"), -1, "not UTF-8");
	is_int(found.list[0].line, 2, "line");
	is_int(found.list[0].column, 3, "column: characters, not bytes");
	contains(found.list[0].text, "0xE9", "the byte");

	arena_reset(&arena);
	findings_init(&found, &arena);
	is_int(
	    html_read(&h, (struct span){ "<p>\0x", 5 }, "f", &arena, &found), -1, "NUL");
	is_int(found.list[0].column, 4, "NUL: its column");
	buf_init(&b, 8u << 20);
	for (i = 0; i < 600; i++)
		buf_adds(&b, "<div>");
	refused(b.data, "500 elements", "depth");
	buf_reset(&b);
	for (i = 0; i < 3000; i++)
		buf_adds(&b, "<tr><td>a<td><p>b<p>c<li>d<li>e<b>f");
	is_int(read_issue(&h, b.data), 0, "end tags that may be left out");
	buf_reset(&b);
	buf_adds(&b, "<a");
	for (i = 0; i < 201; i++)
		buf_printf(&b, " a%zu=b", i);
	buf_adds(&b, ">");
	refused(b.data, "200 attributes", "attributes");
	buf_reset(&b);
	for (i = 0; i < 400; i++)
		buf_printf(&b, "<font a=%zu></p>", i);
	for (i = 0; i < 20000; i++)
		buf_adds(&b, "<p>x</p>");
	refused(b.data, "never closed", "formatting");
	buf_reset(&b);
	for (i = 0; i < 60; i++)
		buf_printf(&b, "<html a%zu=b>", i);
	refused(b.data, "<html>", "roots");
	buf_reset(&b);
	for (i = 0; i < (4u << 20); i += 8)
		buf_adds(&b, "01234567");
	buf_adds(&b, "x");
	refused(b.data, "over the limit", "bytes");
	buf_release(&b);
}

/* What stands for a tag is longer than one that is cut off at the end.  A large text has
 * memory of its own, rounded up, so that at one of 16 sizes a sanitizer sees an octet
 * too far. */
static void
test_cut_tag(void)
{
	static const char *const tags[] = { "{%", "{{", "{{ ", "<a href=\"{{" };
	struct html h;
	struct buf b;
	size_t i, n, k, wrong = 0;

	buf_init(&b, 1 << 20);
	for (i = 0; i < LENGTH(tags); i++) {
		for (n = 40000; n < 40016; n++) {
			buf_reset(&b);
			for (k = 0; k < n; k++)
				buf_addc(&b, 'x');
			buf_adds(&b, tags[i]);
			read_issue(&h, b.data);
			wrong += h.source.n != b.len;
		}
		is_int(wrong, 0, "'%s' at the end", tags[i]);
	}
	buf_release(&b);
}

static void
test_source(void)
{
	struct source s = { 0 };
	struct span bytes;
	size_t i;

	for (i = 0; i < 20; i++)
		source_add(&s, &arena, SOURCE_TEXT, arena_printf(&arena, "f%zu", i),
		    span_of("x"));
	source_add(&s, &arena, SOURCE_TEXT, "f3", span_of("second"));
	ok(source_find(&s, "f3", &bytes) && span_is(bytes, "x"),
	    "the first of a name wins");
	ok(source_find(&s, "f19", &bytes), "all are kept");
	ok(!source_find(&s, "f20", &bytes), "and no others");
}

int
main(void)
{
	test_settings();
	test_beginnings();
	test_links();
	test_preheader();
	test_refused();
	test_cut_tag();
	test_source();
	arena_release(&arena);
	return done_testing();
}
