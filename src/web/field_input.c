/* field_input - a field of contacts as an input of a form.  See field_input.h. */
#include "web/field_input.h"

#include "util/person_part.h"
#include "util/xalloc.h"
#include "web/page.h"

#include <string.h>

#define DAY_LENGTH 10 /* of "2026-03-14" */

/* How the parts of a name are called, here and by browsers. */
static const struct {
	const char *key, *autocomplete;
} parts[] = {
	[PERSON_FIRST_NAME] = { "field.first-name", "given-name" },
	[PERSON_LAST_NAME] = { "field.last-name", "family-name" },
	[PERSON_FULL_NAME] = { "field.full-name", "name" },
	[PERSON_OTHER_NAME] = { "field.other-name", "additional-name" },
};

/* "ANNEE_NAISSANCE" is "Annee naissance". */
static const char *
words(const char *name, struct arena *a)
{
	char *text = arena_strdup(a, name), *p;

	for (p = text; *p != '\0'; p++) {
		if (*p == '_')
			*p = ' ';
		else if (p > text && *p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	return text;
}

const char *
field_label(const struct lang *l, const char *name, struct arena *a)
{
	enum person_part part = person_part(name);

	return part != PERSON_NONE ? lang_text(l, parts[part].key, a) : words(name, a);
}

/* A day has an input of its own; with a time of day it is a text. */
static const char *
input_type(enum field_type type, const char *value)
{
	if (type == FIELD_DATE && (*value == '\0' || strlen(value) == DAY_LENGTH))
		return "date";
	return "text";
}

struct value
field_input(const struct lang *l, const char *name, enum field_type type,
    const char *value, struct arena *a)
{
	enum person_part part = person_part(name);
	const struct value_pair pairs[] = {
		{ "label", value_text(field_label(l, name, a)) },
		{ "name", value_text(name) },
		{ "value", value_text(value) },
		{ "type", value_text(input_type(type, value)) },
		{ "number", value_bool(type == FIELD_NUMBER) },
		{ "truth", value_bool(type == FIELD_BOOLEAN) },
		{ "autocomplete",
		    value_text(part == PERSON_NONE ? "" : parts[part].autocomplete) },
	};

	return page_map(pairs, ARRAY_LEN(pairs), a);
}

struct value
field_inputs(struct visit *v, const struct value *inputs, size_t n)
{
	const struct value_pair list = { "fields", value_list(inputs, n) };

	return page_part(v, "fields", &list, 1);
}
