/* text_element - what each HTML element does to the text alternative.  See
 * text_reader.h. */
#include "issue/text_reader.h"

#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMERAL_SIZE 20 /* "MMMDCCCLXXXVIII" */
#define ROMAN_MAX 3999
#define RULE "----------------------------------------"

static struct frame *
push_frame(struct text_reader *r)
{
	struct frame *f;

	if (r->nframes == r->frames_size) {
		r->frames_size = r->frames_size == 0 ? 64 : r->frames_size * 2;
		r->frames = xrealloc(r->frames, r->frames_size, sizeof(*r->frames));
	}
	f = &r->frames[r->nframes++];
	*f = (struct frame){ .margin = r->w.margin.len, .outer_list = r->list };
	return f;
}

/* The attribute type of a list. */
static char
numerals_of(const char *type)
{
	return *type != '\0' && type[1] == '\0' && strchr("aAiI", *type) != NULL ? *type
										 : '1';
}

/* 1: a, 26: z, 27: aa. */
static void
write_letters(char out[NUMERAL_SIZE], long n, char first)
{
	char reversed[NUMERAL_SIZE];
	size_t i = 0, o = 0;

	for (; n > 0; n = (n - 1) / 26)
		reversed[i++] = (char)(first + (n - 1) % 26);
	while (i > 0)
		out[o++] = reversed[--i];
	out[o] = '\0';
}

static void
write_roman(char out[NUMERAL_SIZE], long n, bool capital)
{
	static const struct {
		long value;
		const char *text;
	} parts[] = { { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" },
		{ 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" }, { 10, "X" },
		{ 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" } };
	size_t i, o = 0;
	const char *c;

	for (i = 0; i < ARRAY_LEN(parts); i++) {
		for (; n >= parts[i].value; n -= parts[i].value) {
			for (c = parts[i].text; *c != '\0'; c++)
				out[o++] = capital ? *c : (char)(*c - 'A' + 'a');
		}
	}
	out[o] = '\0';
}

static void
write_numeral(char out[NUMERAL_SIZE], long n, char numerals)
{
	if ((numerals == 'a' || numerals == 'A') && n > 0)
		write_letters(out, n, numerals);
	else if ((numerals == 'i' || numerals == 'I') && n > 0 && n <= ROMAN_MAX)
		write_roman(out, n, numerals == 'I');
	else
		snprintf(out, NUMERAL_SIZE, "%ld", n);
}

static void
begin_list(struct text_reader *r, const GumboNode *node, struct frame *f)
{
	f->gap = r->list > 0 ? 1 : 2;
	f->list = true;
	f->ordered = tree_is(node, GUMBO_TAG_OL);
	f->numerals = numerals_of(tree_attribute(node, "type"));
	f->number = strtol(tree_attribute(node, "start"), NULL, 10);
	if (*tree_attribute(node, "start") == '\0' || f->number < 0 || f->number > 99999)
		f->number = 1;
	text_reader_block(r, f->gap);
	r->list = r->nframes;
}

static void
begin_item(struct text_reader *r, struct frame *f)
{
	struct frame *list = r->list > 0 ? &r->frames[r->list - 1] : NULL;
	char numeral[NUMERAL_SIZE], bullet[NUMERAL_SIZE + 2] = "- ";
	char rest[NUMERAL_SIZE + 2] = "  ";

	f->gap = 1;
	text_reader_block(r, 1);
	if (r->table.open) {
		text_reader_show_marks(r);
		flow_ascii(&r->w.flow, "- ");
		return;
	}
	if (list != NULL && list->ordered) {
		write_numeral(numeral, list->number++, list->numerals);
		snprintf(bullet, sizeof(bullet), "%s. ", numeral);
		memset(rest, ' ', strlen(bullet));
		rest[strlen(bullet)] = '\0';
	}
	writer_indent(&r->w, bullet, rest);
	r->w.fresh = true;
}

static void
begin_heading(struct text_reader *r, const GumboNode *node, struct frame *f)
{
	f->gap = 2;
	text_reader_block(r, 2);
	f->heading = true;
	r->headings++;
	if (tree_is(node, GUMBO_TAG_H1))
		r->w.underline = '=';
	else if (tree_is(node, GUMBO_TAG_H2))
		r->w.underline = '-';
	if (r->table.open)
		r->w.underline = '\0';
}

static void
begin_table(struct text_reader *r, const GumboNode *node, struct frame *f)
{
	f->gap = 2;
	text_reader_block(r, 2);
	if (r->hidden == 0 && !r->table.open && table_is_data(&r->tree, node)) {
		f->table = true;
		writer_flush(&r->w);
		table_begin(&r->table);
	}
}

static void
begin_cell(struct text_reader *r, struct frame *f)
{
	if (!r->table.open) {
		f->gap = 2;
		text_reader_block(r, 2);
		return;
	}
	f->cell = true;
	r->w.flow.blank = r->w.flow.brace = false;
	flow_apart(&r->w.flow);
	table_cell_begin(&r->table, &r->w.flow);
}

static void
begin_caption(struct text_reader *r, struct frame *f)
{
	/* Before the table, of which no row has begun. */
	f->gap = 2;
	if (r->table.open && r->table.nrows == 0) {
		r->table.open = false;
		f->plain = true;
		r->headings++;
	}
	text_reader_block(r, 2);
}

static void
begin_quote(struct text_reader *r, struct frame *f)
{
	f->gap = 2;
	text_reader_block(r, 2);
	if (!r->table.open)
		writer_indent(&r->w, "> ", "> ");
}

/* Blocks that need nothing but the gap around them. */
static unsigned
gap_of(GumboTag tag)
{
	switch (tag) {
	case GUMBO_TAG_P:
	case GUMBO_TAG_BODY:
	case GUMBO_TAG_DL:
	case GUMBO_TAG_SECTION:
	case GUMBO_TAG_ARTICLE:
	case GUMBO_TAG_HEADER:
	case GUMBO_TAG_FOOTER:
	case GUMBO_TAG_ASIDE:
	case GUMBO_TAG_NAV:
	case GUMBO_TAG_MAIN:
	case GUMBO_TAG_FIGURE:
	case GUMBO_TAG_FORM:
		return 2;
	case GUMBO_TAG_DIV:
	case GUMBO_TAG_CENTER:
	case GUMBO_TAG_ADDRESS:
	case GUMBO_TAG_DT:
	case GUMBO_TAG_FIGCAPTION:
	case GUMBO_TAG_FIELDSET:
		return 1;
	default:
		return 0;
	}
}

static void
begin_other(struct text_reader *r, GumboTag tag, struct frame *f)
{
	switch (tag) {
	case GUMBO_TAG_STRONG:
	case GUMBO_TAG_B:
		f->strong = true;
		r->strong++;
		break;
	case GUMBO_TAG_EM:
	case GUMBO_TAG_I:
		f->emphasis = true;
		r->emphasis++;
		break;
	case GUMBO_TAG_BR:
		if (r->nlinks > 0)
			flow_blank(&r->w.flow);
		else if (r->hidden == 0 && r->w.flow.n > 0)
			flow_break(&r->w.flow);
		break;
	case GUMBO_TAG_WBR:
		flow_soft_break(&r->w.flow);
		break;
	case GUMBO_TAG_HR:
		text_reader_block(r, 2);
		if (r->hidden == 0 && !r->table.open)
			flow_ascii(&r->w.flow, RULE);
		text_reader_block(r, 2);
		break;
	case GUMBO_TAG_PRE:
		f->gap = 2;
		text_reader_block(r, 2);
		f->preformatted = true;
		r->preformatted++;
		break;
	case GUMBO_TAG_DD:
		f->gap = 1;
		text_reader_block(r, 1);
		if (!r->table.open)
			writer_indent(&r->w, "    ", "    ");
		break;
	default:
		f->gap = gap_of(tag);
		if (f->gap > 0)
			text_reader_block(r, f->gap);
	}
}

void
text_reader_begin_element(struct text_reader *r, const GumboNode *node)
{
	struct frame *f = push_frame(r);

	if (tree_is_hidden(&r->tree, node)) {
		f->hides = true;
		r->hidden++;
	}
	switch (node->v.element.tag) {
	case GUMBO_TAG_A:
		text_reader_begin_link(r, node, f);
		break;
	case GUMBO_TAG_IMG:
		if (r->hidden == 0)
			text_reader_image(r, node);
		break;
	case GUMBO_TAG_UL:
	case GUMBO_TAG_OL:
	case GUMBO_TAG_MENU:
		begin_list(r, node, f);
		break;
	case GUMBO_TAG_LI:
		begin_item(r, f);
		break;
	case GUMBO_TAG_H1:
	case GUMBO_TAG_H2:
	case GUMBO_TAG_H3:
	case GUMBO_TAG_H4:
	case GUMBO_TAG_H5:
	case GUMBO_TAG_H6:
		begin_heading(r, node, f);
		break;
	case GUMBO_TAG_TABLE:
		begin_table(r, node, f);
		break;
	case GUMBO_TAG_TR:
		if (r->table.open)
			table_row(&r->table, node);
		break;
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		begin_cell(r, f);
		break;
	case GUMBO_TAG_CAPTION:
		begin_caption(r, f);
		break;
	case GUMBO_TAG_BLOCKQUOTE:
		begin_quote(r, f);
		break;
	default:
		begin_other(r, node->v.element.tag, f);
	}
}

void
text_reader_end_element(struct text_reader *r)
{
	struct frame f = r->frames[--r->nframes];

	if (f.link)
		text_reader_end_link(r);
	if (f.strong && --r->strong == 0)
		text_reader_end_mark(r, &r->strong_shown, "*");
	if (f.emphasis && --r->emphasis == 0)
		text_reader_end_mark(r, &r->emphasis_shown, "_");
	if (f.cell) {
		text_reader_end_marks(r);
		table_cell_end(&r->table, &r->w.flow);
	} else if (f.gap > 0) {
		text_reader_block(r, f.gap);
	}
	if (f.table)
		table_end(&r->table, &r->w);
	if (f.table)
		writer_gap(&r->w, 2);
	if (f.heading || f.plain)
		r->headings--;
	if (f.heading)
		r->w.underline = '\0';
	if (f.plain)
		r->table.open = true;
	if (f.preformatted)
		r->preformatted--;
	writer_outdent(&r->w, f.margin);
	if (f.gap == 1 && r->w.fresh)
		r->w.fresh = false;
	r->list = f.outer_list;
	if (f.hides)
		r->hidden--;
}
