/* filter_text - the filters that change or count words and letters.  See filter.h. */
#include "issue/filter_private.h"

#include "util/xalloc.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#define ELLIPSIS "\xE2\x80\xA6"

/* u8_toupper and its like. */
struct case_map {
	uint8_t *(*map)(const uint8_t *s, size_t n, const char *language,
	    uninorm_t normal_form, uint8_t *result, size_t *length);
};

static struct value
mapped(struct filter_room *r, struct span s, struct case_map m)
{
	uint8_t stack[512], *p;
	size_t n = sizeof(stack);
	struct value v = value_span(s);
	char *made;

	if (s.n == 0)
		return v;
	p = m.map((const uint8_t *)s.s, s.n, NULL, NULL, stack, &n);
	if (p == NULL)
		return v; /* never: the stack or the heap had room */
	made = filter_alloc(r, n);
	if (made != NULL && n > 0)
		memcpy(made, p, n);
	if (p != stack)
		xfree(p);
	return made == NULL ? (struct value){ 0 } : value_span((struct span){ made, n });
}

FILTER(upper)
{
	(void)argument;
	return mapped(r, filter_text(r, in), (struct case_map){ u8_toupper });
}

FILTER(lower)
{
	(void)argument;
	return mapped(r, filter_text(r, in), (struct case_map){ u8_tolower });
}

FILTER(capfirst)
{
	struct span s = filter_text(r, in), first = s;
	struct value v;
	char *made;

	(void)argument;
	if (s.n == 0)
		return value_span(s);
	first.n = filter_code_point(s.s, s.n);
	v = mapped(r, first, (struct case_map){ u8_totitle });
	if (v.type != VALUE_TEXT)
		return v;
	made = filter_alloc(r, v.text.n + s.n - first.n);
	if (made == NULL)
		return (struct value){ 0 };
	memcpy(made, v.text.s, v.text.n);
	memcpy(made + v.text.n, s.s + first.n, s.n - first.n);
	return value_span((struct span){ made, v.text.n + s.n - first.n });
}

static bool
letter(ucs4_t c)
{
	return uc_is_general_category(c, UC_CATEGORY_L) ||
	    uc_is_general_category(c, UC_CATEGORY_M);
}

/* A word starts after what is no letter or digit, but not in "aujourd'hui". */
FILTER(title)
{
	struct span s = filter_text(r, in);
	bool inside = false, after_letter = false;
	struct buf out;
	size_t i, len;

	(void)argument;
	buf_init(&out, r->left);
	for (i = 0; i < s.n; i += len) {
		uint8_t bytes[6];
		ucs4_t c;
		int n;

		len = filter_code_point(s.s + i, s.n - i);
		if (u8_mbtoucr(&c, (const uint8_t *)s.s + i, s.n - i) < 0) {
			buf_add(&out, s.s + i, len);
			continue;
		}
		n = u8_uctomb(bytes, inside ? uc_tolower(c) : uc_totitle(c), 6);
		buf_add(&out, bytes, n > 0 ? (size_t)n : 0);
		if ((c == '\'' || c == 0x2019) && after_letter) {
			inside = true;
			after_letter = false;
			continue;
		}
		after_letter = letter(c);
		inside = after_letter || uc_is_general_category(c, UC_CATEGORY_N);
	}
	return filter_made(r, &out);
}

FILTER(truncatechars)
{
	struct span s = filter_text(r, in);
	long limit = filter_count(argument), count = 0;
	size_t i, cut = 0;
	char *made;

	if (limit < 0)
		return value_span(s);
	for (i = 0; i < s.n && count <= limit; count++) {
		if (count == limit - 1)
			cut = i;
		i += filter_code_point(s.s + i, s.n - i);
	}
	if (count <= limit)
		return value_span(s);
	made = filter_alloc(r, cut + strlen(ELLIPSIS));
	if (made == NULL)
		return (struct value){ 0 };
	memcpy(made, s.s, cut);
	memcpy(made + cut, ELLIPSIS, strlen(ELLIPSIS));
	return value_span((struct span){ made, cut + strlen(ELLIPSIS) });
}

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next word from *at on. */
static bool
next_word(struct span s, size_t *at, struct span *word)
{
	while (*at < s.n && blank(s.s[*at]))
		++*at;
	word->s = s.s + *at;
	while (*at < s.n && !blank(s.s[*at]))
		++*at;
	word->n = (size_t)(s.s + *at - word->s);
	return word->n > 0;
}

/* The words are joined by one space each, whether some are left out or not. */
FILTER(truncatewords)
{
	struct span s = filter_text(r, in), word;
	long limit = filter_count(argument);
	struct buf out;
	size_t at = 0;

	if (limit < 0)
		return value_span(s);
	buf_init(&out, r->left);
	for (; next_word(s, &at, &word); limit--) {
		if (out.len > 0)
			buf_addc(&out, ' ');
		if (limit == 0) {
			buf_adds(&out, ELLIPSIS);
			break;
		}
		buf_add(&out, word.s, word.n);
	}
	return filter_made(r, &out);
}

FILTER(wordcount)
{
	struct span s = filter_text(r, in), word;
	size_t at = 0;
	double n = 0;

	(void)argument;
	while (next_word(s, &at, &word))
		n++;
	return value_number(n);
}

/* What is HTML stays so, unless its entities lose their ends. */
FILTER(cut)
{
	struct span s = filter_text(r, in), what = filter_text(r, argument);
	struct value v = *in;
	struct buf out;
	const char *p;

	if (what.n == 0 || s.n == 0)
		return v;
	buf_init(&out, r->left);
	while ((p = memmem(s.s, s.n, what.s, what.n)) != NULL) {
		buf_add(&out, s.s, (size_t)(p - s.s));
		s.n -= (size_t)(p - s.s) + what.n;
		s.s = p + what.n;
	}
	buf_add(&out, s.s, s.n);
	v = filter_made(r, &out);
	v.safe = in->safe && memchr(what.s, ';', what.n) == NULL;
	return v;
}

FILTER(split)
{
	struct span s = filter_text(r, in), by = filter_text(r, argument);
	struct value *items;
	size_t n = 1, i, at;
	const char *p;

	if (by.n == 0 || s.n == 0)
		by = (struct span){ "\n", 0 }; /* one item: the whole */
	for (at = 0; by.n > 0 && (p = memmem(s.s + at, s.n - at, by.s, by.n)) != NULL;
	     n++)
		at = (size_t)(p - s.s) + by.n;
	items = (struct value *)(void *)filter_alloc(r, n * sizeof(*items));
	if (items == NULL)
		return (struct value){ 0 };
	for (i = 0; i + 1 < n; i++) {
		p = memmem(s.s, s.n, by.s, by.n);
		items[i] = value_span((struct span){ s.s, (size_t)(p - s.s) });
		s.n -= (size_t)(p - s.s) + by.n;
		s.s = p + by.n;
	}
	items[i] = value_span(s);
	return value_list(items, n);
}
