/*
 * filter_number - numbers as people write them.  See filter.h.
 *
 * Works on decimal digits, never on binary fractions: 1.005 has its digits, and
 * rounds to 1.01.
 */
#include "issue/filter_private.h"

#include "util/xalloc.h"

#include <string.h>

#define DIGITS_MAX 40 /* more are not a number that anybody reads */
#define PLACES_MAX 20

/* A number taken apart: the digits before and behind the point. */
struct decimal {
	bool negative;
	char digits[DIGITS_MAX + PLACES_MAX + 2]; /* one place left for a carry */
	size_t whole;    /* digits before the point, the carry's place included */
	size_t fraction; /* behind it */
};

/* How many decimals are wanted; negative: none for a whole number. */
static bool
places_of(const struct value *v, int *out)
{
	struct span s;
	size_t i;

	if (v->type == VALUE_NONE) {
		*out = -1;
		return true;
	}
	if (v->type == VALUE_NUMBER) {
		*out = v->number >= -PLACES_MAX && v->number <= PLACES_MAX
		    ? (int)v->number
		    : PLACES_MAX + 1;
		return *out <= PLACES_MAX && v->number == *out;
	}
	s = v->text;
	i = s.n > 0 && s.s[0] == '-';
	*out = 0;
	if (i == s.n || s.n - i > 2)
		return false;
	for (; i < s.n; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return false;
		*out = *out * 10 + (s.s[i] - '0');
	}
	if (*out > PLACES_MAX)
		return false;
	if (s.s[0] == '-')
		*out = -*out;
	return true;
}

const char *
filter_check_places(const struct filter_context *c, const struct value *argument)
{
	int places;

	(void)c;
	return places_of(argument, &places) ? NULL : "must be like 2 or \"-2\"";
}

static bool
parse(struct span s, struct decimal *d)
{
	size_t i = s.n > 0 && (s.s[0] == '-' || s.s[0] == '+'), n = 1;

	*d = (struct decimal){ .negative = s.n > 0 && s.s[0] == '-', .whole = 1 };
	d->digits[0] = '0';
	if (s.n - i > DIGITS_MAX)
		return false;
	for (; i < s.n && s.s[i] >= '0' && s.s[i] <= '9'; i++) {
		d->digits[n++] = s.s[i];
		d->whole++;
	}
	if (d->whole == 1)
		return false;
	if (i < s.n && s.s[i] == '.') {
		for (i++; i < s.n && s.s[i] >= '0' && s.s[i] <= '9'; i++) {
			d->digits[n++] = s.s[i];
			d->fraction++;
		}
	}
	return i == s.n;
}

static bool
all_zeros(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '0')
			return false;
	}
	return true;
}

/* Half is up, away from 0. */
static void
round_to(struct decimal *d, size_t places)
{
	size_t i;

	while (d->fraction < places)
		d->digits[d->whole + d->fraction++] = '0';
	if (d->fraction > places && d->digits[d->whole + places] >= '5') {
		for (i = d->whole + places; d->digits[i - 1] == '9'; i--)
			d->digits[i - 1] = '0';
		d->digits[i - 1]++;
	}
	d->fraction = places;
	if (all_zeros(d->digits, d->whole + places))
		d->negative = false;
}

FILTER(floatformat)
{
	char text[DIGITS_MAX + PLACES_MAX + 8], *made;
	struct span s = filter_text(r, in);
	struct decimal d;
	size_t n = 0, from = 0;
	int places;

	if (!places_of(argument, &places) || !parse(s, &d)) {
		if (in->type == VALUE_NUMBER)
			return *in; /* too large to have digits of interest */
		return value_span(span_of(""));
	}
	if (places < 0)
		places = all_zeros(d.digits + d.whole, d.fraction) ? 0 : -places;
	round_to(&d, (size_t)places);
	while (from + 1 < d.whole && d.digits[from] == '0')
		from++;
	if (d.negative)
		text[n++] = '-';
	memcpy(text + n, d.digits + from, d.whole - from);
	n += d.whole - from;
	if (d.fraction > 0) {
		text[n++] = r->comma ? ',' : '.';
		memcpy(text + n, d.digits + d.whole, d.fraction);
		n += d.fraction;
	}
	made = filter_alloc(r, n);
	if (made == NULL)
		return (struct value){ 0 };
	memcpy(made, text, n);
	return value_span((struct span){ made, n });
}

bool
filter_decimal_comma(const char *language)
{
	static const char *const with[] = { "fr", "de", "es", "it", "nl", "pt" };

	struct lang lang;

	if (language == NULL || !lang_find(&lang, language))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(with); i++) {
		if (str_eq(lang.code, with[i]))
			return true;
	}
	return false;
}
