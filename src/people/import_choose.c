/* import_choose - what each column is.  See import_choose.h. */
#include "people/import_choose.h"

#include "people/import_preset.h"
#include "people/import_words.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <string.h>

#define SEEN_MAX 400 /* bytes of headings in a message */

static const char *const target_names[] = { "@ignore", "@email", "@status", "@lists",
	"@since", "@source", "@alias", "@json" };

enum import_target
import_target_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(target_names); i++) {
		if (str_eq_ci(name, target_names[i]))
			return (enum import_target)i;
	}
	return IMPORT_FIELD;
}

const char *
import_head_target(const struct import_head *h, size_t column)
{
	const struct import_head_column *c = &h->columns[column];

	return c->target == IMPORT_FIELD ? h->fields.items[c->field].name
					 : target_names[c->target];
}

int
import_map_read(struct import_map *out, const char *text, struct arena *a, struct err *e)
{
	const char *equals = strrchr(text, '=');
	struct err why = { 0 };

	if (equals == NULL || equals == text || equals[1] == '\0')
		return err_set(e, ERR_USAGE, "'--map %s' is not COLUMN=TARGET", text);
	out->column = arena_memdup(a, text, (size_t)(equals - text));
	out->target = equals + 1;
	if (import_target_of(out->target) != IMPORT_FIELD)
		return 0;
	if (out->target[0] == '@')
		return err_set(e, ERR_USAGE,
		    "'--map %s': there is no '%s'; take @email, @status, @lists, @since, "
		    "@source, @alias, @json, @ignore or a field",
		    text, out->target);
	if (field_check_name(out->target, &why) < 0)
		return err_set(e, ERR_USAGE, "'--map %s': %s", text, why.msg);
	return 0;
}

/* Does this word of the command line mean this heading? */
static bool
is_meant(const char *word, const char *heading, struct arena *a)
{
	const char *name = field_make_name(span_of(word), a);

	if (str_eq_ci(word, heading))
		return true;
	return name[0] != '\0' && str_eq(name, field_make_name(span_of(heading), a));
}

/* The last word on a column counts, as with every option. */
static bool
apply_map(struct import_head_column *c, const struct import_options *o, struct arena *a)
{
	size_t i;

	for (i = o->nmaps; i-- > 0;) {
		if (!is_meant(o->maps[i].column, c->heading, a))
			continue;
		c->chosen = true;
		c->target = import_target_of(o->maps[i].target);
		if (c->target == IMPORT_FIELD)
			c->wanted = o->maps[i].target;
		return true;
	}
	return false;
}

void
import_choose_part(
    struct import_head_column *c, const struct import_options *o, struct arena *a)
{
	c->target = IMPORT_FIELD;
	apply_map(c, o, a);
}

/* Of two columns of one kind only the first is that, unless they were chosen; the
 * other is a field.  What several answer to a question adds up. */
static void
only_once(struct import_head *h)
{
	bool seen[IMPORT_FIELD + 1] = { false };
	size_t i;

	for (i = 0; i < h->n; i++) {
		if (h->columns[i].chosen)
			seen[h->columns[i].target] = true;
	}
	for (i = 0; i < h->n; i++) {
		struct import_head_column *c = &h->columns[i];

		if (c->chosen || c->target == IMPORT_IGNORE || c->reading != NULL)
			continue;
		if (seen[c->target])
			c->target = IMPORT_FIELD;
		seen[c->target] = true;
	}
}

void
import_choose_early(
    struct import_head *h, const struct import_options *o, struct arena *a)
{
	const struct import_preset_column *p;
	const char *name;
	size_t i;

	for (i = 0; i < h->n; i++) {
		struct import_head_column *c = &h->columns[i];

		if (apply_map(c, o, a))
			continue;
		name = field_make_name(span_of(c->heading), a);
		p = import_preset_column(h->preset, name);
		if (p == NULL) {
			c->target = import_word_heading(name);
			c->reading = import_word_question(name);
			continue;
		}
		c->target = p->target;
		c->chosen = p->target != IMPORT_FIELD;
		c->type = p->type;
		c->reading = p->reading;
	}
	only_once(h);
}

static bool
most(int64_t part, int64_t whole)
{
	return whole > 0 && part * 10 >= whole * 9;
}

/* The first headings, for whoever wonders which file this is. */
static const char *
headings(const struct import_head *h, struct arena *a)
{
	struct buf b;
	const char *text;
	size_t i;

	buf_init(&b, 1u << 20);
	for (i = 0; i < h->width && b.len < SEEN_MAX; i++)
		buf_printf(&b, "%s'%.100s'", i > 0 ? ", " : "", h->columns[i].heading);
	if (i < h->width)
		buf_printf(&b, " and %zu more", h->width - i);
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

/* The column of addresses: by its heading, else the only one full of "@". */
static int
choose_email(struct import_head *h, const struct import_count *counts, struct arena *a,
    struct err *e)
{
	size_t i, candidates = 0, named = 0;

	for (i = h->width; i-- > 0;) {
		if (h->columns[i].target == IMPORT_EMAIL) {
			h->email = i;
			named++;
		} else if (named == 0 && !h->columns[i].chosen &&
		    most(counts[i].at, counts[i].full)) {
			h->email = i;
			candidates++;
		}
	}
	if (named > 1)
		return err_set(
		    e, ERR_DATA, "two columns are @email: '--map' must name one");
	if (named == 0 && candidates != 1)
		return err_set(e, ERR_DATA,
		    "line 1: no column is called EMAIL, but %s: name the column of addresses "
		    "so, or say which it is with '--map COLUMN=@email'",
		    headings(h, a));
	h->columns[h->email].target = IMPORT_EMAIL;
	return 0;
}

static enum field_type
guess(const struct import_head_column *c, const struct import_count *count)
{
	if (c->type != FIELD_TEXT)
		return c->type;
	if (count->list > 0)
		return FIELD_MULTI;
	if (most(count->truth, count->full))
		return FIELD_BOOLEAN;
	if (most(count->number, count->full))
		return FIELD_NUMBER;
	if (most(count->date, count->full))
		return FIELD_DATE;
	return FIELD_TEXT;
}

/* The column before this one that is this field already; -1. */
static int
taken_by(const struct import_head *h, int field, size_t column)
{
	size_t i;

	for (i = 0; field >= 0 && i < column; i++) {
		if (h->columns[i].target == IMPORT_FIELD &&
		    h->columns[i].field == (size_t)field)
			return (int)i;
	}
	return -1;
}

/* A name that no other column has: NAME, NAME_2, … */
static const char *
free_name(const struct import_head *h, const char *wanted, size_t column, struct arena *a)
{
	const char *name =
	    wanted[0] != '\0' ? wanted : arena_printf(a, "COLUMN_%zu", column + 1);
	const char *base = name;
	size_t number = 1;

	while (str_eq(name, "EMAIL") ||
	    taken_by(h, fields_find(&h->fields, name), column) >= 0)
		name = arena_printf(a, "%.*s_%zu", FIELD_NAME_MAX - 4, base, ++number);
	return name;
}

static int
choose_field(struct import_head *h, size_t column, const struct import_count *count,
    struct arena *a, struct err *e)
{
	struct import_head_column *c = &h->columns[column];
	const char *text = c->key == NULL ? c->heading
	    : c->key[0] != '\0'           ? c->key
					  : "NAME";
	const char *name = c->wanted != NULL
	    ? c->wanted
	    : free_name(h, field_make_name(span_of(text), a), column, a);
	int found = fields_find(&h->fields, name), other = taken_by(h, found, column);

	if (other >= 0)
		return err_set(e, ERR_DATA,
		    "columns '%s' and '%s' would both be field %s: '--map' must name "
		    "another for one",
		    h->columns[other].heading, c->heading, name);
	c->is_name = import_word_is_name(name);
	if (found >= 0) {
		c->field = (size_t)found;
		return 0;
	}
	if (h->fields.n == FIELD_COUNT_MAX)
		return err_set(e, ERR_DATA,
		    "column '%s' would be one more than %d fields: leave columns out with "
		    "'--map COLUMN=@ignore', or drop fields",
		    c->heading, FIELD_COUNT_MAX);
	c->field = h->fields.n++;
	c->is_new = true;
	h->fields.items[c->field] =
	    (struct field){ .name = name, .type = guess(c, count) };
	return 0;
}

/* 03/04/2026 is two days: what else stands in the column tells which. */
static void
choose_order(struct import_head_column *c, const struct import_head *h,
    const struct import_options *o, const struct import_count *count)
{
	bool dates = c->target == IMPORT_SINCE ||
	    (c->target == IMPORT_FIELD && h->fields.items[c->field].type == FIELD_DATE);

	c->order = o->dates_given ? o->dates : DATE_DMY;
	if (!dates || o->dates_given)
		return;
	if (count->month_first > 0 && count->day_first == 0)
		c->order = DATE_MDY;
	c->order_doubtful =
	    c->order == DATE_MDY || (count->either > 0 && count->day_first == 0);
}

static int
check_maps(const struct import_head *h, const struct import_options *o, struct arena *a,
    struct err *e)
{
	size_t i, j;

	for (i = 0; i < o->nmaps; i++) {
		for (j = 0; j < h->n; j++) {
			if (is_meant(o->maps[i].column, h->columns[j].heading, a))
				break;
		}
		if (j == h->n)
			return err_set(e, ERR_DATA,
			    "there is no column '%s' in the file, but %s",
			    o->maps[i].column, headings(h, a));
	}
	return 0;
}

/* The name before an address says nothing new where there is a column of names. */
static bool
is_second_name(const struct import_head *h, size_t column)
{
	const struct import_head_column *c = &h->columns[column];

	return c->key != NULL && c->key[0] == '\0' && !c->chosen &&
	    taken_by(h, fields_find(&h->fields, "NAME"), column) >= 0;
}

/* A column of nothing, without a name, is a separator too many; in an export of
 * another program, nothing that anybody used. */
static bool
is_nothing(const struct import_head *h, const struct import_head_column *c,
    const struct import_count *count)
{
	return count->full == 0 && !c->chosen &&
	    (c->heading[0] == '\0' || h->preset != NULL);
}

/*
 * "State" is also a part of a country, and "status" that of a worker: look at what
 * is in there.  Where no place can be meant, one word that keeps from mail is
 * enough: nobody who left is mailed because other words are unknown.
 */
static void
doubt_states(
    struct import_head_column *c, const struct import_count *count, struct arena *a)
{
	bool place;

	if (c->target != IMPORT_STATUS || c->chosen || count->full == 0 ||
	    count->state * 2 >= count->full)
		return;
	place = import_word_may_be_place(field_make_name(span_of(c->heading), a));
	if (!place && count->silent > 0)
		return;
	c->target = IMPORT_FIELD;
	c->no_states = c->reading == NULL && (!place || count->silent > 0);
}

int
import_choose(struct import_head *h, const struct import_options *o,
    const struct import_count *counts, struct arena *a, struct err *e)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		doubt_states(&h->columns[i], &counts[i], a);
	if (check_maps(h, o, a, e) < 0 || choose_email(h, counts, a, e) < 0)
		return -1;
	for (i = 0; i < h->n; i++) {
		struct import_head_column *c = &h->columns[i];

		if (c->target == IMPORT_FIELD &&
		    (is_nothing(h, c, &counts[i]) || is_second_name(h, i)))
			c->target = IMPORT_IGNORE;
		if (c->target == IMPORT_FIELD && choose_field(h, i, &counts[i], a, e) < 0)
			return -1;
		choose_order(c, h, o, &counts[i]);
	}
	return 0;
}
