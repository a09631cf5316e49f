/* text_writer - paragraphs on a page.  See text_writer.h. */
#include "issue/text_writer.h"

#include "issue/html_mask.h"
#include "issue/text.h"
#include "util/xalloc.h"

#include <string.h>

void
writer_init(struct writer *w, struct buf *out)
{
	*w = (struct writer){ .out = out };
	flow_init(&w->flow, TEXT_BYTES_MAX);
	buf_init(&w->margin, 2 * WRITER_MARGIN_MAX);
	buf_init(&w->first, 2 * WRITER_MARGIN_MAX);
}

void
writer_release(struct writer *w)
{
	flow_release(&w->flow);
	buf_release(&w->margin);
	buf_release(&w->first);
	xfree(w->blocks);
	*w = (struct writer){ 0 };
}

size_t
writer_width(const struct writer *w)
{
	return TEXT_COLUMNS - w->margin.len;
}

void
writer_indent(struct writer *w, const char *bullet, const char *rest)
{
	if (w->margin.len + strlen(rest) > WRITER_MARGIN_MAX)
		return;
	buf_adds(&w->first, bullet);
	buf_adds(&w->margin, rest);
}

void
writer_outdent(struct writer *w, size_t n)
{
	if (n >= w->margin.len)
		return;
	buf_truncate(&w->margin, n);
	buf_truncate(&w->first, n);
	if (n < w->low)
		w->low = n;
}

/* Append the first n bytes of a margin, without the blanks at its end. */
static void
add_trimmed(struct buf *out, const struct buf *margin, size_t n)
{
	while (n > 0 && margin->data[n - 1] == ' ')
		n--;
	buf_add(out, margin->data, n);
}

static void
end_lines(struct writer *w)
{
	unsigned n = w->gap > 1 && !w->opened ? 2 : 1;

	if (w->out->len == 0)
		return;
	buf_addc(w->out, '\n');
	if (n > 1) {
		/* Between two paragraphs of a quotation, but not before or behind it. */
		add_trimmed(w->out, &w->margin, w->low);
		buf_addc(w->out, '\n');
	}
}

void
writer_begin_line(struct writer *w)
{
	end_lines(w);
	buf_add(w->out, w->first.data, w->first.len);
	buf_reset(&w->first);
	buf_add(&w->first, w->margin.data, w->margin.len);
	w->low = w->margin.len;
	w->gap = 1;
	w->opened = w->fresh = false;
	w->printed++;
}

static void
underline(struct writer *w, size_t columns)
{
	if (columns == 0 || w->underline == '\0')
		return;
	writer_begin_line(w);
	for (; columns > 0; columns--)
		buf_addc(w->out, w->underline);
}

void
writer_lines(struct writer *w, size_t first, size_t end)
{
	struct flow *f = &w->flow;
	size_t i, widest = 0;
	bool empty = false;

	flow_wrap(f, first, end, writer_width(w));
	for (i = 0; i < f->nlines; i++) {
		if (f->lines[i].first == f->lines[i].end) {
			empty = w->printed > 0;
			continue; /* <br><br>: one empty line, however many there are */
		}
		if (empty)
			w->gap = 2;
		empty = false;
		writer_begin_line(w);
		flow_print(f, &f->lines[i], w->out);
		if (f->lines[i].seen > widest)
			widest = f->lines[i].seen;
	}
	underline(w, widest);
}

static void
open_block(struct writer *w)
{
	if (w->nblocks == w->blocks_size) {
		w->blocks_size = w->blocks_size == 0 ? 16 : w->blocks_size * 2;
		w->blocks = xrealloc(w->blocks, w->blocks_size, sizeof(*w->blocks));
	}
	w->blocks[w->nblocks++] = (struct writer_block){ .out = w->out->len,
		.printed = w->printed,
		.low = w->low,
		.gap = w->gap,
		.opened = w->opened };
}

/* Close the innermost block; true when nothing was in it and it is gone. */
static bool
close_block(struct writer *w)
{
	const struct writer_block *b;

	if (w->nblocks == 0)
		return false;
	b = &w->blocks[--w->nblocks];
	if (b->printed != w->printed)
		return false;
	buf_truncate(w->out, b->out);
	w->low = b->low;
	w->gap = w->gap > b->gap ? w->gap : b->gap;
	w->opened = b->opened;
	return true;
}

void
writer_block_tag(struct writer *w, struct span tag)
{
	enum tag_role role = tag_role(tag);
	unsigned due = w->gap;
	size_t i;

	if (w->out->overflowed || (role == ROLE_CLOSES && close_block(w)))
		return;
	if (role == ROLE_OPENS)
		open_block(w);
	else
		w->gap = 1;
	end_lines(w);
	for (i = 0; i < tag.n; i++) {
		/* "{%-" would eat the line ends that are the paragraphs here. */
		if (tag.s[i] == '-' && (i == 2 || i + 3 == tag.n))
			continue;
		buf_addc(w->out, tag.s[i]);
	}
	w->opened = role != ROLE_CLOSES;
	w->gap = role == ROLE_CLOSES && due > 1 ? due : 1;
	w->low = 0;
}

static struct span
tag_of(const struct flow *f, const struct piece *p)
{
	return (struct span){ f->text.data + p->at, p->n };
}

/*
 * Which block tags of the flow have their other end in it?  Those stay where
 * they are in the line; the others may go to lines of their own.  The answer
 * is in the pieces' split, of which a block tag has no other use.
 */
static bool
match_tags(struct flow *f)
{
	size_t *open = NULL, n = 0, size = 0, i;
	bool words = false;

	for (i = 0; i < f->n; i++) {
		struct piece *p = &f->pieces[i];
		enum tag_role role;

		words |= p->kind == PIECE_WORD;
		if (p->kind != PIECE_TAG)
			continue;
		role = tag_role(tag_of(f, p));
		p->split = n > 0 && role == ROLE_MIDDLE;
		if (role == ROLE_OPENS) {
			if (n == size) {
				size = size == 0 ? 16 : size * 2;
				open = xrealloc(open, size, sizeof(*open));
			}
			open[n++] = i;
		} else if (role == ROLE_CLOSES && n > 0) {
			p->split = f->pieces[open[--n]].split = true;
		}
	}
	/* A middle whose block stays open is on its own too. */
	if (n > 0) {
		for (i = open[0]; i < f->n; i++) {
			if (f->pieces[i].kind == PIECE_TAG &&
			    tag_role(tag_of(f, &f->pieces[i])) == ROLE_MIDDLE)
				f->pieces[i].split = false;
		}
	}
	xfree(open);
	return words;
}

/* May the piece at the edge of a paragraph leave it? */
static bool
leaves(const struct piece *p, bool words)
{
	return p->kind == PIECE_BREAK || (p->kind == PIECE_TAG && (!words || !p->split));
}

void
writer_flush(struct writer *w)
{
	struct flow *f = &w->flow;
	size_t first = 0, end = f->n, i;
	bool words = match_tags(f);

	if (f->text.overflowed) {
		flow_reset(f);
		return;
	}
	for (; first < end && leaves(&f->pieces[first], words); first++) {
		if (f->pieces[first].kind == PIECE_TAG)
			writer_block_tag(w, tag_of(f, &f->pieces[first]));
	}
	while (end > first && leaves(&f->pieces[end - 1], words))
		end--;
	for (i = first; i < end; i++) {
		/* Inside it must not count as a place to end a line. */
		if (f->pieces[i].kind == PIECE_TAG)
			f->pieces[i].split = false;
	}
	if (first < end)
		writer_lines(w, first, end);
	for (i = end; i < f->n; i++) {
		if (f->pieces[i].kind == PIECE_TAG)
			writer_block_tag(w, tag_of(f, &f->pieces[i]));
	}
	flow_reset(f);
}

void
writer_gap(struct writer *w, unsigned lines)
{
	writer_flush(w);
	/* The first paragraph of a list item stands at its bullet. */
	if (w->fresh && lines > 1)
		lines = 1;
	if (lines > w->gap)
		w->gap = lines;
}
