/* field_value - what one person has in a field.  See field_value.h. */
#include "people/field_value.h"

#include "util/date.h"
#include "util/json.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_MAX 15 /* digits: what a double keeps */
#define WORD_MAX 12   /* bytes; no yes/no word is as long */

int
field_value_truth(struct span text)
{
	static const char *const yes[] = { "1", "oui", "vrai", "true", "yes", "ja",
		"wahr", "si", "s\xC3\xAD", "s\xC3\xAC", "verdadero", "vero", "waar",
		"sim", "verdadeiro" };
	static const char *const no[] = { "0", "non", "faux", "false", "no", "nein",
		"falsch", "falso", "nee", "onwaar", "n\xC3\xA3o", "nao" };
	/* What they begin with: most words of a file begin otherwise. */
	static const char begins[] = "01ovtyjwsnfOVTYJWSNF";
	char word[WORD_MAX];
	unsigned char c;
	size_t i;

	text = utf8_trim(text);
	if (text.n == 0 || text.n >= sizeof(word) ||
	    memchr(begins, text.s[0], sizeof(begins) - 1) == NULL)
		return -1;
	for (i = 0; i < text.n; i++) {
		c = (unsigned char)text.s[i];
		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		else if (i > 0 && word[i - 1] == '\xC3' && c <= 0x9E)
			c = (unsigned char)(c +
			    0x20); /* the capitals of U+00E0 to U+00FE */
		word[i] = (char)c;
	}
	word[text.n] = '\0';
	for (i = 0; i < ARRAY_LEN(yes); i++) {
		if (word[0] == yes[i][0] && str_eq(word, yes[i]))
			return 1;
	}
	for (i = 0; i < ARRAY_LEN(no); i++) {
		if (word[0] == no[i][0] && str_eq(word, no[i]))
			return 0;
	}
	return -1;
}

/* "12.50" is 12.5, "12." is 12, "-0" is 0. */
static size_t
trim_number(char *text, size_t n)
{
	if (memchr(text, '.', n) != NULL) {
		while (text[n - 1] == '0')
			n--;
		if (text[n - 1] == '.')
			n--;
	}
	text[n] = '\0';
	if (!str_eq(text, "-0"))
		return n;
	text[0] = '0';
	text[1] = '\0';
	return 1;
}

/* A decimal number as JSON writes it: "+01,50" is 1.5. */
static int
parse_number(const char **out, struct span s, struct arena *a, struct err *e)
{
	char text[NUMBER_MAX + 4];
	size_t i = 0, n = 0, digits = 0;
	bool point = false;

	if (s.s[0] == '-')
		text[n++] = '-';
	if (s.s[0] == '-' || s.s[0] == '+')
		i++;
	while (i + 1 < s.n && s.s[i] == '0' && s.s[i + 1] >= '0' && s.s[i + 1] <= '9')
		i++;
	for (; i < s.n && digits <= NUMBER_MAX; i++) {
		if ((s.s[i] == '.' || s.s[i] == ',') && !point && digits > 0) {
			point = true;
			text[n++] = '.';
		} else if (s.s[i] >= '0' && s.s[i] <= '9') {
			digits++;
			text[n++] = s.s[i];
		} else {
			break;
		}
	}
	if (digits > NUMBER_MAX)
		return err_set(e, ERR_DATA, "a number has at most %d digits", NUMBER_MAX);
	if (i < s.n || digits == 0 || text[n - 1] == '.')
		return err_set(e, ERR_DATA, "this is no number, such as 12 or 12.5");
	n = trim_number(text, n);
	*out = arena_memdup(a, text, n);
	return 0;
}

static int
parse_date(const char **out, struct span s, struct arena *a, struct err *e)
{
	char text[DATE_TEXT_SIZE];
	struct date d;

	switch (date_parse(s, &d)) {
	case DATE_NONE:
		return err_set(
		    e, ERR_DATA, "this is no date: write DD/MM/YYYY or YYYY-MM-DD");
	case DATE_IMPOSSIBLE:
		return err_set(e, ERR_DATA, "there is no such date");
	case DATE_OK:
		break;
	}
	date_iso(&d, text);
	*out = json_quoted(span_of(text), a);
	return 0;
}

/* A list that is being written, each item once.  The items are in a table by their
 * hash: a cell may have 20,000, and a search through the text for each is seconds. */
struct items {
	struct buf json;
	struct arena *arena;
	const char **table;
	size_t size, n; /* size: a power of two, over n */
};

static void
items_init(struct items *it, size_t max, struct arena *a)
{
	*it = (struct items){ .arena = a };
	buf_init(&it->json, max);
}

/* Where this item is, or would be. */
static const char **
items_place(const struct items *it, const char *one)
{
	size_t i = str_hash(one) & (it->size - 1);

	while (it->table[i] != NULL && !str_eq(it->table[i], one))
		i = (i + 1) & (it->size - 1);
	return &it->table[i];
}

static void
items_grow(struct items *it)
{
	const char **old = it->table;
	size_t n = it->size, i;

	it->size = n > 0 ? 2 * n : 16;
	it->table = arena_alloc(it->arena, it->size * sizeof(*it->table));
	for (i = 0; i < n; i++) {
		if (old[i] != NULL)
			*items_place(it, old[i]) = old[i];
	}
}

/* One more item, unless it is empty or there. */
static void
items_add(struct items *it, struct span item)
{
	const char *one, **place;

	item = utf8_trim(item);
	if (item.n == 0)
		return;
	if (2 * it->n >= it->size)
		items_grow(it);
	one = json_quoted(item, it->arena);
	place = items_place(it, one);
	if (*place != NULL)
		return;
	*place = one;
	buf_addc(&it->json, it->n++ == 0 ? '[' : ',');
	buf_adds(&it->json, one);
}

/* The list; NULL when it is empty. */
static const char *
items_end(struct items *it)
{
	const char *json = NULL;

	if (it->n > 0) {
		buf_addc(&it->json, ']');
		json = arena_memdup(it->arena, it->json.data, it->json.len);
	}
	buf_release(&it->json);
	return json;
}

/* "a; b; a" is ["a","b"]. */
static const char *
parse_multi(struct span s, struct arena *a)
{
	char separator = memchr(s.s, ';', s.n) != NULL ? ';'
	    : memchr(s.s, '|', s.n) != NULL            ? '|'
						       : ',';
	struct items items;
	const char *end;
	size_t n;

	items_init(&items, 8 * s.n + 2, a);
	while (s.n > 0) {
		end = memchr(s.s, separator, s.n);
		n = end != NULL ? (size_t)(end - s.s) : s.n;
		items_add(&items, (struct span){ s.s, n });
		n = end != NULL ? n + 1 : n;
		s = (struct span){ s.s + n, s.n - n };
	}
	return items_end(&items);
}

int
field_value_parse(const char **out, enum field_type type, struct span text,
    struct arena *a, struct err *e)
{
	struct span s = utf8_trim(utf8_nfc(a, text));
	int truth;

	*out = NULL;
	if (s.n == 0)
		return 0;
	switch (type) {
	case FIELD_TEXT:
	case FIELD_CATEGORY:
		*out = json_quoted(s, a);
		return 0;
	case FIELD_NUMBER:
		return parse_number(out, s, a, e);
	case FIELD_BOOLEAN:
		truth = field_value_truth(s);
		if (truth < 0)
			return err_set(e, ERR_DATA, "this is neither yes nor no");
		*out = truth ? "true" : "false";
		return 0;
	case FIELD_DATE:
		return parse_date(out, s, a, e);
	case FIELD_MULTI:
		*out = parse_multi(s, a);
		return 0;
	}
	BUG("field type %d", (int)type);
}

/* As parse_number would have written it: NUMBER_MAX digits, no exponent. */
static void
put_real(struct buf *b, double v)
{
	char text[512];
	int whole = snprintf(text, sizeof(text), "%.0f", fabs(v));
	int n = snprintf(
	    text, sizeof(text), "%.*f", whole < NUMBER_MAX ? NUMBER_MAX - whole : 0, v);

	buf_add(b, text, trim_number(text, (size_t)n));
}

/* The canonical JSON text of what jansson read; NULL for what no field holds. */
static const char *
canonical(const json_t *v, struct arena *a)
{
	struct buf b;
	struct json j;
	const char *text;
	size_t i;

	if (json_is_boolean(v))
		return json_is_true(v) ? "true" : "false";
	if (json_is_null(v) || json_is_object(v))
		return NULL;
	buf_init(&b, FIELD_JSON_MAX);
	json_init(&j, &b);
	if (json_is_string(v)) {
		json_put_span(
		    &j, (struct span){ json_string_value(v), json_string_length(v) });
	} else if (json_is_array(v)) {
		json_open_array(&j);
		for (i = 0; i < json_array_size(v); i++) {
			const json_t *item = json_array_get(v, i);

			if (json_is_string(item))
				json_put_str(&j, json_string_value(item));
		}
		json_close_array(&j);
	} else if (json_is_integer(v)) {
		json_put_int(&j, json_integer_value(v));
	} else {
		put_real(&b, json_real_value(v));
	}
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

/* Text of a file, its controls as blanks. */
static struct span
clean(const json_t *v, struct arena *a, bool *blanked)
{
	struct span s = { json_string_value(v), json_string_length(v) };
	char *copy;

	if (!utf8_has_control(s))
		return s;
	*blanked = true;
	copy = arena_memdup(a, s.s, s.n);
	s.n = utf8_blank_controls(copy, s.n);
	s.s = copy;
	return s;
}

static int
take_multi(
    const char **out, const json_t *v, struct arena *a, bool *blanked, struct err *e)
{
	struct items items;
	const json_t *item;
	size_t i;

	items_init(&items, FIELD_JSON_MAX, a);
	json_array_foreach(v, i, item)
	{
		if (!json_is_string(item)) {
			buf_release(&items.json);
			return err_set(e, ERR_DATA, "this is no list of texts");
		}
		items_add(&items, utf8_nfc(a, clean(item, a, blanked)));
	}
	*out = items_end(&items);
	return 0;
}

int
field_value_take(const char **out, enum field_type type, const json_t *v, struct arena *a,
    bool *blanked, struct err *e)
{
	*out = NULL;
	*blanked = false;
	if (v == NULL || json_is_null(v))
		return 0;
	if (json_is_string(v))
		return field_value_parse(out, type, clean(v, a, blanked), a, e);
	if (type == FIELD_MULTI && json_is_array(v))
		return take_multi(out, v, a, blanked, e);
	if ((type == FIELD_BOOLEAN && json_is_boolean(v)) ||
	    (type == FIELD_NUMBER && json_is_number(v))) {
		*out = canonical(v, a);
		return 0;
	}
	return err_set(e, ERR_DATA, "this is no %s", field_type_name(type));
}

const char *
field_value_show(const char *text, struct arena *a)
{
	json_error_t why;
	json_t *v = json_loads(text, JSON_DECODE_ANY, &why);
	struct buf b;
	const char *shown = text;
	size_t i;

	if (json_is_string(v)) {
		shown = arena_strdup(a, json_string_value(v));
	} else if (json_is_boolean(v)) {
		shown = json_is_true(v) ? "yes" : "no";
	} else if (json_is_array(v)) {
		buf_init(&b, FIELD_JSON_MAX);
		for (i = 0; i < json_array_size(v); i++) {
			buf_adds(&b, i > 0 ? "; " : "");
			buf_adds(&b, json_string_value(json_array_get(v, i)));
		}
		shown = arena_memdup(a, b.data, b.len);
		buf_release(&b);
	}
	json_decref(v);
	return shown;
}

struct field_values
field_values_new(const struct fields *f, struct arena *a)
{
	return (
	    struct field_values){ f, arena_alloc(a, (f->n + 1) * sizeof(const char *)) };
}

static json_t *
load_object(const char *text, struct err *e)
{
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_object(root))
		return root;
	json_decref(root);
	err_set(e, ERR_IO, "a contact's fields are no JSON object");
	return NULL;
}

int
field_values_check(const char *text, struct err *e)
{
	json_t *root = load_object(text, e);

	json_decref(root);
	return root != NULL ? 0 : -1;
}

int
field_values_read(
    struct field_values *v, const char *text, struct arena *a, struct err *e)
{
	json_t *root = load_object(text, e), *item;
	const char *name;
	int i;

	if (root == NULL)
		return -1;
	json_object_foreach(root, name, item)
	{
		i = fields_find(v->fields, name);
		if (i >= 0)
			v->json[i] = canonical(item, a);
	}
	json_decref(root);
	return 0;
}

void
field_values_write(const struct field_values *v, struct buf *out)
{
	size_t i;
	bool any = false;

	buf_addc(out, '{');
	for (i = 0; i < v->fields->n; i++) {
		if (v->json[i] == NULL)
			continue;
		/* A name (field_check_name) has nothing to escape. */
		buf_adds(out, any ? ",\"" : "\"");
		buf_adds(out, v->fields->items[i].name);
		buf_adds(out, "\":");
		buf_adds(out, v->json[i]);
		any = true;
	}
	buf_addc(out, '}');
}
