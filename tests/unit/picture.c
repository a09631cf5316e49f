/* picture - which addresses are pictures of the issue, what they become; and the links
 * to a page on the web, which may be taken out. */
#include "issue/picture.h"
#include "issue/media.h"
#include "issue/mirror.h"
#include "issue/picture_data.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PNG "\x89PNG\r\n\x1A\n"

static struct arena arena;

static const struct {
	const char *html, *names; /* those that are ours, a blank between them */
} found[] = {
	{ "<img src=a.png>", "a.png" },
	{ "<img src='./b/a%20b.png?v=2#x'>", "b/a b.png" },
	{ "<img src=\"&eacute;t&eacute;.png\">", "été.png" },
	{ "<IMG SRC=\"\n a.png \">", "a.png" },
	{ "<img src='https://x.example/a.png'><img src=//x/a.png><img src=cid:a>", "" },
	{ "<img src='{{ params.logo }}'><img src=\"{% if a %}x{% endif %}\">", "" },
	{ "<img src=a.png srcset='b.png 1x, c%20c.png 2x,d.png'>",
	    "a.png b.png c c.png d.png" },
	{ "<picture><source srcset=\"b.png\"><img src=a.png></picture>", "b.png a.png" },
	{ "<img srcset='{{ a }}.png 1x'>", "" },
	{ "<table background=a.png><tr><td background='b.png'>x", "a.png b.png" },
	{ "<video poster=a.png></video>", "a.png" },
	{ "<p style=\"background: URL( 'a.png' ) no-repeat, url(b.png)\">",
	    "a.png b.png" },
	{ "<p style='background:url(&quot;a.png&quot;)'>", "a.png" },
	{ "<p style='background:url(a.png'>", "" },
	{ "<style>p{background:url(\"a.png\")}/* url(b.png) */ q{x:url(c.png)}</style>",
	    "a.png c.png" },
	{ "<style>@import url(a.css); @font-face{src:url(a.woff2?x)}</style>", "" },
	{ "<!-- <img src=a.png> --><a href=a.png>x</a>", "" },
	{ "<b><p style='background:url(a.png)'>x</b>y<p>z", "a.png" },
	{ "<img src=data:image/gif;base64,R0lGODlh>", "data:1" },
};

static void
read_html(struct html *h, const char *text)
{
	struct findings f;

	findings_init(&f, &arena);
	html_read(h, span_of(text), "june.html", &arena, &f);
}

static void
test_found(void)
{
	struct source source;
	struct pictures p;
	struct html h;
	const char *names;
	size_t i, j;

	for (i = 0; i < LENGTH(found); i++) {
		source = (struct source){ 0 };
		read_html(&h, found[i].html);
		pictures_find(&p, &h, &source, &arena);
		for (j = 0, names = ""; j < p.n; j++)
			names = arena_printf(&arena, "%s%s%s", names, j > 0 ? " " : "",
			    *p.list[j].fault == '\0' ? p.list[j].name : "(fault)");
		is_str(names, found[i].names, "%s", found[i].html);
	}
}

static const struct {
	const char *html, *finding;
} faults[] = {
	{ "<p>\n<img src='no.png'>", "2:11: picture 'no.png': there is no such file" },
	{ "<img src=text.png>",
	    "1:10: picture 'text.png': it is no picture: PNG, JPEG, GIF, WebP or SVG" },
	{ "<img src=big.png>", "1:10: picture 'big.png': it is too big" },
	{ "<img src=/a.png>",
	    "1:10: picture '/a.png': it begins with '/': write a path from the issue's "
	    "folder, or the whole address (https://…)" },
	{ "<img src='C:\\a.png'>",
	    "1:11: picture 'C:\\a.png': it is on a disk that readers do not have: put the "
	    "picture beside the issue and write its name" },
	{ "<img src='file:///a.png'>",
	    "1:11: picture 'file:///a.png': it is on a disk that readers do not have: put "
	    "the picture beside the issue and write its name" },
	{ "<img src='b\\a.png'>",
	    "1:11: picture 'b\\a.png': write '/' in place of '\\'" },
	{ "<img src='p/{{ contact.X }}.png'>",
	    "1:11: picture 'p/{{ contact.X }}.png': which file it is depends on a merge "
	    "tag: write the whole address (https://…), or pictures between {% if %} and "
	    "{% endif %}" },
	{ "<img src='a%00.png'>", "1:11: picture 'a%00.png': this is no path of a file" },
	{ "<img src='a%FF.png'>", "1:11: picture 'a%FF.png': this is no path of a file" },
	{ "<img src='?x'>", "1:11: picture '?x': this is no path of a file" },
	{ "<img src='data:image/png;base64,$'>",
	    "1:11: picture 'data:1': the data: address cannot be decoded" },
	{ "<img src='data:text/plain,hello'>",
	    "1:11: picture 'data:1': it is no picture: PNG, JPEG, GIF, WebP or SVG" },
	{ "<img src=a.png>", "" },
};

static void
fill(struct source *s)
{
	struct source_file big = { .role = SOURCE_PICTURE,
		.name = "big.png",
		.fault = "it is too big",
		.type = "" };

	*s = (struct source){ 0 };
	source_add(s, &arena, SOURCE_PICTURE, "a.png", span_of(PNG));
	source_add(s, &arena, SOURCE_PICTURE, "same.png", span_of(PNG));
	source_add(s, &arena, SOURCE_PICTURE, "b.gif", span_of("GIF89a"));
	source_add(s, &arena, SOURCE_PICTURE, "text.png", span_of("text"));
	source_add_file(s, &arena, &big);
}

static void
test_faults(void)
{
	struct findings f;
	struct source s;
	struct pictures p;
	struct html h;
	const char *got;
	size_t i;

	for (i = 0; i < LENGTH(faults); i++) {
		fill(&s);
		findings_init(&f, &arena);
		read_html(&h, faults[i].html);
		pictures_find(&p, &h, &s, &arena);
		pictures_check(&p, &h, &s, "june.html", &f);
		got = f.count == 0 ? ""
				   : arena_printf(&arena, "%zu:%zu: %s", f.list[0].line,
					 f.list[0].column, f.list[0].text);
		is_str(got, faults[i].finding, "%s", faults[i].html);
	}
}

/* The HTML with new addresses; a hash is shown as "H". */
static const char *
edited(const char *html, const struct picture_host *host, size_t *parts)
{
	struct mime_part *list;
	struct edits e;
	struct source s;
	struct pictures p;
	struct html h;
	struct span out;
	char *text, *hash;

	fill(&s);
	read_html(&h, html);
	pictures_find(&p, &h, &s, &arena);
	e = (struct edits){ .text = h.source, .arena = &arena };
	pictures_edit(&p, host, &s, &e);
	*parts = pictures_parts(&p, host, &s, &list, &arena);
	out = edits_apply(&e);
	text = arena_memdup(&arena, out.s, out.n);
	while ((hash = strstr(text, "4c4b6a3be1314ab86138bef4314dde02")) != NULL) {
		size_t n = strspn(hash, "0123456789abcdef");

		*hash = 'H';
		memmove(hash + 1, hash + n, strlen(hash + n) + 1);
	}
	return text;
}

static void
test_edits(void)
{
	struct picture_host hosted = { PICTURE_HOSTED, "https://x.example/i/", "" },
			    in_mail = { PICTURE_INLINE, "", "asso.example" };
	const char *html = "<img  SRC=a.png alt=''><img src=\"same.png\">{{ x }}"
			   "<p style='background:url(a.png)'>";
	size_t parts;

	is_str(edited(html, &hosted, &parts),
	    "<img  SRC=https://x.example/i/H.png alt=''>"
	    "<img src=\"https://x.example/i/H.png\">{{ x }}"
	    "<p style='background:url(https://x.example/i/H.png)'>",
	    "hosted: nothing else changes");
	is_int((long long)parts, 0, "no parts then");
	is_str(edited(html, &in_mail, &parts),
	    "<img  SRC=cid:H@asso.example alt=''>"
	    "<img src=\"cid:H@asso.example\">{{ x }}"
	    "<p style='background:url(cid:H@asso.example)'>",
	    "inline");
	is_int((long long)parts, 1, "one part for three places and two names");
	edited("<img src=a.png><img src=b.gif><img src=data:image/gif;base64,R0lGODlh>",
	    &in_mail, &parts);
	is_int((long long)parts, 2, "and for a file that is written out");
}

static void
test_embedded(void)
{
	struct picture_host hosted = { PICTURE_HOSTED, "https://x.example/i/", "" };
	struct source s;
	struct pictures p;
	struct edits e;
	struct html h;
	struct buf out;

	fill(&s);
	read_html(&h, "<img src=b.gif><img src='b.gif'>");
	pictures_find(&p, &h, &s, &arena);
	e = (struct edits){ .text = h.source, .arena = &arena };
	pictures_edit(&p, &hosted, &s, &e);
	buf_init(&out, 1000);
	pictures_embed(&p, &hosted, &s, edits_apply(&e), &out);
	is_str(out.data,
	    "<img src=data:image/gif;base64,R0lGODlh>"
	    "<img src='data:image/gif;base64,R0lGODlh'>",
	    "to look at it here");
	buf_release(&out);
}

static const struct {
	const char *address, *bytes; /* NULL: refused */
} data[] = {
	{ "data:image/gif;base64,R0lGODlh", "GIF89a" },
	{ "data:;base64,YQ==", "a" },
	{ "data:;base64,YQ", "a" },
	{ "data:;base64,YQ%3D%3D", "a" },
	{ "data:;base64,Y\n Q =\t=", "a" },
	{ "DATA:X;BASE64,YWI=", "ab" },
	{ "data:image/svg+xml,%3Csvg%3E", "<svg>" },
	{ "data:image/svg+xml;utf8,<svg/>", "<svg/>" },
	{ "data:;base64,", NULL },
	{ "data:;base64,Y", NULL },
	{ "data:;base64,YQ-_", NULL },
	{ "data:,", NULL },
	{ "data:image/png", NULL },
};

static void
test_data(void)
{
	struct span out;
	size_t i;
	bool got;

	for (i = 0; i < LENGTH(data); i++) {
		got = picture_data_decode(data[i].address, &out, &arena);
		ok(got == (data[i].bytes != NULL) &&
			(!got || span_is(out, data[i].bytes)),
		    "%s", data[i].address);
	}
}

static const struct {
	const char *bytes, *type;
} kinds[] = {
	{ PNG, "image/png" },
	{ "\xFF\xD8\xFF\xE0", "image/jpeg" },
	{ "GIF87a", "image/gif" },
	{ "RIFF....WEBPVP8 ", "image/webp" },
	{ "RIFF....WAVE", "" },
	{ "<svg xmlns=''>", "image/svg+xml" },
	{ "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE svg>\n<svg>",
	    "image/svg+xml" },
	{ "<html><svg>", "" },
	{ "<svgx>", "" },
	{ "", "" },
	{ "\x89PN", "" },
};

static const struct {
	const char *name, *bytes, *type;
} files[] = {
	{ "a.pdf", "%PDF", "application/pdf" },
	{ "A.PDF", "", "application/pdf" },
	{ "a.txt", PNG, "image/png" },
	{ "a.csv", "é", "text/csv" },
	{ "a.csv", "\xE9", "application/octet-stream" },
	{ "a.xyz", "x", "application/octet-stream" },
	{ "README", "x", "application/octet-stream" },
};

static void
test_kinds(void)
{
	size_t i;

	for (i = 0; i < LENGTH(kinds); i++)
		is_str(media_of_picture(span_of(kinds[i].bytes)), kinds[i].type,
		    "picture %zu", i);
	for (i = 0; i < LENGTH(files); i++)
		is_str(media_of_file(files[i].name, span_of(files[i].bytes)),
		    files[i].type, "%s", files[i].name);
}

#define LINK "<a href=\"{{ mirror }}\" class=x>See <b>it</b></a>"

static const struct {
	const char *html, *want;
} mirrors[] = {
	{ LINK " | <a href=y>y</a>", "<a href=y>y</a>" },
	{ "<a href=y>y</a> | " LINK, "<a href=y>y</a>" },
	{ "<a href=y>y</a> | " LINK " | <a href=z>z</a>",
	    "<a href=y>y</a> | <a href=z>z</a>" },
	{ "<p>" LINK "&nbsp;|\n&nbsp;<a href=z>z</a>", "<p><a href=z>z</a>" },
	{ "<p>x</p>" LINK "<p>|</p>", "<p>x</p><p>|</p>" },
	{ "<A HREF={{mirror}}>x</A>y", "y" },
	{ "<a href='{{- mirror -}}'>x</a>y", "y" },
	{ "<a href='{{ mirror }}?x'>x</a>y", "<a href='{{ mirror }}?x'>x</a>y" },
	{ "<a href='{{ mirror }}'>x", "<a href='{{ mirror }}'>x" },
	{ "{{ mirror }}", "{{ mirror }}" },
}, texts[] = {
	{ "Web: {{ mirror }} | Leave: {{ unsubscribe }}\n", "Leave: {{ unsubscribe }}\n" },
	{ "Leave: x | Web: {{ mirror }}\nend", "Leave: x\nend" },
	{ "a | {{mirror}} | b", "a | b" },
	{ "one\nsee {{ mirror }}\ntwo", "one\ntwo" },
	{ "{{ mirror }}", "" },
	{ "{{ mirrors }}", "{{ mirrors }}" },
};

static void
test_mirror(void)
{
	struct edits e;
	struct html h;
	struct span out;
	size_t i;

	for (i = 0; i < LENGTH(mirrors); i++) {
		read_html(&h, mirrors[i].html);
		e = (struct edits){ .text = h.source, .arena = &arena };
		mirror_drop_html(&h, &e);
		out = edits_apply(&e);
		is_str(arena_memdup(&arena, out.s, out.n), mirrors[i].want, "%s",
		    mirrors[i].html);
	}
	for (i = 0; i < LENGTH(texts); i++) {
		e = (struct edits){ .text = span_of(texts[i].html), .arena = &arena };
		mirror_drop_text(&e);
		out = edits_apply(&e);
		is_str(arena_memdup(&arena, out.s, out.n), texts[i].want, "%s",
		    texts[i].html);
	}
}

/* What a hostile file costs: as many places as there can be, one file too many. */
static void
test_many(void)
{
	struct source s = { 0 };
	struct pictures p;
	struct findings f;
	struct html h;
	struct buf b;
	size_t i;

	buf_init(&b, 4u << 20);
	for (i = 0; i < 12000; i++)
		buf_printf(&b, "<img src=%zu.png>", i);
	findings_init(&f, &arena);
	html_read(&h, (struct span){ b.data, b.len }, "june.html", &arena, &f);
	is_int((long long)f.errors, 1, "over 10,000 places are an error");
	pictures_find(&p, &h, &s, &arena);
	is_int((long long)p.nnames, PICTURES_MAX, "no more files than there may be");
	is_str(p.list[PICTURES_MAX].fault,
	    "there are too many different pictures before it", "and the others say so");
	buf_release(&b);
}

int
main(void)
{
	test_found();
	test_faults();
	test_edits();
	test_embedded();
	test_data();
	test_kinds();
	test_mirror();
	test_many();
	arena_release(&arena);
	return done_testing();
}
