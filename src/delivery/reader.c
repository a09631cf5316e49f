/* reader - a contact as a letter sees them.  See reader.h. */
#include "delivery/reader.h"

#include "util/date.h"
#include "util/person_part.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <string.h>

static enum value_type
type_of(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
		return VALUE_TEXT;
	case FIELD_NUMBER:
		return VALUE_NUMBER;
	case FIELD_BOOLEAN:
		return VALUE_BOOL;
	case FIELD_DATE:
		return VALUE_DATE;
	case FIELD_CATEGORY:
		return VALUE_CATEGORY;
	case FIELD_MULTI:
		return VALUE_LIST;
	}
	BUG("field type %d", (int)type);
}

/* The place in values of the first field that holds this; -1: there is none. */
static int
find_part(const struct reader *r, enum person_part part)
{
	size_t i;

	for (i = 0; i < r->fields.n; i++) {
		if (person_part(r->fields.items[i].name) == part)
			return (int)i + 1;
	}
	return -1;
}

int
reader_init(struct reader *r, struct db *db, struct arena *a, struct err *e)
{
	struct field_name *names;
	size_t i;

	*r = (struct reader){ 0 };
	if (fields_load(&r->fields, db, a, e) < 0)
		return -1;
	names = arena_alloc(a, (r->fields.n + 1) * sizeof(*names));
	names[0] = (struct field_name){ "EMAIL", VALUE_TEXT };
	for (i = 0; i < r->fields.n; i++)
		names[i + 1] = (struct field_name){ r->fields.items[i].name,
			type_of(r->fields.items[i].type) };
	r->vocabulary.fields = names;
	r->vocabulary.nfields = r->fields.n + 1;
	r->values = arena_alloc(a, (r->fields.n + 1) * sizeof(*r->values));
	r->first_name = find_part(r, PERSON_FIRST_NAME);
	r->last_name = find_part(r, PERSON_LAST_NAME);
	r->full_name = find_part(r, PERSON_FULL_NAME);
	return 0;
}

static struct value
text_value(const json_t *v, struct arena *scratch)
{
	return value_span((struct span){
	    arena_memdup(scratch, json_string_value(v), json_string_length(v)),
	    json_string_length(v) });
}

static struct value
date_value(const json_t *v)
{
	struct date date;
	struct span s = { json_string_value(v), json_string_length(v) };

	if (date_parse(s, &date) != DATE_OK)
		return (struct value){ 0 };
	return date.has_time ? value_date(date_as_utc(&date))
			     : value_day(date_as_utc(&date));
}

static struct value
list_value(const json_t *v, struct arena *scratch)
{
	struct value *items = arena_alloc(scratch, json_array_size(v) * sizeof(*items));
	const json_t *item;
	size_t i, n = 0;

	json_array_foreach(v, i, item)
	{
		if (json_is_string(item))
			items[n++] = text_value(item, scratch);
	}
	return value_list(items, n);
}

/* As its definition says; what does not fit (a field that was retyped by another
 * program) is absent. */
static struct value
value_of(const json_t *v, enum field_type type, struct arena *scratch)
{
	struct value out = { 0 };

	if (json_is_string(v) && type == FIELD_DATE)
		return date_value(v);
	if (json_is_string(v) && (type == FIELD_TEXT || type == FIELD_CATEGORY)) {
		out = text_value(v, scratch);
		out.type = type_of(type);
	} else if (json_is_boolean(v) && type == FIELD_BOOLEAN) {
		out = value_bool(json_is_true(v));
	} else if (json_is_number(v) && type == FIELD_NUMBER) {
		out = value_number(json_number_value(v));
	} else if (json_is_array(v) && type == FIELD_MULTI) {
		out = list_value(v, scratch);
	}
	return out;
}

int
reader_read(struct reader *r, const struct due *d, struct arena *scratch, struct err *e)
{
	json_t *object;
	size_t i;

	/* Filters take text that is UTF-8; jansson sees to that of the fields. */
	if (!utf8_valid(d->address, strlen(d->address)))
		return err_set(e, ERR_DATA, "the address of contact %lld is damaged",
		    (long long)d->contact);
	object = json_loads(d->fields, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object)) {
		json_decref(object);
		return err_set(e, ERR_DATA, "the fields of contact %lld are damaged",
		    (long long)d->contact);
	}
	r->values[0] = value_text(arena_strdup(scratch, d->address));
	for (i = 0; i < r->fields.n; i++)
		r->values[i + 1] =
		    value_of(json_object_get(object, r->fields.items[i].name),
			r->fields.items[i].type, scratch);
	json_decref(object);
	return 0;
}

static struct span
text_at(const struct reader *r, int at)
{
	if (at < 0 || !value_is_text(&r->values[at]))
		return (struct span){ "", 0 };
	return r->values[at].text;
}

const char *
reader_name(const struct reader *r, struct arena *scratch)
{
	struct span first = text_at(r, r->first_name), last = text_at(r, r->last_name);

	if (first.n == 0 && last.n == 0)
		first = text_at(r, r->full_name);
	return arena_printf(scratch, "%.*s%s%.*s", (int)first.n, first.s,
	    first.n > 0 && last.n > 0 ? " " : "", (int)last.n, last.s);
}
