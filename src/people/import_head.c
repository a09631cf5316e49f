/* import_head - what the columns of a file are.  See import_head.h. */
#include "people/import_head.h"

#include "people/address.h"
#include "people/field_value.h"
#include "people/import_words.h"
#include "util/date.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

/* Values of a column, counted while the whole file is read. */
struct count {
	int64_t full, truth, date, at, state;
	char word[64]; /* the last one of the column of states, and what it is */
	bool known;
};

enum import_state
import_state_of(struct span word, struct arena *scratch)
{
	return import_word_state(field_make_name(word, scratch));
}

static void
count_value(struct count *c, const struct import_head_column *col, struct span v,
    struct arena *scratch)
{
	struct date d;

	v = utf8_trim(v);
	if (v.n == 0)
		return;
	c->full++;
	if (col->target == IMPORT_STATUS) {
		if (!span_is(v, c->word)) {
			c->known = import_state_of(v, scratch) != IMPORT_UNSAID;
			snprintf(c->word, sizeof(c->word), "%.*s",
			    v.n < sizeof(c->word) ? (int)v.n : 0, v.s);
		}
		c->state += c->known;
	}
	if (col->target != IMPORT_FIELD)
		return;
	if (field_value_truth(v) >= 0)
		c->truth++;
	else if (v.s[0] >= '0' && v.s[0] <= '9' && date_parse(v, &d) != DATE_NONE)
		c->date++;
	else if (memchr(v.s, '@', v.n) != NULL)
		c->at++;
}

static bool
most(int64_t part, int64_t whole)
{
	return whole > 0 && part * 10 >= whole * 9;
}

/* Is the first record a contact, not a heading? */
static bool
is_contact(const struct csv_record *r, struct arena *scratch)
{
	struct address address;
	struct err ignored = { 0 };
	size_t i;

	for (i = 0; i < r->n; i++) {
		err_clear(&ignored);
		if (address_parse(&address, utf8_trim(r->fields[i]), scratch, &ignored) ==
		    0)
			return true;
	}
	return false;
}

static int
read_headings(
    struct import_head *h, const struct csv_record *r, struct arena *a, struct err *e)
{
	size_t i;

	h->n = r->n;
	h->columns = arena_alloc(a, h->n * sizeof(*h->columns));
	h->headless = is_contact(r, a);
	if (h->headless && r->n > 1)
		return err_set(e, ERR_DATA,
		    "line %zu: this is a contact, not the names of the columns: put a first "
		    "line such as EMAIL%cNAME before it",
		    r->line, h->separator);
	for (i = 0; i < h->n; i++) {
		struct import_head_column *c = &h->columns[i];
		struct span s = utf8_trim(utf8_nfc(a, r->fields[i]));

		c->heading = h->headless ? "EMAIL" : arena_memdup(a, s.s, s.n);
		c->target = import_word_heading(field_make_name(span_of(c->heading), a));
	}
	return 0;
}

/* Of two columns of one kind only the first is that; the other is a field. */
static void
only_once(struct import_head *h)
{
	bool seen[IMPORT_FIELD + 1] = { false };
	size_t i;

	for (i = 0; i < h->n; i++) {
		if (h->columns[i].target == IMPORT_IGNORE)
			continue;
		if (seen[h->columns[i].target])
			h->columns[i].target = IMPORT_FIELD;
		seen[h->columns[i].target] = true;
	}
}

/* The column of addresses: by its heading, else the only one full of "@". */
static int
choose_email(struct import_head *h, const struct count *counts, struct err *e)
{
	size_t i, candidates = 0;

	for (i = 0; i < h->n; i++) {
		if (h->columns[i].target == IMPORT_EMAIL) {
			h->email = i;
			return 0;
		}
		if (most(counts[i].at, counts[i].full)) {
			h->email = i;
			candidates++;
		}
	}
	if (candidates != 1)
		return err_set(e, ERR_DATA,
		    "line 1: no column is called EMAIL: name the column of addresses so");
	h->columns[h->email].target = IMPORT_EMAIL;
	return 0;
}

static enum field_type
guess(const struct count *c)
{
	if (most(c->truth, c->full))
		return FIELD_BOOLEAN;
	if (most(c->date, c->full))
		return FIELD_DATE;
	return FIELD_TEXT;
}

/* A name that no other field and no other column has: NAME, NAME_2, … */
static const char *
free_name(const struct import_head *h, const char *wanted, size_t column, struct arena *a)
{
	const char *name =
	    wanted[0] != '\0' ? wanted : arena_printf(a, "COLUMN_%zu", column + 1);
	const char *base = name;
	size_t i, number = 1;
	int taken;

	for (;;) {
		taken = str_eq(name, "EMAIL") ? 0 : fields_find(&h->fields, name);
		for (i = 0; taken >= 0 && i < column; i++) {
			if (h->columns[i].target == IMPORT_FIELD &&
			    h->columns[i].field == (size_t)taken)
				break;
		}
		if (taken < 0 || (i == column && !str_eq(name, "EMAIL")))
			return name;
		name = arena_printf(a, "%.*s_%zu", FIELD_NAME_MAX - 4, base, ++number);
	}
}

static int
choose_field(struct import_head *h, size_t column, const struct count *count,
    struct arena *a, struct err *e)
{
	struct import_head_column *c = &h->columns[column];
	const char *name =
	    free_name(h, field_make_name(span_of(c->heading), a), column, a);
	int found = fields_find(&h->fields, name);

	c->is_name = import_word_is_name(name);
	if (found >= 0) {
		c->field = (size_t)found;
		return 0;
	}
	if (h->fields.n == FIELD_COUNT_MAX)
		return err_set(e, ERR_DATA,
		    "column '%s' would be one more than %d fields: leave columns out of the "
		    "file, or drop fields",
		    c->heading, FIELD_COUNT_MAX);
	c->field = h->fields.n++;
	c->is_new = true;
	h->fields.items[c->field] = (struct field){ .name = name, .type = guess(count) };
	return 0;
}

static int
choose_targets(
    struct import_head *h, const struct count *counts, struct arena *a, struct err *e)
{
	size_t i;

	for (i = 0; i < h->n; i++) {
		struct import_head_column *c = &h->columns[i];

		/* "State" is also a part of a country: look at what is in there. */
		if (c->target == IMPORT_STATUS && counts[i].full > 0 &&
		    counts[i].state * 2 < counts[i].full)
			c->target = IMPORT_FIELD;
	}
	if (choose_email(h, counts, e) < 0)
		return -1;
	for (i = 0; i < h->n; i++) {
		struct import_head_column *c = &h->columns[i];

		/* A column of nothing, without a name, is a separator too many. */
		if (c->target == IMPORT_FIELD && c->heading[0] == '\0' &&
		    counts[i].full == 0)
			c->target = IMPORT_IGNORE;
		if (c->target == IMPORT_FIELD && choose_field(h, i, &counts[i], a, e) < 0)
			return -1;
	}
	return 0;
}

int
import_head_read(struct import_head *out, struct csv *csv, const struct fields *fields,
    struct arena *a, struct err *e)
{
	struct arena scratch = { 0 };
	struct count counts[CSV_COLUMNS_MAX] = { 0 };
	struct csv_record r;
	size_t i;
	int rc;

	*out = (struct import_head){ .nold = fields->n };
	out->fields.items = arena_alloc(a, FIELD_COUNT_MAX * sizeof(struct field));
	memcpy(out->fields.items, fields->items, fields->n * sizeof(struct field));
	out->fields.n = fields->n;
	rc = csv_next(csv, &r, e);
	if (rc == 0)
		return err_set(e, ERR_DATA, "there is nothing in the file");
	out->separator = csv_separator(csv);
	if (rc < 0 || read_headings(out, &r, a, e) < 0)
		return -1;
	only_once(out);
	while ((rc = csv_next(csv, &r, e)) > 0) {
		for (i = 0; i < r.n && i < out->n; i++)
			count_value(&counts[i], &out->columns[i], r.fields[i], &scratch);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	return rc < 0 ? -1 : choose_targets(out, counts, a, e);
}

const char *
import_head_target(const struct import_head *h, size_t column)
{
	static const char *const names[] = { "@ignore", "@email", "@status", "@lists",
		"@since", "@source" };
	const struct import_head_column *c = &h->columns[column];

	return c->target == IMPORT_FIELD ? h->fields.items[c->field].name
					 : names[c->target];
}
