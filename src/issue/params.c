/* params - values of an issue that no contact has.  See params.h. */
#include "issue/params.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define EXACT_MAX 9007199254740992.0 /* 2^53: from here on numbers have gaps */

struct reading {
	const char *file;
	struct arena *arena;
	struct findings *findings;
};

static bool value_of(struct reading *r, const json_t *json, const char *path, int depth,
    struct value *out);

static bool
list_of(
    struct reading *r, const json_t *json, const char *path, int depth, struct value *out)
{
	size_t n = json_array_size(json), i;
	struct value *items = arena_alloc(r->arena, n * sizeof(*items));

	for (i = 0; i < n; i++) {
		if (!value_of(r, json_array_get(json, i),
			arena_printf(r->arena, "%s.%zu", path, i), depth + 1, &items[i]))
			return false;
	}
	*out = value_list(items, n);
	return true;
}

static bool
map_of(
    struct reading *r, const json_t *json, const char *path, int depth, struct value *out)
{
	struct value_pair *pairs =
	    arena_alloc(r->arena, json_object_size(json) * sizeof(*pairs));
	const char *key;
	json_t *value;
	size_t n = 0;

	json_object_foreach((json_t *)json, key, value)
	{
		pairs[n].key = arena_strdup(r->arena, key);
		if (!value_of(r, value, arena_printf(r->arena, "%s.%.60s", path, key),
			depth + 1, &pairs[n++].value))
			return false;
	}
	*out = value_map(pairs, n);
	return true;
}

/* An order number of 19 digits would be printed with its last ones wrong. */
static bool
number_of(struct reading *r, const json_t *json, const char *path, struct value *out)
{
	*out = value_number(json_number_value(json));
	if (json_is_real(json) || fabs(out->number) < EXACT_MAX)
		return true;
	finding_add_whole(r->findings, FINDING_PARAMS, r->file,
	    "%s: a number of so many digits is not kept exactly; write it in quotation "
	    "marks",
	    path);
	return false;
}

static bool
value_of(
    struct reading *r, const json_t *json, const char *path, int depth, struct value *out)
{
	if (depth > PARAMS_DEPTH) {
		finding_add_whole(r->findings, FINDING_PARAMS, r->file,
		    "objects and lists are nested more than %d deep", PARAMS_DEPTH);
		return false;
	}
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return map_of(r, json, path, depth, out);
	case JSON_ARRAY:
		return list_of(r, json, path, depth, out);
	case JSON_STRING:
		*out = value_span(
		    (struct span){ arena_memdup(r->arena, json_string_value(json),
				       json_string_length(json)),
			json_string_length(json) });
		return true;
	case JSON_INTEGER:
	case JSON_REAL:
		return number_of(r, json, path, out);
	case JSON_TRUE:
	case JSON_FALSE:
		*out = value_bool(json_is_true(json));
		return true;
	case JSON_NULL:
		*out = (struct value){ 0 };
		return true;
	}
	return false;
}

static struct span
without_mark(struct span text)
{
	if (text.n >= 3 && memcmp(text.s, "\xEF\xBB\xBF", 3) == 0) {
		text.s += 3;
		text.n -= 3;
	}
	return text;
}

bool
params_read(struct value *out, struct span text, const char *name, struct arena *a,
    struct findings *f)
{
	struct reading r = { name, a, f };
	json_error_t why;
	json_t *json;
	bool read;

	if (text.n > PARAMS_MAX) {
		finding_add_whole(f, FINDING_PARAMS, name,
		    "a file of params has at most %u MiB", PARAMS_MAX >> 20);
		return false;
	}
	text = without_mark(text);
	json = json_loadb(text.s, text.n, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(json)) {
		if (json == NULL)
			finding_add(f, FINDING_PARAMS, name, text, (size_t)why.position,
			    "this is not JSON: %s", why.text);
		else
			finding_add(f, FINDING_PARAMS, name, text, 0,
			    "params are one JSON object: {\"name\": value, ...}");
		json_decref(json);
		return false;
	}
	read = value_of(&r, json, "params", 0, out);
	json_decref(json);
	return read;
}
