/*
 * field_value - what one person has in a field.  Reads no database.
 *
 * A value is kept as its JSON text in one canonical spelling ("Léa", true,
 * 12.5, "2026-03-14", ["a","b"]): two are equal when their texts are.  The
 * types are in field.h; contact.fields is an object of them.
 */
#ifndef PEOPLE_FIELD_VALUE_H
#define PEOPLE_FIELD_VALUE_H

#include "people/field.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#define FIELD_JSON_MAX (1u << 20) /* bytes of contact.fields */

/*
 * What a person typed (valid UTF-8) as a value of this type: the JSON text in
 * *out, NULL for an empty one.  Text is composed (NFC) and trimmed; yes/no words
 * of seven languages are booleans; dates become ISO.
 *
 * Fails with ERR_DATA and the reason without the value.
 */
int field_value_parse(const char **out, enum field_type type, struct span text,
    struct arena *a, struct err *e);

/* A yes/no word: 1, 0, or -1 for another word. */
int field_value_truth(struct span text);

/*
 * The same for a value from JSON: text is read as above, lists, numbers and truths
 * are taken as they are; null and NULL are no value.  Controls become blanks:
 * *blanked says so.
 */
struct json_t;
int field_value_take(const char **out, enum field_type type, const struct json_t *v,
    struct arena *a, bool *blanked, struct err *e);

/* The text of a value as a person would type it: "Léa", "yes", "a; b". */
const char *field_value_show(const char *json, struct arena *a);

/* One value per field, in the order of f; NULL where there is none. */
struct field_values {
	const struct fields *fields;
	const char **json;
};

struct field_values field_values_new(const struct fields *f, struct arena *a);

/* Read contact.fields.  What is no field any more is left out. */
int field_values_read(
    struct field_values *v, const char *json, struct arena *a, struct err *e);

/* Is contact.fields what it has to be?  Another program may have written it. */
int field_values_check(const char *json, struct err *e);

/* Write contact.fields. */
void field_values_write(const struct field_values *v, struct buf *out);

#endif
