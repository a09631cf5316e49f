/*
 * text_table - a table of data, in columns.  Pure.
 *
 * text.c collects: the cells of the table are ranges of pieces in the writer's
 * flow.  Which tables are of data is decided here too.
 */
#ifndef ISSUE_TEXT_TABLE_H
#define ISSUE_TEXT_TABLE_H

#include "issue/html_tree.h"
#include "issue/text_writer.h"

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 12
#define TABLE_NODES_MAX 4000 /* a bigger one is read as layout */

struct table_cell {
	size_t first, end; /* pieces */
};

struct table_row {
	size_t cells; /* the first */
	unsigned n;
	bool heading, spans; /* spans: one cell right across */
	struct span tag;     /* not a row but a block tag between rows */
};

struct table {
	bool open; /* one is being collected */
	struct table_cell *cells;
	size_t ncells, cells_size;
	struct table_row *rows;
	size_t nrows, rows_size;
};

/*
 * Is this a table of data?  Not if it says role="presentation", holds another
 * table or block tags within a row; yes if it has headings, a caption or rows
 * of two cells or more with nothing but text in them.
 */
bool table_is_data(const struct tree *t, const GumboNode *table);

void table_begin(struct table *t);
void table_row(struct table *t, const GumboNode *tr);
void table_cell_begin(struct table *t, const struct flow *f);
void table_cell_end(struct table *t, const struct flow *f);
void table_tag(struct table *t, struct span tag);

/* Write it and forget it; the flow is reset. */
void table_end(struct table *t, struct writer *w);

void table_release(struct table *t);

#endif
