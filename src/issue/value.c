/* value - what a name in a letter can stand for.  See value.h. */
#include "issue/value.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY 86400
#define WORD_MAX 64

/* Lists in params may hold lists, made of JSON that a person wrote. */
#define PRINT_DEPTH 8

struct value
value_text(const char *s)
{
	return value_span(span_of(s));
}

struct value
value_span(struct span s)
{
	return (struct value){ .type = VALUE_TEXT, .text = s };
}

struct value
value_word(const char *s)
{
	struct value v = value_text(s);
	size_t i;

	v.ready = v.text.n > 0 && v.text.n <= WORD_MAX && *s != '.';
	for (i = 0; i < v.text.n; i++)
		v.ready &= isalnum((unsigned char)s[i]) || s[i] == '.' || s[i] == '-';
	if (!v.ready)
		BUG("'%s' is no word", s);
	return v;
}

struct value
value_number(double n)
{
	return (struct value){ .type = VALUE_NUMBER, .number = n };
}

struct value
value_bool(bool b)
{
	return (struct value){ .type = VALUE_BOOL, .boolean = b };
}

struct value
value_date(int64_t seconds)
{
	return (struct value){ .type = VALUE_DATE, .date = seconds };
}

struct value
value_day(int64_t seconds)
{
	int64_t rest = seconds % DAY;

	seconds -= rest < 0 ? rest + DAY : rest;
	return (struct value){ .type = VALUE_DATE, .day = true, .date = seconds };
}

struct value
value_list(const struct value *items, size_t n)
{
	return (struct value){ .type = VALUE_LIST, .list = { items, n } };
}

struct value
value_map(const struct value_pair *pairs, size_t n)
{
	return (struct value){ .type = VALUE_MAP, .map = { pairs, n } };
}

const char *
value_type_name(enum value_type t)
{
	switch (t) {
	case VALUE_NONE:
		return "nothing";
	case VALUE_TEXT:
		return "text";
	case VALUE_NUMBER:
		return "a number";
	case VALUE_BOOL:
		return "a boolean";
	case VALUE_DATE:
		return "a date";
	case VALUE_CATEGORY:
		return "a category";
	case VALUE_LIST:
		return "a list";
	case VALUE_MAP:
		return "a group of values";
	case VALUE_ANY:
		return "any value";
	}
	BUG("value type %d", (int)t);
}

bool
value_is_text(const struct value *v)
{
	return v->type == VALUE_TEXT || v->type == VALUE_CATEGORY;
}

bool
value_true(const struct value *v)
{
	switch (v->type) {
	case VALUE_TEXT:
	case VALUE_CATEGORY:
		return v->text.n > 0;
	case VALUE_NUMBER:
		return v->number != 0;
	case VALUE_BOOL:
		return v->boolean;
	case VALUE_DATE:
		return true;
	case VALUE_LIST:
		return v->list.n > 0;
	case VALUE_MAP:
		return v->map.n > 0;
	case VALUE_NONE:
	case VALUE_ANY:
		return false;
	}
	return false;
}

static bool
same_text(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

bool
value_equal(const struct value *a, const struct value *b)
{
	size_t i;

	if (value_is_text(a) && value_is_text(b))
		return same_text(a->text, b->text);
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case VALUE_NUMBER:
		return a->number == b->number;
	case VALUE_BOOL:
		return a->boolean == b->boolean;
	case VALUE_DATE:
		return a->date == b->date;
	case VALUE_LIST:
		if (a->list.n != b->list.n)
			return false;
		for (i = 0; i < a->list.n; i++) {
			/* items of items are not compared: params may nest deeply */
			if (a->list.items[i].type == VALUE_LIST ||
			    !value_equal(&a->list.items[i], &b->list.items[i]))
				return false;
		}
		return true;
	case VALUE_NONE:
		return true;
	default:
		return false;
	}
}

bool
value_compare(const struct value *a, const struct value *b, int *out)
{
	if (a->type != b->type)
		return false;
	if (a->type == VALUE_NUMBER)
		*out = (a->number > b->number) - (a->number < b->number);
	else if (a->type == VALUE_DATE)
		*out = (a->date > b->date) - (a->date < b->date);
	else
		return false;
	return true;
}

bool
value_in(const struct value *a, const struct value *b)
{
	size_t i;

	if (value_is_text(b) && value_is_text(a))
		return a->text.n == 0 ||
		    (b->text.n > 0 &&
			memmem(b->text.s, b->text.n, a->text.s, a->text.n) != NULL);
	if (b->type == VALUE_MAP && value_is_text(a))
		return value_get(b, a->text) != NULL;
	if (b->type != VALUE_LIST)
		return false;
	for (i = 0; i < b->list.n; i++) {
		if (value_equal(a, &b->list.items[i]))
			return true;
	}
	return false;
}

const struct value *
value_get(const struct value *v, struct span key)
{
	size_t i;

	if (v->type != VALUE_MAP)
		return NULL;
	for (i = 0; i < v->map.n; i++) {
		if (span_is(key, v->map.pairs[i].key))
			return &v->map.pairs[i].value;
	}
	return NULL;
}

/* The fewest digits that read back as the same number. */
static void
print_number(double n, struct buf *out)
{
	char text[64];
	int digits;

	if (n == 0)
		n = 0; /* -0 */
	if (n > -1e15 && n < 1e15 && n == (double)(int64_t)n) {
		buf_printf(out, "%lld", (long long)n);
		return;
	}
	for (digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, n);
		if (strtod(text, NULL) == n)
			break;
	}
	buf_adds(out, text);
}

static void
print_date(const struct value *v, struct buf *out)
{
	time_t t = (time_t)v->date;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		return; /* a year that does not fit an int */
	buf_printf(out, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	if (!v->day)
		buf_printf(out, " %02d:%02d", tm.tm_hour, tm.tm_min);
}

static void
print(const struct value *v, struct buf *out, int depth)
{
	size_t i;

	switch (v->type) {
	case VALUE_TEXT:
	case VALUE_CATEGORY:
		buf_add(out, v->text.s, v->text.n);
		return;
	case VALUE_NUMBER:
		print_number(v->number, out);
		return;
	case VALUE_BOOL:
		buf_adds(out, v->boolean ? "True" : "False");
		return;
	case VALUE_DATE:
		print_date(v, out);
		return;
	case VALUE_LIST:
		for (i = 0; i < v->list.n && depth < PRINT_DEPTH; i++) {
			if (i > 0)
				buf_adds(out, ", ");
			print(&v->list.items[i], out, depth + 1);
		}
		return;
	case VALUE_NONE:
	case VALUE_MAP:
	case VALUE_ANY:
		return;
	}
}

void
value_print(const struct value *v, struct buf *out)
{
	print(v, out, 0);
}
