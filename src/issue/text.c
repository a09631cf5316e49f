/* text - the text alternative of an HTML issue: the walk through its tree.  See
 * text.h; text_writer.h, text_flow.h and text_table.h put it on the page. */
#include "issue/text.h"

#include "issue/text_reader.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

/* Write "*" and "_" before the first character of what is bold or italic. */
void
text_reader_show_marks(struct text_reader *r)
{
	struct flow *f = &r->w.flow;

	if (r->headings > 0)
		return;
	if (r->strong > 0 && !r->strong_shown) {
		flow_ascii(f, "*");
		r->strong_shown = true;
	}
	if (r->emphasis > 0 && !r->emphasis_shown) {
		flow_ascii(f, "_");
		r->emphasis_shown = true;
	}
}

/* Behind the last word, before a blank that is due. */
void
text_reader_end_mark(struct text_reader *r, bool *shown, const char *mark)
{
	struct flow *f = &r->w.flow;
	bool blank = f->blank;

	if (!*shown)
		return;
	*shown = false;
	f->blank = f->apart = false;
	flow_ascii(f, mark);
	f->blank = blank;
}

void
text_reader_end_marks(struct text_reader *r)
{
	text_reader_end_mark(r, &r->emphasis_shown, "_");
	text_reader_end_mark(r, &r->strong_shown, "*");
}

/* A block begins or ends here. */
void
text_reader_block(struct text_reader *r, unsigned gap)
{
	text_reader_end_marks(r);
	if (!r->table.open)
		writer_gap(&r->w, gap);
	else if (r->w.flow.n > 0 && r->w.flow.pieces[r->w.flow.n - 1].kind != PIECE_BREAK)
		flow_break(&r->w.flow);
}

/* Characters that have neither room nor meaning in a text. */
bool
text_reader_drops(uint32_t c)
{
	return c == UTF8_BAD || c == 0xAD || c == 0x34F || c == 0x200B || c == 0x2060 ||
	    c == 0xFEFF || c < ' ' || (c >= 0x7F && c < 0xA0);
}

/* Is there nothing yet in this paragraph or cell? */
static bool
text_reader_is_empty(const struct text_reader *r)
{
	const struct table *t = &r->table;

	return r->w.flow.n ==
	    (t->open && t->ncells > 0 ? t->cells[t->ncells - 1].first : 0);
}

void
text_reader_character(struct text_reader *r, const char *s, size_t n, uint32_t c)
{
	struct flow *f = &r->w.flow;

	if (c == '\n' && r->preformatted > 0)
		flow_break(f);
	else if (r->preformatted > 0 && (c == ' ' || c == '\t'))
		flow_character(f, " ", 1, ' ');
	else if (c == ' ' || (c >= '\t' && c <= '\r'))
		flow_blank(f);
	else if (!text_reader_drops(c)) {
		/* Padding alone is no paragraph: <p>&nbsp;</p>. */
		if (text_reader_is_empty(r) && tree_is_padding(c))
			return;
		text_reader_show_marks(r);
		flow_character(f, s, n, c);
	}
}

void
text_reader_text(struct text_reader *r, const char *s)
{
	const struct tag *tag;
	uint32_t c;
	size_t n, left = strlen(s);

	for (; left > 0; s += n, left -= n) {
		tag = mask_standin(r->tree.mask, s, &n);
		if (tag == NULL) {
			n = utf8_next(s, left < 4 ? left : 4, &c);
			text_reader_character(r, s, n, c);
		} else if (tag->kind != TAG_COMMENT) {
			text_reader_show_marks(r);
			flow_tag(&r->w.flow, mask_source(r->tree.mask, tag), false);
		}
	}
}

static void
add_comment(struct text_reader *r, const GumboNode *node)
{
	const struct mask *m = r->tree.mask;
	const struct tag *tag = mask_tag_at(m, tree_offset(&r->tree, node));

	if (tag == NULL || tag->kind == TAG_COMMENT)
		return;
	if (r->table.open) {
		table_tag(&r->table, mask_source(m, tag));
		return;
	}
	/* Inside what is bold already, or its marker would be in one branch only. */
	if (r->strong > 0 || r->emphasis > 0)
		text_reader_show_marks(r);
	flow_tag(&r->w.flow, mask_source(m, tag), true);
}

void
text_reader_image(struct text_reader *r, const GumboNode *node)
{
	const char *alt = tree_attribute(node, "alt");
	size_t i;

	for (i = 0; i < r->nlinks; i++)
		r->links[i].picture = true;
	if (alt[strspn(alt, " \t\r\n")] == '\0')
		alt = tree_attribute(node, "title");
	if (alt[strspn(alt, " \t\r\n")] == '\0')
		return;
	text_reader_show_marks(r);
	flow_ascii(&r->w.flow, "[");
	alt += strspn(alt, " \t\r\n");
	text_reader_text(r, alt);
	r->w.flow.blank = false;
	flow_ascii(&r->w.flow, "]");
}

static void
add_preheader(struct text_reader *r, const char *preheader)
{
	struct span s = span_of(preheader);
	struct flow *f = &r->w.flow;
	struct tag tag;
	size_t at = 0, done = 0, n;
	uint32_t c;

	for (;;) {
		bool more = template_next_tag(s, &at, &tag);
		size_t end = more ? tag.start : s.n;

		for (; done < end; done += n) {
			n = utf8_next(s.s + done, end - done, &c);
			text_reader_character(r, s.s + done, n, c);
		}
		if (!more)
			break;
		flow_tag(f, (struct span){ s.s + tag.start, tag.end - tag.start },
		    tag_role((struct span){ s.s + tag.start, tag.end - tag.start }) !=
			ROLE_INLINE);
		done = tag.end;
	}
	text_reader_block(r, 2);
}

static void
read_tree(struct text_reader *r)
{
	struct tree_walk walk = { 0 };
	const GumboNode *node;
	enum tree_step step;

	tree_walk_begin(&walk, &r->tree, NULL);
	while ((step = tree_walk_next(&walk, &node)) != TREE_END) {
		if (step == TREE_LEAVE)
			text_reader_end_element(r);
		else if (node->type == GUMBO_NODE_COMMENT)
			add_comment(r, node);
		else if (node->type == GUMBO_NODE_ELEMENT ||
		    node->type == GUMBO_NODE_TEMPLATE)
			text_reader_begin_element(r, node);
		else if (r->hidden == 0 && (!r->table.open || r->table.ncells > 0))
			text_reader_text(r, node->v.text.text);
	}
	tree_walk_release(&walk);
	writer_flush(&r->w);
}

struct span
text_of_html(const struct html *html, struct arena *a)
{
	struct text_reader r = { 0 };
	struct buf out;
	struct span text;

	buf_init(&out, TEXT_BYTES_MAX);
	buf_init(&r.url, HTML_BYTES_MAX);
	writer_init(&r.w, &out);
	tree_open(&r.tree, &html->mask);
	add_preheader(&r, html->preheader);
	read_tree(&r);
	if (out.len > 0)
		buf_addc(&out, '\n');
	text = (struct span){ arena_memdup(a, out.data, out.len), out.len };
	tree_close(&r.tree);
	writer_release(&r.w);
	table_release(&r.table);
	xfree(r.frames);
	xfree(r.links);
	buf_release(&r.url);
	buf_release(&out);
	return text;
}
