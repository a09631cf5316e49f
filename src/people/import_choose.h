/*
 * import_choose - from headings, values and a person's word to what each column
 * is: the second half of import_head, which counts the values.
 */
#ifndef PEOPLE_IMPORT_CHOOSE_H
#define PEOPLE_IMPORT_CHOOSE_H

#include "people/import_head.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Values of a column, counted while the whole file is read. */
struct import_count {
	int64_t full, truth, date, at, state, number, list;
	int64_t day_first, month_first; /* dates that can be read in one way only */
	int64_t either;                 /* … in two */
	int64_t silent;                 /* of state: those that keep from mail */
	char word[64]; /* the last one of the column of states, and what it says */
	enum import_state said;
	bool known;
};

/* What can be told before the values: --map, the preset, the heading. */
void import_choose_early(
    struct import_head *h, const struct import_options *o, struct arena *a);

/* The same for one part of a column. */
void import_choose_part(
    struct import_head_column *c, const struct import_options *o, struct arena *a);

/* All the rest.  Fails with ERR_DATA. */
int import_choose(struct import_head *h, const struct import_options *o,
    const struct import_count *counts, struct arena *a, struct err *e);

#endif
