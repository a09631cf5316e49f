/* import_head - what the columns of a file are.  See import_head.h. */
#include "people/import_head.h"

#include "people/address.h"
#include "people/export_format.h"
#include "people/field_value.h"
#include "people/import_choose.h"
#include "people/import_parts.h"
#include "people/import_preset.h"
#include "people/import_words.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

struct head_reader {
	struct import_head *head;
	const struct import_options *options;
	struct import_count *counts; /* IMPORT_COLUMNS_MAX */
	struct arena *arena;         /* of the head */
};

enum import_state
import_state_of(struct span word, const struct import_reading *reading,
    struct arena *scratch, bool *known)
{
	const struct import_word *w;
	const char *name = field_make_name(word, scratch);
	int truth = field_value_truth(word);
	enum import_state state;

	*known = true;
	if (reading == NULL) {
		state = import_word_state(name);
		*known = state != IMPORT_UNSAID;
		return state;
	}
	for (w = reading->words; w != NULL && w->word != NULL; w++) {
		if (str_eq(w->word, name))
			return w->state;
	}
	if (truth >= 0 && (reading->yes != IMPORT_UNSAID || reading->no != IMPORT_UNSAID))
		return truth ? reading->yes : reading->no;
	if (reading->other != IMPORT_UNSAID || !reading->common) {
		*known = reading->other != IMPORT_UNSAID;
		return reading->other;
	}
	return import_state_of(word, NULL, scratch, known);
}

static void
count_state(struct import_count *c, const struct import_head_column *col, struct span v,
    struct arena *scratch)
{
	if (!span_is(v, c->word)) {
		c->said = import_state_of(v, col->reading, scratch, &c->known);
		snprintf(c->word, sizeof(c->word), "%.*s",
		    v.n < sizeof(c->word) ? (int)v.n : 0, v.s);
	}
	c->state += c->known;
	c->silent += c->known && c->said != IMPORT_ACTIVE && c->said != IMPORT_UNSAID;
}

/* Can it be a date, and in which order? */
static bool
count_date(struct import_count *c, struct span v)
{
	struct date d, m;
	enum date_result day_first, month_first;

	if (v.s[0] < '0' || v.s[0] > '9')
		return false;
	day_first = date_parse_as(v, DATE_DMY, &d);
	if (day_first == DATE_NONE)
		return false;
	month_first = date_parse_as(v, DATE_MDY, &m);
	if (day_first == DATE_OK && month_first == DATE_OK)
		c->either += d.day != m.day;
	else if (day_first == DATE_OK)
		c->day_first++;
	else if (month_first == DATE_OK)
		c->month_first++;
	c->date++;
	return true;
}

static void
count_value(struct import_count *c, const struct import_head_column *col, struct span v,
    struct arena *scratch)
{
	v = utf8_trim(v);
	if (v.n == 0)
		return;
	c->full++;
	if (col->target == IMPORT_STATUS)
		count_state(c, col, v, scratch);
	else if (col->target == IMPORT_SINCE)
		count_date(c, v);
	else if (col->target != IMPORT_FIELD)
		return;
	else if (field_value_truth(v) >= 0)
		c->truth++;
	else if (!count_date(c, v))
		c->at += memchr(v.s, '@', v.n) != NULL;
}

/* Is the first record a contact, not a heading? */
static bool
is_contact(const struct csv_record *r, struct arena *scratch)
{
	struct address address;
	struct err ignored = { 0 };
	size_t i;

	for (i = 0; i < r->n; i++) {
		struct span s = utf8_trim(import_parts_address(r->fields[i]));

		err_clear(&ignored);
		if (address_parse(&address, s, scratch, &ignored) == 0)
			return true;
	}
	return false;
}

/* Line ends and tabs may stand in a heading; other controls are no text. */
static bool
is_text(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if ((unsigned char)s.s[i] < ' ' && strchr("\t\r\n", s.s[i]) == NULL)
			return false;
	}
	return true;
}

/* An export of ours is read elsewhere (import_own); what was made of one must not be
 * guessed at, for the states in it would be lost. */
static int
refuse_own(const struct csv_record *r, struct err *e)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (str_starts(r->fields[i].s, EXPORT_PREFIX))
			return err_set(e, ERR_DATA,
			    "line %zu: there is a column '%.100s', but this is no export "
			    "as nlctl writes it: '" EXPORT_MARK_CSV
			    "' is its first column, and UTF-8 its encoding",
			    r->line, r->fields[i].s);
	}
	return 0;
}

static int
read_headings(struct head_reader *hr, const struct csv_record *r, struct err *e)
{
	struct import_head *h = hr->head;
	struct arena *a = hr->arena;
	size_t i;

	if (refuse_own(r, e) < 0)
		return -1;
	h->n = h->width = r->n;
	h->headless = is_contact(r, a);
	if (h->headless && r->n > 1)
		return err_set(e, ERR_DATA,
		    "line %zu: this is a contact, not the names of the columns: put a first "
		    "line such as EMAIL%cNAME before it",
		    r->line, h->separator);
	for (i = 0; i < h->n; i++) {
		struct span s = utf8_trim(utf8_nfc(a, r->fields[i]));

		if (!is_text(s))
			return err_set(e, ERR_DATA,
			    "line %zu: there are control characters in the names of the "
			    "columns: this is no CSV file",
			    r->line);
		h->columns[i].heading = h->headless ? "EMAIL" : arena_memdup(a, s.s, s.n);
	}
	return 0;
}

static int
choose_preset(struct head_reader *hr, struct err *e)
{
	struct import_head *h = hr->head;
	const char *names[CSV_COLUMNS_MAX];
	size_t i;

	if (hr->options->from != NULL)
		return import_preset_read(&h->preset, hr->options->from, e);
	if (h->separator == CSV_LINES)
		return import_preset_read(&h->preset, "mailman", e);
	for (i = 0; i < h->n; i++)
		names[i] = field_make_name(span_of(h->columns[i].heading), hr->arena);
	h->preset = import_preset_detect(names, h->n);
	return 0;
}

/* A part that was not seen before is a column from here on. */
static int
add_part(struct head_reader *hr, const struct import_part *p, struct err *e)
{
	struct import_head *h = hr->head;
	struct import_head_column *c = &h->columns[h->n];
	const char *in = h->columns[p->parent].heading;

	if (h->n - h->width == IMPORT_PARTS_MAX)
		return err_set(e, ERR_DATA,
		    "column '%s' holds more than %d keys: leave it out with '--map %s=@ignore'",
		    in, IMPORT_PARTS_MAX, in);
	c->parent = p->parent;
	c->key = arena_strdup(hr->arena, p->key);
	c->heading =
	    p->key[0] != '\0' ? arena_printf(hr->arena, "%s.%s", in, p->key) : "NAME";
	import_choose_part(c, hr->options, hr->arena);
	return (int)h->n++;
}

static int
count_part(void *arg, const struct import_part *p, struct err *e)
{
	struct head_reader *hr = arg;
	struct arena scratch = { 0 };
	struct import_count *c;
	int column = import_parts_column(hr->head, p);

	if (p->kind == IMPORT_PART_BROKEN)
		return 0;
	if (column < 0 && (column = add_part(hr, p, e)) < 0)
		return -1;
	c = &hr->counts[column];
	if (p->kind == IMPORT_PART_NUMBER) {
		c->full++;
		c->number++;
		return 0;
	}
	c->list += p->kind == IMPORT_PART_LIST;
	count_value(c, &hr->head->columns[column], p->value, &scratch);
	arena_release(&scratch);
	return 0;
}

static int
count_records(
    struct head_reader *hr, struct csv *csv, struct csv_record *r, struct err *e)
{
	struct import_head *h = hr->head;
	struct arena scratch = { 0 };
	size_t i;
	int rc = h->headless ? 1 : csv_next(csv, r, e);

	for (; rc > 0; rc = csv_next(csv, r, e)) {
		for (i = 0; i < r->n && i < h->width; i++)
			count_value(
			    &hr->counts[i], &h->columns[i], r->fields[i], &scratch);
		if (import_parts_each(h, r, &scratch, count_part, hr, e) < 0)
			rc = -1;
		arena_reset(&scratch);
		if (rc < 0)
			break;
	}
	arena_release(&scratch);
	return rc;
}

int
import_head_read(struct import_head *out, struct csv *csv, const struct import_options *o,
    const struct fields *fields, struct arena *a, struct err *e)
{
	struct head_reader hr = { .head = out, .options = o, .arena = a };
	struct csv_record r;
	int rc;

	*out = (struct import_head){ .nold = fields->n };
	out->fields.items = arena_alloc(a, FIELD_COUNT_MAX * sizeof(struct field));
	memcpy(out->fields.items, fields->items, fields->n * sizeof(struct field));
	out->fields.n = fields->n;
	out->columns = arena_alloc(a, IMPORT_COLUMNS_MAX * sizeof(*out->columns));
	rc = csv_next(csv, &r, e);
	if (rc == 0)
		return err_set(e, ERR_DATA, "there is nothing in the file");
	if (rc < 0)
		return -1;
	out->separator = csv_separator(csv);
	if (read_headings(&hr, &r, e) < 0 || choose_preset(&hr, e) < 0)
		return -1;
	import_choose_early(out, o, a);
	hr.counts = xcalloc(IMPORT_COLUMNS_MAX, sizeof(*hr.counts));
	rc = count_records(&hr, csv, &r, e);
	out->encoding = csv_encoding(csv);
	if (rc == 0)
		rc = import_choose(out, o, hr.counts, a, e);
	xfree(hr.counts);
	return rc;
}
