/* filter_list - the filters that count, pick and join.  See filter.h. */
#include "issue/filter_private.h"

#include <string.h>

static size_t
code_points(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; n++)
		i += filter_code_point(s.s + i, s.n - i);
	return n;
}

/* Byte offset of the code point number n, or the end. */
static size_t
offset_of(struct span s, size_t n)
{
	size_t i = 0;

	while (i < s.n && n-- > 0)
		i += filter_code_point(s.s + i, s.n - i);
	return i;
}

static size_t
length(const struct value *v)
{
	if (v->type == VALUE_LIST)
		return v->list.n;
	if (v->type == VALUE_MAP)
		return v->map.n;
	return value_is_text(v) ? code_points(v->text) : 0;
}

FILTER(length)
{
	(void)r;
	(void)argument;
	return value_number((double)length(in));
}

FILTER(length_is)
{
	(void)r;
	return value_bool((double)length(in) == argument->number);
}

FILTER(first)
{
	struct span s;

	(void)r;
	(void)argument;
	if (in->type == VALUE_LIST)
		return in->list.n > 0 ? in->list.items[0] : (struct value){ 0 };
	s = in->text;
	if (s.n > 0)
		s.n = filter_code_point(s.s, s.n);
	return value_span(s);
}

FILTER(last)
{
	struct span s;
	size_t i;

	(void)r;
	(void)argument;
	if (in->type == VALUE_LIST)
		return in->list.n > 0 ? in->list.items[in->list.n - 1]
				      : (struct value){ 0 };
	s = in->text;
	i = offset_of(s, code_points(s) == 0 ? 0 : code_points(s) - 1);
	return value_span((struct span){ s.n > 0 ? s.s + i : "", s.n - i });
}

/* An item as HTML or as it is. */
static void
add_item(const struct value *item, bool html, struct buf *out)
{
	struct buf text;

	if (!html || item->safe) {
		value_print(item, out);
		return;
	}
	buf_init(&text, out->max);
	value_print(item, &text);
	html_escape((struct span){ text.data, text.len }, out);
	buf_release(&text);
}

/* A separator that is HTML, such as " &amp; ", makes HTML of the whole. */
FILTER(join)
{
	struct span by = filter_text(r, argument);
	bool html = r->escape && argument->safe && html_needs_escape(by);
	struct value v;
	struct buf out;
	size_t i;

	buf_init(&out, r->left);
	for (i = 0; i < in->list.n; i++) {
		if (i > 0)
			buf_add(&out, by.s, by.n);
		add_item(&in->list.items[i], html, &out);
	}
	v = filter_made(r, &out);
	v.safe = html;
	return v;
}

/* One side of "a:b": counted from the end when negative. */
static size_t
bound(struct span s, size_t n, size_t absent)
{
	long long v = 0;
	bool negative = s.n > 0 && s.s[0] == '-';
	size_t i;

	if (s.n == 0)
		return absent;
	for (i = negative ? 1 : 0;
	     i < s.n && s.s[i] >= '0' && s.s[i] <= '9' && v < 1000000000; i++)
		v = v * 10 + (s.s[i] - '0');
	if (negative)
		return (unsigned long long)v > n ? 0 : n - (size_t)v;
	return (unsigned long long)v > n ? n : (size_t)v;
}

FILTER(slice)
{
	struct span a = argument->text, b, s;
	const char *colon = a.n > 0 ? memchr(a.s, ':', a.n) : NULL;
	size_t n = length(in), from, to;

	(void)r;
	if (colon == NULL)
		return *in;
	b = (struct span){ colon + 1, (size_t)(a.s + a.n - colon - 1) };
	a.n = (size_t)(colon - a.s);
	from = bound(a, n, 0);
	to = bound(b, n, n);
	if (to < from)
		to = from;
	if (in->type == VALUE_LIST)
		return value_list(in->list.items + from, to - from);
	s = in->text;
	if (s.n == 0)
		return *in;
	from = offset_of(s, from);
	to = offset_of(s, to);
	return value_span((struct span){ s.s + from, to - from });
}
