/* export_csv - a person as a record of CSV.  See export_private.h. */
#include "people/export_private.h"

#include "people/field_value.h"
#include "util/csv.h"
#include "util/date.h"
#include "util/xalloc.h"

#include <string.h>

static void
cell(struct exporter *x, struct span s)
{
	if (!x->first_cell)
		buf_addc(&x->out, ',');
	x->first_cell = false;
	buf_reset(&x->guarded);
	export_guard(&x->guarded, s);
	csv_write_field(&x->out, (struct span){ x->guarded.data, x->guarded.len }, ',');
}

static void
begin_row(struct exporter *x)
{
	x->first_cell = true;
}

static void
end_row(struct exporter *x)
{
	buf_adds(&x->out, "\r\n");
}

/* The JSON value that was put into x->value. */
static void
cell_value(struct exporter *x)
{
	/* What there is nothing of is an empty cell. */
	if (str_eq(x->value.data, "null") || str_eq(x->value.data, "[]"))
		buf_reset(&x->value);
	if (x->value.overflowed)
		x->out.overflowed = true;
	cell(x, (struct span){ x->value.data, x->value.len });
}

static void
begin_value(struct exporter *x, struct json *j)
{
	buf_reset(&x->value);
	json_init(j, &x->value);
}

void
export_begin_csv(struct exporter *x)
{
	size_t i;

	begin_row(x);
	for (i = 0; i < EXPORT_COLUMNS; i++) {
		if (i != EXPORT_EVENTS || x->options->events)
			cell(x,
			    span_of(arena_printf(&x->arena, "%s%s", EXPORT_PREFIX,
				export_column_name((enum export_column)i))));
	}
	for (i = 0; i < x->nlists; i++)
		cell(x,
		    export_text(x,
			arena_printf(&x->arena, "%s%s", EXPORT_LIST, x->lists[i].name)));
	for (i = 0; i < x->fields.n; i++)
		cell(x,
		    span_of(arena_printf(&x->arena, "%s:%s", x->fields.items[i].name,
			field_type_name(x->fields.items[i].type))));
	end_row(x);
}

static int
subscriptions_csv(struct exporter *x, int64_t contact, struct err *e)
{
	struct stmt *st = export_subscriptions(x, contact);
	struct json j;
	size_t i;
	int rc;

	rc = stmt_step(st, e);
	for (i = 0; rc >= 0 && i < x->nlists; i++) {
		begin_value(x, &j);
		if (rc > 0 && col_int(st, 0) == x->lists[i].id) {
			export_subscription(x, &j, st, NULL);
			rc = stmt_step(st, e);
		}
		cell_value(x);
	}
	if (rc > 0)
		BUG("a subscription to a list that is none");
	return rc;
}

/* A value as a cell: text without its quotes, the rest as it is in JSON. */
static struct span
plain(struct exporter *x, const char *json)
{
	struct span s = span_of(json);

	if (s.s[0] != '"')
		return s;
	if (memchr(s.s, '\\', s.n) != NULL)
		return span_of(field_value_show(json, &x->scratch));
	return (struct span){ s.s + 1, s.n - 2 };
}

static int
fields_csv(struct exporter *x, const char *text, struct err *e)
{
	struct field_values v = field_values_new(&x->fields, &x->scratch);
	size_t i;

	if (field_values_read(&v, text, &x->scratch, e) < 0)
		return -1;
	for (i = 0; i < x->fields.n; i++)
		cell(x, plain(x, v.json[i] != NULL ? v.json[i] : ""));
	return 0;
}

int
export_person_csv(struct exporter *x, const struct export_person *p, struct err *e)
{
	char added[DATE_TEXT_SIZE];
	struct json j;

	date_rfc3339(p->added, added);
	begin_row(x);
	cell(x, export_text(x, p->address));
	cell(x, export_text(x, p->language));
	cell(x, span_of(added));
	cell(x, export_text(x, p->source));
	begin_value(x, &j);
	export_suppressed(x, &j, p);
	cell_value(x);
	begin_value(x, &j);
	if (export_aliases(x, &j, p->id, e) < 0)
		return -1;
	cell_value(x);
	if (x->options->events) {
		begin_value(x, &j);
		if (export_events(x, &j, p->id, e) < 0)
			return -1;
		cell_value(x);
	}
	if (subscriptions_csv(x, p->id, e) < 0 || fields_csv(x, p->fields, e) < 0)
		return -1;
	end_row(x);
	return 0;
}
