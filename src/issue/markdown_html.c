/* markdown_html - the tree of a Markdown text as HTML for mail.  See markdown_html.h. */
#include "issue/markdown_html.h"

#include "issue/picture_size.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

#define WIDTH_DEFAULT 600 /* pixels, when the layout does not say */
#define STYLE_MAX 8192    /* bytes of one attribute */
#define PICTURE_SHARE 35  /* percent of a card */

/* A table that only Outlook for Windows sees: it knows no inline-block. */
#define GHOST_BEGIN \
	"<!--[if mso]><table role=\"presentation\" width=\"100%\" border=\"0\" " \
	"cellpadding=\"0\" cellspacing=\"0\"><tr><td width=\""
#define GHOST_MIDDLE "<!--[if mso]></td><td width=\""
#define GHOST_CELL "\" valign=\"top\"><![endif]-->"
#define GHOST_END "<!--[if mso]></td></tr></table><![endif]-->"

struct writer {
	const struct markdown *md;
	const struct style *style;
	const struct source *pictures;
	struct derived *out;
	const char *form;   /* class of the innermost form; "" */
	const char *ink;    /* text colour of a coloured band; "" */
	unsigned width;     /* pixels that a picture may have here */
	struct buf scratch; /* an attribute */
	char brace;         /* a literal "{" was the last byte, or '\0' */
};

static void write_children(struct writer *w, const struct markdown_node *node);

static struct origin
origin(const struct writer *w, const struct markdown_node *n)
{
	return markdown_mask_origin(&w->md->mask, n->offset);
}

static void
put(struct writer *w, const struct markdown_node *n, const char *html)
{
	w->brace = '\0';
	derived_adds(w->out, origin(w, n), html);
}

/* A merge tag, or a line of ours, as the author wrote it. */
static void
put_standin(struct writer *w, const struct standin *s)
{
	struct origin at = w->md->mask.author;

	at.offset = s->offset;
	w->brace = '\0';
	derived_copy(w->out, at, s->source.n);
}

/* A character that HTML, or the merge language, would take for its own: "{" and
 * what follows it, which Markdown has brought together. */
static const char *
reference(struct writer *w, char c)
{
	/* The first four of HTML; the others of the merge language, behind a "{". */
	static const char *const references[] = { "&&amp;", "<&lt;", ">&gt;", "\"&quot;",
		"{&#123;", "%&#37;", "#&#35;" };
	size_t n = w->brace == '{' ? ARRAY_LEN(references) : 4, i;

	w->brace = c;
	for (i = 0; i < n; i++) {
		if (references[i][0] == c)
			return references[i] + 1;
	}
	return NULL;
}

/* Plain text at an offset of the masked text; what is md4c's own has none, and is
 * of the node. */
static void
put_plain(struct writer *w, const struct markdown_node *n, struct span s)
{
	struct span masked = w->md->mask.text.text;
	bool inside = s.s >= masked.s && s.s < masked.s + masked.n;
	struct origin at = origin(w, n);
	const char *made;
	size_t i, done = 0;

	if (inside)
		at = markdown_mask_origin(&w->md->mask, (size_t)(s.s - masked.s));
	for (i = 0; i < s.n; i++) {
		made = reference(w, s.s[i]);
		if (made == NULL && inside)
			continue;
		if (inside)
			derived_copy(w->out, at, i - done);
		at.offset += inside ? i - done : 0;
		if (made != NULL)
			derived_adds(w->out, at, made);
		else
			derived_add(w->out, at, (struct span){ s.s + i, 1 });
		at.offset += inside;
		done = i + 1;
	}
	if (inside)
		derived_copy(w->out, at, s.n - done);
}

/* HTML as it stands. */
static void
put_raw(struct writer *w, const struct markdown_node *n, struct span s)
{
	struct span masked = w->md->mask.text.text;

	w->brace = '\0';
	if (s.s >= masked.s && s.s < masked.s + masked.n)
		derived_copy(w->out,
		    markdown_mask_origin(&w->md->mask, (size_t)(s.s - masked.s)), s.n);
	else
		derived_add(w->out, origin(w, n), s);
}

static void
put_masked(struct writer *w, const struct markdown_node *n, struct span s,
    void (*plain)(struct writer *, const struct markdown_node *, struct span))
{
	const struct standin *found;
	size_t at, length;

	while ((found = markdown_mask_next(&w->md->mask, s, &at, &length)) != NULL) {
		plain(w, n, (struct span){ s.s, at });
		put_standin(w, found);
		s = (struct span){ s.s + at + length, s.n - at - length };
	}
	plain(w, n, s);
}

/* The value of an attribute, HTML already. */
static void
put_attribute(
    struct writer *w, const struct markdown_node *n, const char *name, struct span value)
{
	put(w, n, " ");
	put(w, n, name);
	put(w, n, "=\"");
	put_masked(w, n, value, put_raw);
	put(w, n, "\"");
}

/* The style of an element or form where we are; more is appended. */
static void
put_style(
    struct writer *w, const struct markdown_node *n, const char *name, const char *more)
{
	struct buf *b = &w->scratch;
	char within[80];

	buf_reset(b);
	style_write(w->style, span_of(name), b);
	if (n->parent != NULL && n->parent->kind == MARKDOWN_ITEM) {
		snprintf(within, sizeof(within), "li %s", name);
		style_write(w->style, span_of(within), b);
	}
	if (*w->form != '\0') {
		snprintf(within, sizeof(within), ".%s %s", w->form, name);
		style_write(w->style, span_of(within), b);
	}
	buf_adds(b, more);
	if (b->len > 0)
		put_attribute(w, n, "style", (struct span){ b->data, b->len });
}

/* The same for a text that layouts colour: on a coloured band it has the band's. */
static void
put_inked_style(struct writer *w, const struct markdown_node *n, const char *name)
{
	char ink[40] = "";

	if (*w->ink != '\0' && *name != '.') /* a button has a ground of its own */
		snprintf(ink, sizeof(ink), "color:%s;", w->ink);
	put_style(w, n, name, ink);
}

static void
begin(struct writer *w, const struct markdown_node *n, const char *element)
{
	put(w, n, "<");
	put(w, n, element);
	put_style(w, n, element, "");
	put(w, n, ">");
}

static void
end(struct writer *w, const struct markdown_node *n, const char *element)
{
	put(w, n, "</");
	put(w, n, element);
	put(w, n, ">");
	if (n->kind < MARKDOWN_EMPHASIS)
		put(w, n, "\n");
}

static void
write_simple(struct writer *w, const struct markdown_node *n, const char *element)
{
	begin(w, n, element);
	if (n->first != NULL && n->first->kind < MARKDOWN_EMPHASIS)
		put(w, n, "\n");
	write_children(w, n);
	end(w, n, element);
}

/* A solitary picture has no line of text to stand on. */
static void
write_paragraph(struct writer *w, const struct markdown_node *n)
{
	const struct markdown_node *only = n->first;

	if (only != NULL && only->next == NULL && only->kind == MARKDOWN_LINK)
		only = only->first;
	if (only == NULL || only->next != NULL || only->kind != MARKDOWN_IMAGE) {
		write_simple(w, n, "p");
		return;
	}
	put(w, n, "<p class=\"nl-picture\"");
	put_style(w, n, ".nl-picture", "");
	put(w, n, ">");
	write_children(w, n);
	end(w, n, "p");
}

static void
write_heading(struct writer *w, const struct markdown_node *n)
{
	char element[] = { 'h', (char)('0' + n->number), '\0' };

	put(w, n, "<");
	put(w, n, element);
	put_inked_style(w, n, element);
	put(w, n, ">");
	write_children(w, n);
	end(w, n, element);
}

static void
write_numbers(struct writer *w, const struct markdown_node *n)
{
	char start[32];

	put(w, n, "<ol");
	if (n->number != 1) {
		snprintf(start, sizeof(start), " start=\"%u\"", n->number);
		put(w, n, start);
	}
	put_style(w, n, "ol", "");
	put(w, n, ">\n");
	write_children(w, n);
	end(w, n, "ol");
}

static void
write_cell(struct writer *w, const struct markdown_node *n)
{
	bool header = n->kind == MARKDOWN_HEADER_CELL;
	const char *element = header ? "th" : "td";
	char align[40] = "";

	if (*n->align != '\0')
		snprintf(align, sizeof(align), "text-align:%s;", n->align);
	put(w, n, header ? "<th scope=\"col\"" : "<td");
	if (*n->align != '\0')
		put_attribute(w, n, "align", span_of(n->align));
	put_style(w, n, element, align);
	put(w, n, ">");
	write_children(w, n);
	end(w, n, element);
}

static void
write_table(struct writer *w, const struct markdown_node *n)
{
	put(w, n,
	    "<table class=\"nl-table\" width=\"100%\" border=\"0\" cellpadding=\"0\" "
	    "cellspacing=\"0\"");
	put_style(w, n, "table", "");
	put(w, n, ">\n");
	write_children(w, n);
	end(w, n, "table");
}

static void
write_link(struct writer *w, const struct markdown_node *n, const char *style)
{
	put(w, n, "<a");
	put_attribute(w, n, "href", n->url);
	if (n->title.n > 0)
		put_attribute(w, n, "title", n->title);
	put_inked_style(w, n, style);
	put(w, n, ">");
	write_children(w, n);
	put(w, n, "</a>");
}

/* The words of a picture's description, without what they look like. */
static void
write_alt(struct writer *w, const struct markdown_node *node)
{
	const struct markdown_node *n;

	for (n = node->first; n != NULL; n = n->next) {
		if (n->kind == MARKDOWN_ENTITY)
			put_raw(w, n, n->text);
		else if (n->kind == MARKDOWN_LINE || n->kind == MARKDOWN_BREAK)
			put(w, n, " ");
		else if (n->kind >= MARKDOWN_TEXT)
			put_masked(w, n, n->text, put_plain);
		else
			write_alt(w, n);
	}
}

/* Outlook for Windows knows no max-width, so it is told how wide the picture is.  One
 * that fills its place is to do so on a narrow screen too. */
static void
write_width(struct writer *w, const struct markdown_node *n)
{
	const struct source_file *file;
	char name[1024], width[32];
	unsigned x, y;

	if (n->url.n >= sizeof(name))
		return;
	memcpy(name, n->url.s, n->url.n);
	name[n->url.n] = '\0';
	file = source_get(w->pictures, SOURCE_PICTURE, name);
	if (file == NULL || file->bytes.s == NULL || !picture_size(file->bytes, &x, &y))
		return;
	snprintf(width, sizeof(width), "%u", x < w->width ? x : w->width);
	put_attribute(w, n, "width", span_of(width));
	if (x >= w->width)
		put_attribute(w, n, "class", span_of("nl-wide"));
}

static void
write_image(struct writer *w, const struct markdown_node *n)
{
	put(w, n, "<img");
	put_attribute(w, n, "src", n->url);
	put(w, n, " alt=\"");
	write_alt(w, n);
	put(w, n, "\"");
	if (n->title.n > 0)
		put_attribute(w, n, "title", n->title);
	write_width(w, n);
	put(w, n, " border=\"0\"");
	put_style(w, n, "img", "");
	put(w, n, ">");
}

static void
write_code(struct writer *w, const struct markdown_node *n)
{
	put(w, n, "<pre");
	put_style(w, n, "pre", "");
	put(w, n, "><code>");
	write_children(w, n);
	put(w, n, "</code></pre>\n");
}

/* A cell of one link, which Outlook pads by what it understands. */
static void
write_button(struct writer *w, const struct markdown_node *n)
{
	const char *form = w->form;

	put(w, n,
	    "<table class=\"nl-buttons\" role=\"presentation\" border=\"0\" "
	    "cellpadding=\"0\" cellspacing=\"0\"");
	put_style(w, n, ".nl-buttons", "");
	put(w, n, "><tr><td class=\"nl-button\"");
	put_style(w, n, ".nl-button", "");
	put(w, n, ">");
	w->form = "nl-button";
	write_link(w, n->first, ".nl-link");
	w->form = form;
	put(w, n, "</td></tr></table>\n");
}

/* One of two parts that stand side by side where there is room, else one below the
 * other. */
static void
write_part(struct writer *w, const struct markdown_node *n, const char *class,
    unsigned share, const char *ghost)
{
	const char *form = w->form;
	unsigned width = w->width;
	char text[80];

	snprintf(text, sizeof(text), "%u%%%s", share, GHOST_CELL);
	put(w, n, ghost);
	put(w, n, text);
	snprintf(text, sizeof(text), "<div class=\"%s\"", class);
	put(w, n, text);
	snprintf(text, sizeof(text), ".%s", class);
	put_style(w, n, text, "");
	put(w, n, ">\n");
	w->form = n->parent->kind == MARKDOWN_CARD ? "nl-card" : "nl-columns";
	w->width = width * share / 100;
	write_children(w, n);
	w->width = width;
	w->form = form;
	put(w, n, "</div>");
}

static void
write_parts(struct writer *w, const struct markdown_node *n)
{
	bool card = n->kind == MARKDOWN_CARD;
	const char *class = card ? "nl-card" : "nl-columns";
	const struct markdown_node *part, *picture = NULL;
	char text[80];

	if (n->first == NULL || n->first->next == NULL)
		return; /* the form is broken, which was said */
	snprintf(text, sizeof(text), "<div class=\"%s\"", class);
	put(w, n, text);
	snprintf(text, sizeof(text), ".%s", class);
	put_style(w, n, text, "");
	put(w, n, ">");
	if (card)
		picture = n->number == 0 ? n->first : n->last;
	for (part = n->first; part != NULL; part = part->next)
		write_part(w, part,
		    !card                 ? "nl-column"
			: part == picture ? "nl-card-picture"
					  : "nl-card-text",
		    !card                 ? 50
			: part == picture ? PICTURE_SHARE
					  : 100 - PICTURE_SHARE,
		    part == n->first ? GHOST_BEGIN : GHOST_MIDDLE);
	put(w, n, GHOST_END "</div>\n");
}

static void
write_band(struct writer *w, const struct markdown_node *n)
{
	const char *form = w->form, *ink = w->ink;
	unsigned width = w->width, padding;
	char color[80] = "";

	if (n->color.n > 0) {
		w->ink = style_ink(n->color);
		snprintf(color, sizeof(color), "background-color:%.*s;color:%s;",
		    (int)n->color.n, n->color.s, w->ink);
	}
	put(w, n,
	    "<table role=\"presentation\" width=\"100%\" border=\"0\" cellpadding=\"0\" "
	    "cellspacing=\"0\"");
	put_style(w, n, ".nl-bands", "");
	put(w, n,
	    n->color.n > 0 ? "><tr><td class=\"nl-colored-band\""
			   : "><tr><td class=\"nl-band\"");
	if (n->color.n > 0)
		put_attribute(w, n, "bgcolor", n->color);
	put_style(w, n, ".nl-band", color);
	put(w, n, ">\n");
	w->form = "nl-band";
	padding = 2 * style_pixels(w->style, ".nl-band", "padding", 0);
	w->width -= padding < w->width ? padding : 0;
	write_children(w, n);
	w->width = width;
	w->form = form;
	w->ink = ink;
	put(w, n, "</td></tr></table>\n");
}

/* What is an element and no more. */
static const char *const elements[] = {
	[MARKDOWN_QUOTE] = "blockquote",
	[MARKDOWN_BULLETS] = "ul",
	[MARKDOWN_ITEM] = "li",
	[MARKDOWN_TABLE_HEAD] = "thead",
	[MARKDOWN_TABLE_BODY] = "tbody",
	[MARKDOWN_ROW] = "tr",
	[MARKDOWN_EMPHASIS] = "em",
	[MARKDOWN_STRONG] = "strong",
	[MARKDOWN_STRUCK] = "del",
	[MARKDOWN_CODE_SPAN] = "code",
	[MARKDOWN_HTML_TEXT] = NULL, /* the last kind */
};

static void
write_block(struct writer *w, const struct markdown_node *n)
{
	switch (n->kind) {
	case MARKDOWN_PARAGRAPH:
		write_paragraph(w, n);
		break;
	case MARKDOWN_HEADING:
		write_heading(w, n);
		break;
	case MARKDOWN_NUMBERS:
		write_numbers(w, n);
		break;
	case MARKDOWN_RULE:
		begin(w, n, "hr");
		put(w, n, "\n");
		break;
	case MARKDOWN_CODE:
		write_code(w, n);
		break;
	case MARKDOWN_TABLE:
		write_table(w, n);
		break;
	case MARKDOWN_HEADER_CELL:
	case MARKDOWN_CELL:
		write_cell(w, n);
		break;
	case MARKDOWN_TAGS:
		put_standin(w, n->standin);
		put(w, n, "\n");
		break;
	case MARKDOWN_BUTTON:
		write_button(w, n);
		break;
	case MARKDOWN_CARD:
	case MARKDOWN_COLUMNS:
		write_parts(w, n);
		break;
	case MARKDOWN_BAND:
		write_band(w, n);
		break;
	default: /* raw HTML; and what a form that is broken left */
		write_children(w, n);
		break;
	}
}

static void
write_inline(struct writer *w, const struct markdown_node *n)
{
	switch (n->kind) {
	case MARKDOWN_LINK:
		write_link(w, n, "a");
		break;
	case MARKDOWN_IMAGE:
		write_image(w, n);
		break;
	case MARKDOWN_BREAK:
		put(w, n, "<br>\n");
		break;
	case MARKDOWN_LINE:
		put(w, n, "\n");
		break;
	case MARKDOWN_ENTITY:
	case MARKDOWN_HTML_TEXT:
		put_masked(w, n, n->text, put_raw);
		break;
	default:
		put_masked(w, n, n->text, put_plain);
		break;
	}
}

static void
write_children(struct writer *w, const struct markdown_node *node)
{
	const struct markdown_node *n;

	for (n = node->first; n != NULL; n = n->next) {
		if (elements[n->kind] != NULL)
			write_simple(w, n, elements[n->kind]);
		else if (n->kind < MARKDOWN_EMPHASIS)
			write_block(w, n);
		else
			write_inline(w, n);
	}
}

void
markdown_html(const struct markdown *m, const struct style *style,
    const struct source *pictures, struct derived *out)
{
	struct writer w = { .md = m,
		.style = style,
		.pictures = pictures,
		.out = out,
		.form = "",
		.ink = "" };

	w.width = style_pixels(style, ".nl-content", "width", WIDTH_DEFAULT);
	buf_init(&w.scratch, STYLE_MAX);
	write_children(&w, m->root);
	buf_release(&w.scratch);
}
