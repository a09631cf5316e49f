/* export_format - the shape of an export.  See export_format.h. */
#include "people/export_format.h"

#include "util/json.h"

#include <stdio.h>
#include <string.h>

const char *
export_column_name(enum export_column c)
{
	static const char *const names[EXPORT_COLUMNS] = { "email", "language", "added",
		"source", "suppressed", "aliases", "events" };

	return names[c];
}

/* How many "'" stand before what a spreadsheet would calculate; -1: there is
 * nothing of the kind. */
static long
quotes_before_formula(struct span cell)
{
	size_t n = 0;

	while (n < cell.n && cell.s[n] == '\'')
		n++;
	if (n == cell.n || memchr("=+-@\t\r", cell.s[n], 6) == NULL)
		return -1;
	return (long)n;
}

void
export_guard(struct buf *out, struct span cell)
{
	if (quotes_before_formula(cell) >= 0)
		buf_addc(out, '\'');
	buf_add(out, cell.s, cell.n);
}

struct span
export_unguard(struct span cell)
{
	if (quotes_before_formula(cell) > 0)
		return (struct span){ cell.s + 1, cell.n - 1 };
	return cell;
}

static void
put(struct json *j, const json_t *v)
{
	const char *key;
	const json_t *item;
	char real[40];
	size_t i;

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		json_open_object(j);
		json_object_foreach((json_t *)v, key, item)
		{
			json_key(j, key);
			put(j, item);
		}
		json_close_object(j);
		break;
	case JSON_ARRAY:
		json_open_array(j);
		json_array_foreach(v, i, item) put(j, item);
		json_close_array(j);
		break;
	case JSON_STRING:
		json_put_span(
		    j, (struct span){ json_string_value(v), json_string_length(v) });
		break;
	case JSON_INTEGER:
		json_put_int(j, json_integer_value(v));
		break;
	case JSON_REAL:
		snprintf(real, sizeof(real), "%.17g", json_real_value(v));
		json_put_raw(j, real);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_put_bool(j, json_is_true(v));
		break;
	case JSON_NULL:
		json_put_null(j);
	}
}

const char *
export_json_of(const json_t *v, struct arena *a)
{
	struct json j;
	struct buf b;
	const char *text;

	buf_init(&b, 6 * EXPORT_RECORD_MAX); /* whatever came in fits, escaped */
	json_init(&j, &b);
	put(&j, v);
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

const char *
export_json(const char *text, struct arena *a)
{
	json_t *v = json_loads(text, JSON_DECODE_ANY, NULL);
	const char *out = v != NULL ? export_json_of(v, a) : NULL;

	json_decref(v);
	return out;
}
