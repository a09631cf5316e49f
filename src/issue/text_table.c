/* text_table - a table of data, in columns.  See text_table.h. */
#include "issue/text_table.h"

#include "util/xalloc.h"

#include <string.h>

#define BETWEEN 2 /* blanks from column to column */

struct layout {
	size_t columns;
	size_t natural[TABLE_COLUMNS_MAX], least[TABLE_COLUMNS_MAX];
	size_t width[TABLE_COLUMNS_MAX];
};

static bool
is_cell(const GumboNode *node)
{
	return tree_is(node, GUMBO_TAG_TD) || tree_is(node, GUMBO_TAG_TH);
}

/* What a cell of layout has and a cell of data has not. */
static bool
is_structure(const GumboNode *node)
{
	static const GumboTag tags[] = { GUMBO_TAG_TABLE, GUMBO_TAG_UL, GUMBO_TAG_OL,
		GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4,
		GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_PRE, GUMBO_TAG_DL, GUMBO_TAG_HR };
	size_t i;

	for (i = 0; i < ARRAY_LEN(tags); i++) {
		if (tree_is(node, tags[i]))
			return true;
	}
	return false;
}

static bool
says_layout(const GumboNode *table)
{
	const char *role = tree_attribute(table, "role");

	return str_eq_ci(role, "presentation") || str_eq_ci(role, "none");
}

static bool
is_between_rows(const GumboNode *node)
{
	return tree_is(node->parent, GUMBO_TAG_TABLE) ||
	    tree_is(node->parent, GUMBO_TAG_TBODY) ||
	    tree_is(node->parent, GUMBO_TAG_THEAD) ||
	    tree_is(node->parent, GUMBO_TAG_TFOOT);
}

bool
table_is_data(const struct tree *t, const GumboNode *table)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	size_t nodes = 0, cells = 0, wide_rows = 0;
	bool headed = false, data = !says_layout(table);

	tree_walk_begin(&w, t, table);
	while (data && (step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_LEAVE) {
			if (tree_is(node, GUMBO_TAG_TR)) {
				wide_rows += cells >= 2;
				data = cells <= TABLE_COLUMNS_MAX;
				cells = 0;
			}
			continue;
		}
		cells += is_cell(node);
		headed |= tree_is(node, GUMBO_TAG_TH) ||
		    tree_is(node, GUMBO_TAG_CAPTION) || tree_is(node, GUMBO_TAG_THEAD);
		if (++nodes > TABLE_NODES_MAX || is_structure(node))
			data = false;
		if (node->type == GUMBO_NODE_COMMENT && !is_between_rows(node) &&
		    mask_tag_at(t->mask, tree_offset(t, node)) != NULL)
			data = false;
	}
	tree_walk_release(&w);
	return data && wide_rows >= (headed ? 1u : 2u);
}

void
table_begin(struct table *t)
{
	t->open = true;
	t->ncells = t->nrows = 0;
}

static struct table_row *
add_row(struct table *t)
{
	if (t->nrows == t->rows_size) {
		t->rows_size = t->rows_size == 0 ? 16 : t->rows_size * 2;
		t->rows = xrealloc(t->rows, t->rows_size, sizeof(*t->rows));
	}
	t->rows[t->nrows] = (struct table_row){ .cells = t->ncells };
	return &t->rows[t->nrows++];
}

void
table_row(struct table *t, const GumboNode *tr)
{
	const GumboVector *below = &tr->v.element.children;
	struct table_row *row = add_row(t);
	size_t i, data = 0, headings = 0;
	const char *span = "";

	for (i = 0; i < below->length; i++) {
		data += tree_is(below->data[i], GUMBO_TAG_TD);
		headings += tree_is(below->data[i], GUMBO_TAG_TH);
		if (is_cell(below->data[i]))
			span = tree_attribute(below->data[i], "colspan");
	}
	row->heading = t->nrows == 1 && data == 0 && headings > 1;
	row->spans = data + headings == 1 && strlen(span) > 0 && !str_eq(span, "1");
}

void
table_tag(struct table *t, struct span tag)
{
	add_row(t)->tag = tag;
}

void
table_cell_begin(struct table *t, const struct flow *f)
{
	struct table_row *row = t->nrows > 0 ? &t->rows[t->nrows - 1] : add_row(t);

	if (t->ncells == t->cells_size) {
		t->cells_size = t->cells_size == 0 ? 64 : t->cells_size * 2;
		t->cells = xrealloc(t->cells, t->cells_size, sizeof(*t->cells));
	}
	t->cells[t->ncells++] = (struct table_cell){ f->n, f->n };
	row->n++;
}

void
table_cell_end(struct table *t, const struct flow *f)
{
	struct table_cell *c = &t->cells[t->ncells - 1];

	c->end = f->n;
	while (c->end > c->first && f->pieces[c->end - 1].kind == PIECE_BREAK)
		c->end--;
	while (c->end > c->first && f->pieces[c->first].kind == PIECE_BREAK)
		c->first++;
}

static void
measure(const struct table *t, const struct flow *f, struct layout *l)
{
	size_t i, k, natural, least;

	*l = (struct layout){ 0 };
	for (i = 0; i < t->nrows; i++) {
		const struct table_row *row = &t->rows[i];

		if (row->spans)
			continue;
		if (row->n > l->columns)
			l->columns = row->n;
		for (k = 0; k < row->n; k++) {
			const struct table_cell *c = &t->cells[row->cells + k];

			flow_measure(f, c->first, c->end, &natural, &least);
			if (natural > l->natural[k])
				l->natural[k] = natural;
			if (least > l->least[k])
				l->least[k] = least;
		}
	}
}

/*
 * Give each column what it wants, if that is no more than its share of what is
 * left; the others share the rest.  False when even single words do not fit.
 */
static bool
fit(struct layout *l, size_t width)
{
	bool given[TABLE_COLUMNS_MAX] = { false }, more = true;
	size_t k, left = width, waiting = l->columns, share, between = 0;

	for (k = 0; k < l->columns; k++)
		between += l->natural[k] > 0 && k + 1 < l->columns ? BETWEEN : 0;
	if (width < between)
		return false;
	left -= between;
	while (waiting > 0 && more) {
		more = false;
		share = left / waiting;
		for (k = 0; k < l->columns; k++) {
			size_t want =
			    l->natural[k] <= share ? l->natural[k] : l->least[k];

			/* A column whose one word needs more than its share gets that. */
			if (given[k] || (l->natural[k] > share && l->least[k] <= share))
				continue;
			if (want > left)
				return false;
			given[k] = more = true;
			l->width[k] = want;
			left -= want;
			waiting--;
			break;
		}
	}
	for (k = 0; k < l->columns; k++) {
		if (given[k])
			continue;
		l->width[k] = left / waiting--;
		left -= l->width[k];
	}
	return true;
}

static void
add_blanks(struct buf *out, size_t n)
{
	for (; n > 0; n--)
		buf_addc(out, ' ');
}

static void
print_row(const struct table *t, struct writer *w, const struct table_row *row,
    const struct layout *l)
{
	struct flow *f = &w->flow;
	size_t start[TABLE_COLUMNS_MAX + 1], line, k, pending;
	bool more = true;

	f->nlines = 0;
	for (k = 0; k < row->n; k++) {
		const struct table_cell *c = &t->cells[row->cells + k];

		start[k] = f->nlines;
		flow_wrap_more(f, c->first, c->end, l->width[k]);
	}
	start[k] = f->nlines;
	for (line = 0; more; line++) {
		more = false;
		pending = 0;
		writer_begin_line(w);
		for (k = 0; k < row->n; k++) {
			const struct flow_line *cell = NULL;

			if (start[k] + line < start[k + 1])
				cell = &f->lines[start[k] + line];
			if (cell != NULL && cell->first < cell->end) {
				add_blanks(w->out, pending);
				flow_print(f, cell, w->out);
				pending = l->width[k] > cell->columns
				    ? l->width[k] - cell->columns
				    : 0;
			} else {
				pending += l->width[k];
			}
			pending += l->natural[k] > 0 ? BETWEEN : 0;
			more |= start[k] + line + 1 < start[k + 1];
		}
	}
}

static void
print_rule(struct writer *w, const struct layout *l)
{
	bool first = true;
	size_t k, i;

	writer_begin_line(w);
	for (k = 0; k < l->columns; k++) {
		if (l->natural[k] == 0)
			continue; /* a column of pictures without a text */
		add_blanks(w->out, first ? 0 : BETWEEN);
		first = false;
		for (i = 0; i < l->width[k]; i++)
			buf_addc(w->out, '-');
	}
}

/* Too wide for columns: each cell on its line. */
static void
print_stacked(const struct table *t, struct writer *w, const struct table_row *row)
{
	size_t k;

	for (k = 0; k < row->n; k++) {
		const struct table_cell *c = &t->cells[row->cells + k];

		writer_lines(w, c->first, c->end);
	}
	w->gap = 2;
}

static bool
is_empty(const struct table *t, const struct table_row *row)
{
	size_t k;

	for (k = 0; k < row->n; k++) {
		if (t->cells[row->cells + k].first < t->cells[row->cells + k].end)
			return false;
	}
	return true;
}

void
table_end(struct table *t, struct writer *w)
{
	struct layout l;
	bool fits;
	size_t i;

	measure(t, &w->flow, &l);
	fits = l.columns > 0 && fit(&l, writer_width(w));
	for (i = 0; i < t->nrows && !w->flow.text.overflowed; i++) {
		const struct table_row *row = &t->rows[i];

		if (row->tag.n > 0)
			writer_block_tag(w, row->tag);
		else if (is_empty(t, row))
			continue;
		else if (row->spans)
			writer_lines(
			    w, t->cells[row->cells].first, t->cells[row->cells].end);
		else if (!fits)
			print_stacked(t, w, row);
		else
			print_row(t, w, row, &l);
		if (row->heading && fits)
			print_rule(w, &l);
	}
	flow_reset(&w->flow);
	t->open = false;
}

void
table_release(struct table *t)
{
	xfree(t->cells);
	xfree(t->rows);
	*t = (struct table){ 0 };
}
