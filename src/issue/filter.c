/* filter - what stands behind "|": the table, and the small ones.  See filter.h. */
#include "issue/filter_private.h"

#include "util/xalloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define NAME_MAX_LENGTH 32 /* longer words are like no filter */

char *
filter_alloc(struct filter_room *r, size_t n)
{
	if (r->full || n > r->left) {
		r->full = true;
		return NULL;
	}
	r->left -= n;
	return arena_alloc(r->arena, n);
}

struct value
filter_made(struct filter_room *r, struct buf *b)
{
	struct value v = { 0 };
	char *p;

	if (b->overflowed)
		r->full = true;
	p = filter_alloc(r, b->len);
	if (p != NULL) {
		memcpy(p, b->data, b->len);
		v = value_span((struct span){ p, b->len });
	}
	buf_release(b);
	return v;
}

struct span
filter_text(struct filter_room *r, const struct value *v)
{
	struct value made;
	struct buf b;

	if (value_is_text(v))
		return v->text;
	buf_init(&b, r->left);
	value_print(v, &b);
	made = filter_made(r, &b);
	return made.type == VALUE_TEXT ? made.text : span_of("");
}

long
filter_count(const struct value *v)
{
	if (v->type != VALUE_NUMBER || v->number < 0 || v->number > 1e9 ||
	    v->number != (double)(long)v->number)
		return -1;
	return (long)v->number;
}

size_t
filter_code_point(const char *s, size_t n)
{
	int len = u8_mblen((const uint8_t *)s, n);

	return len <= 0 ? 1 : (size_t)len;
}

static FILTER(default)
{
	(void)r;
	return value_true(in) ? *in : *argument;
}

static FILTER(default_if_none)
{
	(void)r;
	return in->type != VALUE_NONE ? *in : *argument;
}

/* 0.1 and 0.2 are 0.3 to whoever reads it. */
static double
decimal(double sum)
{
	char text[32];

	if (!isfinite(sum) || trunc(sum) == sum)
		return sum;
	snprintf(text, sizeof(text), "%.15g", sum);
	return strtod(text, NULL);
}

static FILTER(add)
{
	struct span a, b;
	char *p;

	if (in->type == VALUE_NONE)
		return *argument;
	if (argument->type == VALUE_NONE)
		return *in;
	if (in->type == VALUE_NUMBER && argument->type == VALUE_NUMBER) {
		double sum = decimal(in->number + argument->number);

		return isfinite(sum) ? value_number(sum) : (struct value){ 0 };
	}
	a = filter_text(r, in);
	b = filter_text(r, argument);
	p = filter_alloc(r, a.n + b.n);
	if (p == NULL)
		return (struct value){ 0 };
	if (a.n > 0)
		memcpy(p, a.s, a.n);
	if (b.n > 0)
		memcpy(p + a.n, b.s, b.n);
	return value_span((struct span){ p, a.n + b.n });
}

/* Part number i of a text with commas; how many there are in all. */
static size_t
comma_part(struct span s, size_t i, struct span *out)
{
	size_t n = 1, at, from = 0;

	*out = span_of("");
	for (at = 0; at <= s.n; at++) {
		if (at < s.n && s.s[at] != ',')
			continue;
		if (n - 1 == i && s.n > 0)
			*out = (struct span){ s.s + from, at - from };
		from = at + 1;
		n += at < s.n;
	}
	return n;
}

static FILTER(yesno)
{
	struct span words =
	    argument->type == VALUE_NONE ? span_of("yes,no,maybe") : argument->text;
	struct span word;
	size_t n = comma_part(words, 0, &word);

	(void)r;
	if (!value_true(in))
		comma_part(words, in->type == VALUE_NONE && n > 2 ? 2 : 1, &word);
	return value_span(word);
}

static FILTER(pluralize)
{
	struct span words = argument->type == VALUE_NONE ? span_of("s") : argument->text;
	double n = in->type == VALUE_LIST ? (double)in->list.n : in->number;
	struct span word, second;

	(void)r;
	if (comma_part(words, 0, &word) == 1) {
		second = word;
		word = span_of("");
	} else {
		comma_part(words, 1, &second);
	}
	return value_span(n == 1 ? word : second);
}

/* Exactly an integer? */
static bool
whole(const struct value *v, int64_t *out)
{
	if (v->type != VALUE_NUMBER || v->number < -1e15 || v->number > 1e15)
		return false;
	*out = (int64_t)v->number;
	return (double)*out == v->number;
}

static FILTER(divisibleby)
{
	int64_t n, by;

	(void)r;
	return value_bool(
	    whole(in, &n) && whole(argument, &by) && by != 0 && n % by == 0);
}

static const char *
check_count(const struct filter_context *c, const struct value *a)
{
	(void)c;
	return filter_count(a) < 0 ? "must be a whole number" : NULL;
}

static const char *
check_length(const struct filter_context *c, const struct value *a)
{
	(void)c;
	return filter_count(a) < 1 ? "must be a whole number, at least 1" : NULL;
}

static const char *
check_divisor(const struct filter_context *c, const struct value *a)
{
	int64_t n;

	(void)c;
	return whole(a, &n) && n != 0 ? NULL : "must be a whole number, not 0";
}

static const char *
check_yesno(const struct filter_context *c, const struct value *a)
{
	struct span part;
	size_t n = comma_part(a->text, 0, &part);

	(void)c;
	return n == 2 || n == 3 ? NULL : "must be \"yes,no\" or \"yes,no,absent\"";
}

static const char *
check_pluralize(const struct filter_context *c, const struct value *a)
{
	struct span part;

	(void)c;
	return comma_part(a->text, 0, &part) <= 2 ? NULL : "must be \"s\" or \"y,ies\"";
}

static const char *
check_slice(const struct filter_context *c, const struct value *a)
{
	struct span s = a->text;
	size_t i, colons = 0, digits = 0;

	(void)c;
	for (i = 0; i < s.n; i++) {
		if (s.s[i] == ':') {
			colons++;
			digits = 0;
		} else if (s.s[i] >= '0' && s.s[i] <= '9' && digits < 9) {
			digits++;
		} else if (s.s[i] != '-' || (i > 0 && s.s[i - 1] != ':')) {
			return "must be like \"1:3\"";
		}
	}
	return colons == 1 ? NULL : "must be like \"1:3\"";
}

static const char *
check_separator(const struct filter_context *c, const struct value *a)
{
	(void)c;
	return a->text.n == 0 ? "must not be empty" : NULL;
}

#define NUMBER TYPE_BIT(VALUE_NUMBER)
#define TEXT TYPE_BIT(VALUE_TEXT)
#define DATE TYPE_BIT(VALUE_DATE)
#define LIST TYPE_BIT(VALUE_LIST)
#define MAP TYPE_BIT(VALUE_MAP)
#define SCALAR TYPES_SCALAR
#define ALL TYPES_ALL
#define NOTHING TYPE_BIT(VALUE_NONE)

/* name, input, argument, its types, result, takes nothing, keeps safe, apply, check */
static const struct filter filters[] = {
	{ "add", SCALAR, ARGUMENT_NEEDED, SCALAR | NOTHING, VALUE_ANY, true, false,
	    filter_add, NULL },
	{ "capfirst", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true, filter_capfirst,
	    NULL },
	{ "cut", SCALAR, ARGUMENT_NEEDED, TYPES_TEXT, VALUE_TEXT, false, false,
	    filter_cut, NULL },
	{ "date", TYPES_TEXT | DATE, ARGUMENT_LITERAL, TEXT, VALUE_TEXT, false, false,
	    filter_date, filter_check_date },
	{ "default", ALL, ARGUMENT_NEEDED, ALL | NOTHING, VALUE_ANY, true, false,
	    filter_default, NULL },
	{ "default_if_none", ALL, ARGUMENT_NEEDED, ALL | NOTHING, VALUE_ANY, true, false,
	    filter_default_if_none, NULL },
	{ "divisibleby", NUMBER, ARGUMENT_NEEDED, NUMBER, VALUE_BOOL, true, false,
	    filter_divisibleby, check_divisor },
	{ "e", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true, filter_escape, NULL },
	{ "escape", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true, filter_escape,
	    NULL },
	{ "first", TYPES_TEXT | LIST, ARGUMENT_NONE, 0, VALUE_ANY, false, true,
	    filter_first, NULL },
	{ "floatformat", TYPES_TEXT | NUMBER, ARGUMENT_OPTIONAL, TEXT | NUMBER,
	    VALUE_TEXT, false, false, filter_floatformat, filter_check_places },
	{ "join", LIST, ARGUMENT_NEEDED, TYPES_TEXT, VALUE_TEXT, false, false,
	    filter_join, NULL },
	{ "last", TYPES_TEXT | LIST, ARGUMENT_NONE, 0, VALUE_ANY, false, true,
	    filter_last, NULL },
	{ "length", TYPES_TEXT | LIST | MAP, ARGUMENT_NONE, 0, VALUE_NUMBER, true, false,
	    filter_length, NULL },
	{ "length_is", TYPES_TEXT | LIST | MAP, ARGUMENT_NEEDED, NUMBER, VALUE_BOOL, true,
	    false, filter_length_is, check_count },
	{ "linebreaks", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true,
	    filter_linebreaks, NULL },
	{ "linebreaksbr", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true,
	    filter_linebreaksbr, NULL },
	{ "lower", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true, filter_lower,
	    NULL },
	{ "pluralize", NUMBER | LIST, ARGUMENT_OPTIONAL, TEXT, VALUE_TEXT, false, false,
	    filter_pluralize, check_pluralize },
	{ "safe", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true, filter_safe, NULL },
	{ "slice", TYPES_TEXT | LIST, ARGUMENT_NEEDED, TEXT, VALUE_ANY, false, true,
	    filter_slice, check_slice },
	{ "split", TYPES_TEXT, ARGUMENT_NEEDED, TYPES_TEXT, VALUE_LIST, false, false,
	    filter_split, check_separator },
	{ "striptags", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, true,
	    filter_striptags, NULL },
	{ "time", TYPES_TEXT | DATE, ARGUMENT_LITERAL, TEXT, VALUE_TEXT, false, false,
	    filter_date, filter_check_date },
	{ "title", TYPES_TEXT, ARGUMENT_NONE, 0, VALUE_TEXT, false, true, filter_title,
	    NULL },
	{ "truncatechars", SCALAR, ARGUMENT_NEEDED, NUMBER, VALUE_TEXT, false, true,
	    filter_truncatechars, check_length },
	{ "truncatewords", SCALAR, ARGUMENT_NEEDED, NUMBER, VALUE_TEXT, false, true,
	    filter_truncatewords, check_length },
	{ "upper", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, false, filter_upper,
	    NULL },
	{ "urlencode", SCALAR, ARGUMENT_NONE, 0, VALUE_TEXT, false, false,
	    filter_urlencode, NULL },
	{ "wordcount", SCALAR, ARGUMENT_NONE, 0, VALUE_NUMBER, true, false,
	    filter_wordcount, NULL },
	{ "yesno", ALL, ARGUMENT_OPTIONAL, TEXT, VALUE_TEXT, true, false, filter_yesno,
	    check_yesno },
};

const struct filter *
filter_find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
		if (span_is(name, filters[i].name))
			return &filters[i];
	}
	return NULL;
}

const char *
filter_refused(struct span name, const char *language)
{
	if (span_is(name, "floatformat") && *language == '\0')
		return "needs the language of the issue, which is not known here";
	return NULL;
}

const char *
filter_near(struct span name)
{
	const char *names[ARRAY_LEN(filters)];
	char word[NAME_MAX_LENGTH];

	if (name.n >= sizeof(word))
		return NULL;
	memcpy(word, name.s, name.n);
	word[name.n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(filters); i++)
		names[i] = filters[i].name;
	return str_near(word, names, ARRAY_LEN(names));
}
