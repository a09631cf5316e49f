/* import_parts - the parts of a cell.  See import_parts.h. */
#include "people/import_parts.h"

#include "util/buf.h"
#include "util/utf8.h"

#include <jansson.h>
#include <string.h>

#define DEPTH_MAX 4

struct visit {
	struct import_part part;
	struct arena *arena;
	int (*each)(void *arg, const struct import_part *p, struct err *e);
	void *arg;
	struct err *e;
};

/* The "<" of "Name <address>"; NULL. */
static const char *
bracket(struct span s)
{
	return s.n > 2 && s.s[s.n - 1] == '>' ? memrchr(s.s, '<', s.n) : NULL;
}

struct span
import_parts_address(struct span cell)
{
	struct span s = utf8_trim(cell);
	const char *open = bracket(s), *more;

	if (open != NULL)
		return (struct span){ open + 1, (size_t)(s.s + s.n - open) - 2 };
	more = memmem(s.s, s.n, " ::: ", 5);
	return more != NULL ? (struct span){ s.s, (size_t)(more - s.s) } : cell;
}

static int
give(struct visit *v, const char *key, enum import_part_kind kind, struct span value)
{
	v->part.key = key;
	v->part.kind = kind;
	v->part.value = value;
	return value.n > 0 || kind == IMPORT_PART_BROKEN ? v->each(v->arg, &v->part, v->e)
							 : 0;
}

/* A number, true, false or text as a person would write it; "" for the rest. */
static const char *
scalar(const json_t *v, struct arena *a)
{
	char *text;
	const char *copy;

	if (json_is_string(v))
		return json_string_value(v);
	if (json_is_boolean(v))
		return json_is_true(v) ? "true" : "false";
	if (!json_is_number(v))
		return "";
	text = json_dumps(v, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	copy = text != NULL ? arena_strdup(a, text) : "";
	free(text);
	return copy;
}

static int
give_list(struct visit *v, const char *key, const json_t *list)
{
	struct buf b;
	const json_t *item;
	const char *text;
	size_t i;
	int rc;

	buf_init(&b, CSV_FIELD_MAX);
	json_array_foreach(list, i, item)
	{
		text = scalar(item, v->arena);
		if (text[0] == '\0')
			continue;
		buf_adds(&b, b.len > 0 ? ";" : "");
		buf_adds(&b, text);
	}
	rc = give(
	    v, key, IMPORT_PART_LIST, span_of(arena_memdup(v->arena, b.data, b.len)));
	buf_release(&b);
	return rc;
}

static int
give_object(struct visit *v, const char *prefix, json_t *object, int depth)
{
	const char *name, *key;
	json_t *value;
	int rc = 0;

	json_object_foreach(object, name, value)
	{
		key = arena_printf(
		    v->arena, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "", name);
		if (json_is_object(value) && depth < DEPTH_MAX)
			rc = give_object(v, key, value, depth + 1);
		else if (json_is_array(value))
			rc = give_list(v, key, value);
		else
			rc = give(v, key,
			    json_is_number(value) ? IMPORT_PART_NUMBER : IMPORT_PART_TEXT,
			    span_of(arena_strdup(v->arena, scalar(value, v->arena))));
		if (rc < 0)
			break;
	}
	return rc;
}

static int
give_json(struct visit *v, struct span cell)
{
	json_error_t why;
	json_t *object;
	int rc;

	cell = utf8_trim(cell);
	if (cell.n == 0)
		return 0;
	object = json_loadb(cell.s, cell.n, 0, &why);
	if (json_is_object(object))
		rc = give_object(v, "", object, 1);
	else
		rc = give(v, "", IMPORT_PART_BROKEN, (struct span){ "", 0 });
	json_decref(object);
	return rc;
}

static int
give_name(struct visit *v, struct span cell)
{
	struct span s = utf8_trim(cell);
	const char *open = bracket(s);

	if (open == NULL)
		return 0;
	s = utf8_trim((struct span){ s.s, (size_t)(open - s.s) });
	if (s.n >= 2 && s.s[0] == '"' && s.s[s.n - 1] == '"')
		s = utf8_trim((struct span){ s.s + 1, s.n - 2 });
	return give(v, "", IMPORT_PART_TEXT, s);
}

int
import_parts_each(const struct import_head *h, const struct csv_record *r,
    struct arena *a, int (*each)(void *arg, const struct import_part *p, struct err *e),
    void *arg, struct err *e)
{
	struct visit v = { .arena = a, .each = each, .arg = arg, .e = e };
	size_t i;
	int rc = 0;

	for (i = 0; i < r->n && i < h->width && rc == 0; i++) {
		v.part.parent = i;
		if (h->columns[i].target == IMPORT_JSON)
			rc = give_json(&v, r->fields[i]);
		else if (h->columns[i].target == IMPORT_EMAIL)
			rc = give_name(&v, r->fields[i]);
	}
	return rc;
}

int
import_parts_column(const struct import_head *h, const struct import_part *p)
{
	size_t i;

	for (i = h->width; i < h->n; i++) {
		if (h->columns[i].parent == p->parent &&
		    str_eq(h->columns[i].key, p->key))
			return (int)i;
	}
	return -1;
}
