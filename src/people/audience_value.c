/*
 * audience_value - an operand of an audience expression: a text, a number, a day,
 * a moment relative to now, or a name.  See audience_tree.h.
 */
#include "people/audience_tree.h"

#include "util/date.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define DAY 86400
#define FAR (200 * 366LL * DAY) /* seconds; nothing in a newsletter is further away */

double
audience_number_take(struct audience_reader *r)
{
	double v =
	    strtod(arena_memdup(r->world->arena, r->token.span.s, r->token.span.n), NULL);

	audience_advance(r);
	return v;
}

/* n months after t, on the last day of a month that is too short. */
static int64_t
add_months(int64_t t, int64_t n)
{
	struct date d, first;
	int64_t month;
	int day;

	date_of_utc(t, &d);
	day = d.day;
	month = d.year * 12LL + d.month - 1 + n;
	d.year = (int)(month / 12);
	d.month = (int)(month % 12) + 1;
	for (; day > 28; day--) {
		d.day = day;
		date_of_utc(date_as_utc(&d), &first);
		if (first.month == d.month)
			break;
	}
	d.day = day;
	return date_as_utc(&d);
}

/* "90d" behind "now -": *t moves. */
static int
move(struct audience_reader *r, int sign, int64_t *t, struct err *e)
{
	static const struct {
		char letter;
		int64_t seconds, months;
	} units[] = {
		{ 'h', 3600, 0 },
		{ 'd', DAY, 0 },
		{ 'w', 7 * DAY, 0 },
		{ 'm', 0, 1 },
		{ 'y', 0, 12 },
	};
	struct span s = r->token.span;
	size_t offset = r->token.offset, i;
	int64_t n = -1, now = *t;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		if (s.n > 1 && s.s[s.n - 1] == units[i].letter)
			break;
	}
	if (r->token.type != AUDIENCE_TOKEN_WORD || i == ARRAY_LEN(units) ||
	    str_to_int(arena_memdup(r->world->arena, s.s, s.n - 1), 0, 9999999, &n) < 0)
		return audience_unexpected(
		    r, "a number of h, d, w, m or y (hours to years), such as 90d", e);
	audience_advance(r);
	n *= sign;
	if (units[i].months == 0)
		*t += n * units[i].seconds;
	else if (llabs(n) * units[i].months < 2400)
		*t = add_months(*t, n * units[i].months);
	else
		*t += n * FAR;
	if (*t - now > FAR || now - *t > FAR)
		return audience_fail(r, offset, e, "this is over 200 years away");
	return 0;
}

/* "now" was taken. */
static int
use_now(struct audience_reader *r, struct audience_operand *o, struct err *e)
{
	char day[DATE_TEXT_SIZE];
	int sign = audience_token_is(&r->token, "-") ? -1 : 1;

	o->type = AUDIENCE_MOMENT;
	o->start = o->end = r->world->now;
	if (sign < 0 || audience_token_is(&r->token, "+")) {
		audience_advance(r);
		if (move(r, sign, &o->start, e) < 0)
			return -1;
		o->end = o->start;
	}
	date_local(o->start, day);
	o->day = arena_memdup(r->world->arena, day, strlen("YYYY-MM-DD"));
	return 0;
}

int
audience_day_read(struct audience_reader *r, struct audience_operand *o, struct span text,
    struct err *e)
{
	char day[DATE_TEXT_SIZE];
	struct date d, next;

	switch (date_parse(text, &d)) {
	case DATE_NONE:
		return audience_fail(r, o->offset, e,
		    "'%.*s' is no date: write it as 2026-01-31", (int)text.n, text.s);
	case DATE_IMPOSSIBLE:
		return audience_fail(
		    r, o->offset, e, "there is no day '%.*s'", (int)text.n, text.s);
	case DATE_OK:
		break;
	}
	d = (struct date){ .year = d.year, .month = d.month, .day = d.day };
	date_iso(&d, day);
	date_of_utc(date_as_utc(&d) + DAY, &next);
	next = (struct date){ .year = next.year, .month = next.month, .day = next.day };
	o->type = AUDIENCE_DAY;
	o->is_day = true;
	o->start = date_to_utc(&d);
	o->end = date_to_utc(&next);
	o->day = arena_strdup(r->world->arena, day);
	return 0;
}

/* A word: true, false, now, or a name. */
static int
read_word(
    struct audience_reader *r, struct audience_operand *o, bool in_text, struct err *e)
{
	static const char *const reserved[] = { "and", "or", "not", "in", "like", "is" };
	struct audience_token t = r->token;
	size_t i;

	for (i = 0; i < ARRAY_LEN(reserved); i++) {
		if (audience_token_is(&t, reserved[i]))
			return audience_unexpected(r, "a field or a value", e);
	}
	audience_advance(r);
	if (audience_token_is(&t, "true") || audience_token_is(&t, "false")) {
		o->literal = true;
		o->type = AUDIENCE_BOOLEAN;
		o->truth = audience_token_is(&t, "true");
		return 0;
	}
	if (audience_token_is(&t, "now")) {
		o->literal = true;
		return use_now(r, o, e);
	}
	return audience_name_use(
	    r, arena_memdup(r->world->arena, t.span.s, t.span.n), o, in_text, e);
}

static void
read_text(struct audience_reader *r, struct audience_operand *o)
{
	struct span s = utf8_nfc(r->world->arena, span_of(r->token.content));

	o->literal = true;
	o->type = AUDIENCE_TEXT;
	o->string = arena_memdup(r->world->arena, s.s, s.n);
	audience_advance(r);
}

static int
read_number(struct audience_reader *r, struct audience_operand *o, struct err *e)
{
	bool minus = audience_token_is(&r->token, "-");

	if (minus)
		audience_advance(r);
	if (r->token.type != AUDIENCE_TOKEN_NUMBER)
		return audience_unexpected(r, "a number", e);
	o->literal = true;
	o->type = AUDIENCE_NUMBER;
	o->number = audience_number_take(r);
	if (minus)
		o->number = -o->number;
	return 0;
}

int
audience_operand_read(
    struct audience_reader *r, struct audience_operand *o, bool in_text, struct err *e)
{
	struct span date = r->token.span;
	int rc;

	*o = (struct audience_operand){
		.offset = r->token.offset,
		.part = PART_AUDIENCE_LITERAL,
		.string = "",
		.day = "",
	};
	switch (r->token.type) {
	case AUDIENCE_TOKEN_WORD:
		rc = read_word(r, o, in_text, e);
		break;
	case AUDIENCE_TOKEN_TEXT:
		read_text(r, o);
		rc = 0;
		break;
	case AUDIENCE_TOKEN_DATE:
		o->literal = true;
		audience_advance(r);
		rc = audience_day_read(r, o, date, e);
		break;
	case AUDIENCE_TOKEN_NUMBER:
		rc = read_number(r, o, e);
		break;
	default:
		if (audience_token_is(&r->token, "-"))
			rc = read_number(r, o, e);
		else
			rc = audience_unexpected(r, "a field or a value", e);
	}
	o->text = (struct span){ r->lexer.text.s + o->offset, r->end - o->offset };
	return rc;
}
