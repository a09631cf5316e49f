/* import_row - one record of a file as checked values.  See import_row.h. */
#include "people/import_row.h"

#include "people/field_value.h"
#include "people/import_parts.h"
#include "people/list.h"
#include "people/token_alias.h"
#include "util/date.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

struct row_reader {
	struct import_rows *rows;
	struct import_row *out;
	struct arena *arena;
	struct err *why;
	const char *address; /* as in the file */
};

static void
warn(struct row_reader *r, const char *text)
{
	const struct import_callbacks *cb = r->rows->callbacks;

	r->rows->warnings++;
	if (cb->warning != NULL)
		cb->warning(cb->arg, r->out->line, r->address, text);
}

static const char *
heading(const struct row_reader *r, size_t column)
{
	return r->rows->head->columns[column].heading;
}

/* Line ends and other controls become one blank; false when there were others. */
static struct span
without_controls(struct span s, struct arena *a, bool *only_line_ends)
{
	char *copy = arena_alloc(a, s.n + 1);
	size_t n = 0, len;
	uint32_t c;

	*only_line_ends = true;
	for (; (len = utf8_next(s.s, s.n, &c)) > 0; s.s += len, s.n -= len) {
		if (!utf8_is_control(c)) {
			memcpy(copy + n, s.s, len);
			n += len;
			continue;
		}
		if (c != '\n' && c != '\r' && c != '\t' && c != '\v' && c != '\f' &&
		    c != 0x85 && c != 0x2028 && c != 0x2029)
			*only_line_ends = false;
		if (n == 0 || copy[n - 1] != ' ')
			copy[n++] = ' ';
	}
	return (struct span){ copy, n };
}

/* A value that is none of its type.  Of a boolean nothing is "no" where nothing
 * else is known (import_apply), and that is what has to be said. */
static void
warn_value(struct row_reader *r, const struct import_head_column *c, enum field_type type,
    struct span s, const char *why)
{
	int n = s.n < 100 ? (int)s.n : 100;

	if (type == FIELD_BOOLEAN)
		warn(r,
		    arena_printf(r->arena,
			"%s: '%.*s' is neither yes nor no: taken as no, unless known "
			"otherwise",
			c->heading, n, s.s));
	else
		warn(r,
		    arena_printf(
			r->arena, "%s: '%.*s' is left out: %s", c->heading, n, s.s, why));
}

/* Several values as other programs write them: "* a ::: b", "\"a\",\"b\"". */
static struct span
spread(struct span s, struct arena *a)
{
	char *copy = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (; s.n > 0; s.s++, s.n--) {
		if (s.n >= 3 && memcmp(s.s, ":::", 3) == 0) {
			copy[n++] = ';';
			s.s += 2;
			s.n -= 2;
		} else if (s.n >= 2 && memcmp(s.s, "* ", 2) == 0 &&
		    (n == 0 || copy[n - 1] == ' ')) {
			s.s++;
			s.n--;
		} else if (s.s[0] != '"') {
			copy[n++] = s.s[0];
		}
	}
	return (struct span){ copy, n };
}

/* A value as field_value_parse takes it. */
static struct span
prepare(struct row_reader *r, const struct import_head_column *c, enum field_type type,
    struct span s)
{
	char iso[DATE_TEXT_SIZE];
	struct date d;

	if (type == FIELD_MULTI)
		return spread(s, r->arena);
	if (type != FIELD_DATE || c->order == DATE_DMY ||
	    date_parse_as(s, c->order, &d) != DATE_OK)
		return s;
	date_iso(&d, iso);
	return span_of(arena_strdup(r->arena, iso));
}

static bool
has_merge_tag(struct span s)
{
	return memchr(s.s, '{', s.n) != NULL &&
	    (memmem(s.s, s.n, "{{", 2) != NULL || memmem(s.s, s.n, "{%", 2) != NULL);
}

static int
read_field(struct row_reader *r, size_t column, struct span s)
{
	const struct import_head_column *c = &r->rows->head->columns[column];
	const struct field *f = &r->rows->head->fields.items[c->field];
	struct err bad;
	bool only_line_ends;

	err_clear(&bad); /* not all of its text: there are millions of fields */
	if (utf8_has_control(s)) {
		if (c->is_name)
			return err_set(r->why, ERR_DATA,
			    "there is a line end or another control character in %s",
			    c->heading);
		s = without_controls(s, r->arena, &only_line_ends);
		if (!only_line_ends)
			warn(r,
			    arena_printf(r->arena, "%s: control characters became blanks",
				c->heading));
	}
	if (field_value_parse(&r->out->json[c->field], f->type, prepare(r, c, f->type, s),
		r->arena, &bad) < 0)
		warn_value(r, c, f->type, s, bad.msg);
	if (has_merge_tag(s))
		warn(r,
		    arena_printf(r->arena,
			"%s holds a merge tag: it will be shown as it stands, never filled "
			"in",
			c->heading));
	return 0;
}

/* Index of a list's name, which is added when it is new; -1: too many. */
static int
list_index(struct import_lists *lists, const char *name, struct arena *keep)
{
	size_t i;

	for (i = 0; i < lists->n; i++) {
		if (str_eq_ci(lists->names[i], name))
			return (int)i;
	}
	if (lists->n == IMPORT_LISTS_MAX)
		return -1;
	lists->names[lists->n] = arena_strdup(keep, name);
	return (int)lists->n++;
}

static int
add_list(struct row_reader *r, struct span s)
{
	struct import_row *out = r->out;
	const char *name;
	size_t i;
	int found;

	s = utf8_trim(s);
	if (s.n == 0)
		return 0;
	name = arena_memdup(r->arena, s.s, s.n);
	if (list_check_name(name, r->why) < 0)
		return -1;
	found = list_index(&r->rows->lists, name, r->rows->arena);
	if (found < 0)
		return err_set(r->why, ERR_DATA,
		    "the file names over %d lists: is this column really the lists",
		    IMPORT_LISTS_MAX);
	for (i = 0; i < out->nlists; i++) {
		if (out->lists[i] == (uint32_t)found)
			return 0;
	}
	if (out->nlists == IMPORT_ROW_LISTS)
		return err_set(
		    r->why, ERR_DATA, "the record names over %d lists", IMPORT_ROW_LISTS);
	out->lists[out->nlists++] = (uint32_t)found;
	return 0;
}

/* "Infolettre;Membres", or with "|", or, where there is neither, ",". */
static int
read_lists(struct row_reader *r, struct span s)
{
	char separator = ',';
	const char *end;
	size_t n;

	s = utf8_nfc(r->arena, s);
	if (memchr(s.s, ';', s.n) != NULL)
		separator = ';';
	else if (memchr(s.s, '|', s.n) != NULL)
		separator = '|';
	while (s.n > 0) {
		end = memchr(s.s, separator, s.n);
		n = end != NULL ? (size_t)(end - s.s) : s.n;
		if (add_list(r, (struct span){ s.s, n }) < 0)
			return -1;
		n += end != NULL;
		s = (struct span){ s.s + n, s.n - n };
	}
	return 0;
}

/* Of two things said of a person: who may not be mailed is not, whoever else says
 * what, and who has not confirmed has not. */
static enum import_state
combine(enum import_state a, enum import_state b)
{
	enum import_state low = a < b ? a : b, high = a < b ? b : a;

	return high == IMPORT_ACTIVE && low == IMPORT_PENDING ? low : high;
}

static void
read_state(struct row_reader *r, size_t column, struct span s)
{
	struct import_rows *rows = r->rows;

	s = utf8_trim(s);
	if (s.n == 0)
		return;
	if (rows->state_column != column || !span_is(s, rows->state_word)) {
		rows->state_column = column;
		rows->state = import_state_of(
		    s, rows->head->columns[column].reading, r->arena, &rows->state_known);
		snprintf(rows->state_word, sizeof(rows->state_word), "%.*s",
		    s.n < sizeof(rows->state_word) ? (int)s.n : 0, s.s);
	}
	if (rows->state_known) {
		r->out->state = combine(r->out->state, rows->state);
		return;
	}
	/* The safe side that can be taken back: not mailed until something else is
	 * said; "left" would be for good. */
	r->out->state = combine(r->out->state, IMPORT_PENDING);
	warn(r,
	    arena_printf(r->arena,
		"%s: '%.*s' is no known state: taken as pending, not mailed",
		heading(r, column), (int)(s.n < 100 ? s.n : 100), s.s));
}

static void
read_alias(struct row_reader *r, size_t column, struct span s)
{
	struct import_row *out = r->out;

	s = utf8_trim(s);
	if (s.n == 0)
		return;
	if (s.n > IMPORT_ALIAS_MAX || utf8_has_control(s) ||
	    out->naliases == IMPORT_ROW_ALIASES) {
		warn(r,
		    arena_printf(r->arena, "%s: left out: no token has over %d bytes",
			heading(r, column), IMPORT_ALIAS_MAX));
		return;
	}
	out->aliases[out->naliases++] =
	    token_alias_canonical(arena_memdup(r->arena, s.s, s.n), r->arena);
}

static void
read_since(struct row_reader *r, size_t column, struct span s)
{
	struct date d;

	s = utf8_trim(s);
	if (s.n == 0)
		return;
	if (date_parse_as(s, r->rows->head->columns[column].order, &d) == DATE_OK) {
		if (date_to_utc(&d) < r->out->since)
			r->out->since = date_to_utc(&d);
	} else
		warn(r,
		    arena_printf(r->arena, "%s: '%.*s' is left out: this is no date",
			heading(r, column), (int)(s.n < 100 ? s.n : 100), s.s));
}

static int
read_column(struct row_reader *r, size_t column, struct span s)
{
	bool ignored;

	switch (r->rows->head->columns[column].target) {
	case IMPORT_IGNORE:
	case IMPORT_EMAIL:
	case IMPORT_JSON:
		return 0;
	case IMPORT_STATUS:
		read_state(r, column, s);
		return 0;
	case IMPORT_LISTS:
		return r->rows->options->list != NULL ? 0 : read_lists(r, s);
	case IMPORT_SINCE:
		read_since(r, column, s);
		return 0;
	case IMPORT_SOURCE:
		s = utf8_trim(
		    without_controls(utf8_nfc(r->arena, s), r->arena, &ignored));
		if (r->out->source[0] == '\0')
			r->out->source = arena_memdup(r->arena, s.s, s.n);
		return 0;
	case IMPORT_ALIAS:
		read_alias(r, column, s);
		return 0;
	case IMPORT_FIELD:
		return read_field(r, column, s);
	}
	BUG("import target");
}

static int
read_part(void *arg, const struct import_part *p, struct err *e)
{
	struct row_reader *r = arg;
	int column = import_parts_column(r->rows->head, p);

	(void)e; /* is r->why */
	if (p->kind == IMPORT_PART_BROKEN)
		warn(r,
		    arena_printf(r->arena, "%s: left out: this is no JSON object",
			heading(r, p->parent)));
	return column >= 0 ? read_column(r, (size_t)column, p->value) : 0;
}

static int
read_address(struct row_reader *r, const struct csv_record *rec)
{
	size_t column = r->rows->head->email;
	struct span s = column < rec->n ? rec->fields[column] : (struct span){ "", 0 };

	r->address = arena_memdup(r->arena, s.s, s.n);
	if (address_parse(&r->out->address, utf8_trim(import_parts_address(s)), r->arena,
		r->why) < 0)
		return -1;
	if (r->out->address.doubt[0] != '\0')
		warn(r, r->out->address.doubt);
	return 0;
}

static void
check_width(struct row_reader *r, const struct csv_record *rec)
{
	size_t n = r->rows->head->width;

	if (rec->n < n)
		warn(r,
		    arena_printf(r->arena,
			"%zu fields instead of %zu: the missing ones are empty", rec->n,
			n));
	else if (rec->n > n)
		warn(r,
		    arena_printf(r->arena,
			"%zu fields instead of %zu: what is too many is left out", rec->n,
			n));
}

/* The state asked for on the command line is for all; a do-not-mail state of
 * the file stays. */
static void
apply_option(struct import_row *out, const struct import_options *o)
{
	if (o->state != IMPORT_UNSAID &&
	    (out->state < IMPORT_LEFT || o->state > out->state))
		out->state = o->state;
}

int
import_row_read(struct import_rows *rows, struct import_row *out,
    const struct csv_record *rec, struct arena *a, struct err *why)
{
	struct row_reader r = { rows, out, a, why, "" };
	size_t i;

	*out = (struct import_row){ .line = rec->line,
		.since = IMPORT_NEVER,
		.source = "",
		.own = "",
		.json = arena_alloc(a, (rows->head->fields.n + 1) * sizeof(char *)) };
	if (read_address(&r, rec) < 0)
		return -1;
	for (i = 0; i < rec->n && i < rows->head->width; i++) {
		if (read_column(&r, i, rec->fields[i]) < 0)
			return -1;
	}
	if (import_parts_each(rows->head, rec, a, read_part, &r, why) < 0)
		return -1;
	if (rows->options->list != NULL && add_list(&r, span_of(rows->options->list)) < 0)
		return -1;
	check_width(&r, rec);
	out->state = combine(out->state, rows->file_state);
	apply_option(out, rows->options);
	for (i = 0; i < out->nlists; i++)
		rows->lists.records[out->lists[i]]++;
	return 0;
}
