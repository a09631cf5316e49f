/* text_flow - one paragraph of the text alternative.  See text_flow.h. */
#include "issue/text_flow.h"

#include "issue/html_mask.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>
#include <uniwidth.h>

#define EMOJI_STYLE 0xFE0Fu
#define JOINER 0x200Du
#define LITERAL_BRACE "{{ \"{\" }}" /* a merge tag that prints one */
#define VALUE_COLUMNS 8             /* what a merge tag prints, roughly */

void
flow_init(struct flow *f, size_t max)
{
	*f = (struct flow){ 0 };
	buf_init(&f->text, max);
}

void
flow_release(struct flow *f)
{
	buf_release(&f->text);
	xfree(f->pieces);
	xfree(f->lines);
	*f = (struct flow){ 0 };
}

void
flow_reset(struct flow *f)
{
	buf_reset(&f->text);
	f->n = f->nlines = 0;
	f->blank = f->apart = f->brace = f->trims = f->soft = false;
	f->last = 0;
}

static size_t
columns_of(uint32_t c)
{
	int n;

	if (c < 0x7F)
		return c >= ' ';
	n = uc_width(c, "UTF-8");
	return n > 0 ? (size_t)n : 0;
}

/* What c adds to a line whose last character is last: emoji are sequences. */
static size_t
columns_after(uint32_t last, uint32_t c)
{
	if (c == EMOJI_STYLE)
		return last >= 0x2000 && columns_of(last) == 1;
	return last == JOINER ? 0 : columns_of(c);
}

static size_t
columns_in(struct span s)
{
	size_t i, n, columns = 0;
	uint32_t c, last = 0;

	for (i = 0; i < s.n; i += n, last = c) {
		n = utf8_next(s.s + i, s.n - i, &c);
		columns += c == UTF8_BAD ? 1 : columns_after(last, c);
	}
	return columns;
}

static struct piece *
add_piece(struct flow *f, enum piece_kind kind)
{
	struct piece *p;

	if (f->n == f->size) {
		f->size = f->size == 0 ? 64 : f->size * 2;
		f->pieces = xrealloc(f->pieces, f->size, sizeof(*f->pieces));
	}
	p = &f->pieces[f->n++];
	*p = (struct piece){ .kind = kind, .at = f->text.len };
	p->blank = f->blank && f->n > 1 && f->pieces[f->n - 2].kind != PIECE_BREAK;
	if (f->blank || kind == PIECE_BREAK)
		f->brace = false;
	f->blank = f->apart = false;
	return p;
}

/* The word that what comes now belongs to. */
static struct piece *
word(struct flow *f)
{
	if (f->n == 0 || f->blank || f->apart || f->pieces[f->n - 1].kind != PIECE_WORD)
		return add_piece(f, PIECE_WORD);
	return &f->pieces[f->n - 1];
}

static void
append(struct flow *f, struct piece *p, const char *s, size_t n, size_t columns)
{
	buf_add(&f->text, s, n);
	p->n = f->text.len - p->at;
	p->columns += columns;
	p->seen += columns;
}

/* The "{" before would, with what comes now, begin a merge tag. */
static void
guard_brace(struct flow *f)
{
	struct piece *p = &f->pieces[f->n - 1];

	f->brace = false;
	/* It may be in the piece before, when a new one has just been begun. */
	if (p->n == 0 && f->n > 1)
		p--;
	if (f->verbatim || f->text.overflowed)
		return;
	buf_truncate(&f->text, f->text.len - 1);
	buf_adds(&f->text, LITERAL_BRACE);
	p->n = f->text.len - p->at;
	f->pieces[f->n - 1].at = f->text.len - f->pieces[f->n - 1].n;
}

static bool
is_ideograph(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60) ||
	    (c >= 0x20000 && c <= 0x3FFFF);
}

/* Punctuation that no line may begin, or end, with. */
static bool
sticks(uint32_t c, bool to_the_left)
{
	static const uint32_t left[] = { 0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F,
		0x3011, 0x3015, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F,
		0x30FC, 0x3005 };
	static const uint32_t right[] = { 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014,
		0xFF08 };
	const uint32_t *list = to_the_left ? left : right;
	size_t n = to_the_left ? ARRAY_LEN(left) : ARRAY_LEN(right), i;

	for (i = 0; i < n; i++) {
		if (list[i] == c)
			return true;
	}
	return false;
}

void
flow_character(struct flow *f, const char *s, size_t n, uint32_t c)
{
	struct piece *p;
	bool split = f->n > 0 && !f->blank && !f->apart && is_ideograph(c) &&
	    is_ideograph(f->last) && !sticks(c, true) && !sticks(f->last, false);

	split |= f->soft && f->n > 0 && !f->blank && !f->apart;
	f->soft = false;
	if (split)
		f->apart = true;
	p = word(f);
	p->split |= split;
	if (f->brace && (c == '{' || c == '%' || c == '#'))
		guard_brace(f);
	append(f, p, s, n, columns_after(f->last, c));
	f->brace = c == '{';
	f->trims = false;
	f->last = c;
}

void
flow_ascii(struct flow *f, const char *s)
{
	for (; *s != '\0'; s++)
		flow_character(f, s, 1, (unsigned char)*s);
}

void
flow_blank(struct flow *f)
{
	if (f->n > 0 && f->pieces[f->n - 1].kind != PIECE_BREAK && !f->trims)
		f->blank = true;
}

void
flow_break(struct flow *f)
{
	f->blank = f->trims = false;
	f->last = 0;
	add_piece(f, PIECE_BREAK);
}

/* The "-" of "{{-" or "-}}" at i. */
static bool
is_trim(struct span tag, size_t i)
{
	return tag.n >= 5 && (i == 2 || i + 3 == tag.n) && tag.s[i] == '-';
}

/* Line ends become blanks, which a template does not tell apart.  What a "-" would
 * trim is trimmed here, or it would eat the lines that are the paragraphs. */
static void
append_tag(struct flow *f, struct piece *p, struct span tag)
{
	size_t i;

	for (i = 0; i < tag.n; i++) {
		char c = tag.s[i];

		if (!is_trim(tag, i))
			buf_addc(&f->text, c >= 0 && c < ' ' ? ' ' : c);
	}
	p->n = f->text.len - p->at;
	p->columns += columns_in(tag);
	p->seen += p->kind == PIECE_TAG ? 0 : VALUE_COLUMNS;
}

void
flow_tag(struct flow *f, struct span tag, bool block)
{
	struct piece *p;
	struct span name;

	if (is_trim(tag, 2))
		f->blank = false;
	p = block ? add_piece(f, PIECE_TAG) : word(f);
	if (f->brace)
		guard_brace(f);
	append_tag(f, p, tag);
	f->brace = false;
	f->last = 0;
	f->trims = is_trim(tag, tag.n - 3);
	if (!block)
		return;
	name = tag_word(tag);
	if (span_is(name, "verbatim"))
		f->verbatim = true;
	else if (span_is(name, "endverbatim"))
		f->verbatim = false;
}

void
flow_soft_break(struct flow *f)
{
	f->soft = true;
}

void
flow_apart(struct flow *f)
{
	f->apart = true;
}

void
flow_cut(struct flow *f, size_t n, size_t at)
{
	f->n = n;
	buf_truncate(&f->text, at);
	f->brace = false;
	f->last = 0;
}

/* The columns of the pieces that belong together from i on; *end is behind them. */
static size_t
unit(const struct flow *f, size_t i, size_t end, size_t *next)
{
	size_t columns = f->pieces[i].columns;

	for (i++; i < end; i++) {
		const struct piece *p = &f->pieces[i];

		if (p->blank || p->split || p->kind == PIECE_BREAK)
			break;
		columns += p->columns;
	}
	*next = i;
	return columns;
}

static void
add_line(struct flow *f, size_t first, size_t end, size_t columns)
{
	size_t i, seen = 0;

	for (i = first; i < end; i++)
		seen += f->pieces[i].seen + (f->pieces[i].blank && i > first);
	if (f->nlines == f->lines_size) {
		f->lines_size = f->lines_size == 0 ? 16 : f->lines_size * 2;
		f->lines = xrealloc(f->lines, f->lines_size, sizeof(*f->lines));
	}
	f->lines[f->nlines++] = (struct flow_line){ first, end, columns, seen };
}

void
flow_wrap_more(struct flow *f, size_t first, size_t end, size_t width)
{
	size_t i = first, next, columns = 0, start = first, n;
	bool blank;

	while (i < end) {
		if (f->pieces[i].kind == PIECE_BREAK) {
			add_line(f, start, i, columns);
			start = ++i;
			columns = 0;
			continue;
		}
		n = unit(f, i, end, &next);
		blank = f->pieces[i].blank && i > start;
		if (i > start && columns + blank + n > width) {
			add_line(f, start, i, columns);
			start = i;
			columns = 0;
			blank = false;
		}
		columns += blank + n;
		i = next;
	}
	if (start < end)
		add_line(f, start, end, columns);
}

void
flow_wrap(struct flow *f, size_t first, size_t end, size_t width)
{
	f->nlines = 0;
	flow_wrap_more(f, first, end, width);
}

void
flow_measure(
    const struct flow *f, size_t first, size_t end, size_t *natural, size_t *least)
{
	size_t i = first, next, n, line = 0;

	*natural = *least = 0;
	while (i < end) {
		if (f->pieces[i].kind == PIECE_BREAK) {
			line = 0;
			i++;
			continue;
		}
		n = unit(f, i, end, &next);
		line += n + (line > 0 && f->pieces[i].blank);
		if (n > *least)
			*least = n;
		if (line > *natural)
			*natural = line;
		i = next;
	}
}

void
flow_print(const struct flow *f, const struct flow_line *line, struct buf *out)
{
	size_t i;

	if (f->text.overflowed)
		return;
	for (i = line->first; i < line->end; i++) {
		if (f->pieces[i].blank && i > line->first)
			buf_addc(out, ' ');
		buf_add(out, f->text.data + f->pieces[i].at, f->pieces[i].n);
	}
}
