/*
 * filter_date - days and times in the words of the language.  See filter.h.
 *
 * A format is a Go layout, as Brevo's templates have it: the day of which it shows
 * the parts is Monday 2 January 2006, 15:04:05.  Or, when it holds a "%", it is one
 * of strftime.  What is neither is refused while compiling.
 */
#include "issue/filter_private.h"

#include "util/date.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define KEY_SIZE 32 /* of "weekday.short.7" */

enum part {
	PART_TEXT, /* no part: stands for itself */
	PART_YEAR,
	PART_YEAR_2, /* two digits */
	PART_MONTH,
	PART_MONTH_2,
	PART_MONTH_NAME,
	PART_MONTH_SHORT,
	PART_DAY,
	PART_DAY_2,
	PART_DAY_SPACE, /* two characters, the first may be a blank */
	PART_WEEKDAY,
	PART_WEEKDAY_SHORT,
	PART_HOUR,
	PART_HOUR_2,
	PART_HOUR_12,
	PART_HOUR_12_2,
	PART_MINUTE,
	PART_MINUTE_2,
	PART_SECOND,
	PART_SECOND_2,
	PART_NOON, /* AM or PM */
	PART_NOON_LOWER,
	PART_PERCENT,
	PART_ZONE /* which no date here has */
};

struct spelling {
	const char *text;
	enum part part;
};

/* Of two that begin alike the longer one is first. */
static const struct spelling layout[] = {
	{ "January", PART_MONTH_NAME },
	{ "Jan", PART_MONTH_SHORT },
	{ "Monday", PART_WEEKDAY },
	{ "Mon", PART_WEEKDAY_SHORT },
	{ "MST", PART_ZONE },
	{ "2006", PART_YEAR },
	{ "_2", PART_DAY_SPACE },
	{ "-07", PART_ZONE },
	{ "Z07", PART_ZONE },
	{ "01", PART_MONTH_2 },
	{ "02", PART_DAY_2 },
	{ "03", PART_HOUR_12_2 },
	{ "04", PART_MINUTE_2 },
	{ "05", PART_SECOND_2 },
	{ "06", PART_YEAR_2 },
	{ "15", PART_HOUR_2 },
	{ "1", PART_MONTH },
	{ "2", PART_DAY },
	{ "3", PART_HOUR_12 },
	{ "4", PART_MINUTE },
	{ "5", PART_SECOND },
	{ "PM", PART_NOON },
	{ "pm", PART_NOON_LOWER },
	{ NULL, PART_TEXT },
};

static const struct spelling conversions[] = {
	{ "%A", PART_WEEKDAY },
	{ "%a", PART_WEEKDAY_SHORT },
	{ "%B", PART_MONTH_NAME },
	{ "%b", PART_MONTH_SHORT },
	{ "%h", PART_MONTH_SHORT },
	{ "%d", PART_DAY_2 },
	{ "%-d", PART_DAY },
	{ "%e", PART_DAY_SPACE },
	{ "%m", PART_MONTH_2 },
	{ "%-m", PART_MONTH },
	{ "%Y", PART_YEAR },
	{ "%y", PART_YEAR_2 },
	{ "%H", PART_HOUR_2 },
	{ "%-H", PART_HOUR },
	{ "%I", PART_HOUR_12_2 },
	{ "%-I", PART_HOUR_12 },
	{ "%M", PART_MINUTE_2 },
	{ "%-M", PART_MINUTE },
	{ "%S", PART_SECOND_2 },
	{ "%-S", PART_SECOND },
	{ "%p", PART_NOON },
	{ "%P", PART_NOON_LOWER },
	{ "%%", PART_PERCENT },
	{ "%Z", PART_ZONE },
	{ "%z", PART_ZONE },
	{ NULL, PART_TEXT },
};

/* How others write formats, and Go; the longer first. */
static const struct {
	const char *foreign, *go;
} foreign[] = {
	{ "YYYY", "2006" },
	{ "yyyy", "2006" },
	{ ":mm", ":04" },
	{ ":MM", ":04" },
	{ "YY", "06" },
	{ "yy", "06" },
	{ "MM", "01" },
	{ "mm", "01" },
	{ "DD", "02" },
	{ "dd", "02" },
	{ "HH", "15" },
	{ "hh", "15" },
	{ "SS", "05" },
	{ "ss", "05" },
	{ "d", "02" },
	{ "j", "2" },
	{ "m", "01" },
	{ "n", "1" },
	{ "Y", "2006" },
	{ "y", "06" },
	{ "H", "15" },
	{ "G", "15" },
	{ "i", "04" },
	{ "s", "05" },
	{ "F", "January" },
	{ "M", "Jan" },
	{ "b", "Jan" },
	{ "l", "Monday" },
	{ "D", "Mon" },
};

static bool
starts(struct span s, const char *what)
{
	size_t n = strlen(what);

	return s.n >= n && memcmp(s.s, what, n) == 0;
}

static const struct spelling *
spellings(struct span format)
{
	return memchr(format.s, '%', format.n) != NULL ? conversions : layout;
}

static bool
is_lower(struct span s, size_t at)
{
	return at < s.n && s.s[at] >= 'a' && s.s[at] <= 'z';
}

/* The next part of a format, or a character that is none; n octets of it. */
static enum part
next_part(struct span s, const struct spelling *all, size_t *n)
{
	for (; all->text != NULL; all++) {
		*n = strlen(all->text);
		/* "Month" and "Janet" are words. */
		if (starts(s, all->text) &&
		    !(*n == 3 && all->text[0] >= 'A' && is_lower(s, 3)))
			return all->part;
	}
	*n = filter_code_point(s.s, s.n);
	return PART_TEXT;
}

static bool
needs_language(enum part part)
{
	return part == PART_MONTH_NAME || part == PART_MONTH_SHORT ||
	    part == PART_WEEKDAY || part == PART_WEEKDAY_SHORT;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A foreign format as a Go layout; false when it is none. */
static bool
translate(struct span s, struct buf *out)
{
	size_t i;

	while (s.n > 0) {
		for (i = 0; i < ARRAY_LEN(foreign); i++) {
			if (starts(s, foreign[i].foreign))
				break;
		}
		if (i == ARRAY_LEN(foreign)) {
			if (is_letter(s.s[0]))
				return false;
			buf_addc(out, s.s[0]);
			s.s++;
			s.n--;
			continue;
		}
		buf_adds(out, foreign[i].go);
		s.s += strlen(foreign[i].foreign);
		s.n -= strlen(foreign[i].foreign);
	}
	return true;
}

static const char *
no_format(const struct filter_context *c, struct span format)
{
	const char *says = "is no format: write it like \"02/01/2006\", \"2 January "
			   "2006\", \"15:04\" or \"%d/%m/%Y\"";
	struct buf go;

	buf_init(&go, 256);
	if (translate(format, &go) && !go.overflowed && go.len > 0)
		says = arena_printf(c->arena, "is no format; write \"%s\"", go.data);
	buf_release(&go);
	return says;
}

/* Is the word the name of one of these in any language, number 1 to n? */
static bool
is_one_of(const char *what, int n, struct span word)
{
	char key[KEY_SIZE];
	struct span name;
	struct lang lang;

	for (size_t i = 0; lang_codes[i] != NULL; i++) {
		for (int k = 1; lang_find(&lang, lang_codes[i]) && k <= n; k++) {
			snprintf(key, sizeof(key), "%s.%d", what, k);
			if (lang_look_up(&lang, key, &name) && name.n == word.n &&
			    strncasecmp(name.s, word.s, word.n) == 0)
				return true;
		}
	}
	return false;
}

static size_t
word_length(struct span s)
{
	size_t n = 0;

	while (n < s.n && (is_letter(s.s[n]) || (s.s[n] & 0x80) != 0 || s.s[n] == '-'))
		n++;
	return n;
}

/* "2 janvier 2006": that month would stand there whatever the date.  NULL: no such. */
static const char *
name_written_out(const struct filter_context *c, struct span s)
{
	bool go = spellings(s) == layout, found = false;
	const char *says = NULL, *name;
	struct buf right;
	size_t n;

	buf_init(&right, 256);
	for (; s.n > 0; s.s += n, s.n -= n) {
		struct span word = { s.s, word_length(s) };

		n = word.n > 0 ? word.n : 1;
		name = NULL;
		if (is_one_of("month", 12, word))
			name = go ? "January" : "%B";
		else if (is_one_of("weekday", 7, word))
			name = go ? "Monday" : "%A";
		found |= name != NULL && !span_is(word, name);
		if (name != NULL)
			buf_adds(&right, name);
		else
			buf_add(&right, s.s, n);
	}
	if (found)
		says = arena_printf(c->arena,
		    "has the name of one day or month, which would stand there for "
		    "all; write \"%s\"",
		    right.data);
	buf_release(&right);
	return says;
}

const char *
filter_check_date(const struct filter_context *c, const struct value *argument)
{
	struct span format = argument->text, s = format;
	const struct spelling *all = spellings(format);
	size_t parts = 0, n;
	enum part part;

	for (; s.n > 0; s.s += n, s.n -= n) {
		part = next_part(s, all, &n);
		if (part == PART_ZONE)
			return "names a zone, which dates here have not: leave it out";
		if (part == PART_TEXT && all == conversions && s.s[0] == '%')
			return "has a '%' that is followed by none of A a B b d e m Y y "
			       "H I M S p %";
		if (needs_language(part) && c->lang == NULL)
			return "has the name of a day or month, for which the issue's "
			       "language must be said: one of de, en, es, fr, it, nl, pt";
		parts += part != PART_TEXT;
		if (part == PART_TEXT && (starts(s, "YYYY") || starts(s, "yyyy")))
			return no_format(c, format);
	}
	return parts > 0 ? name_written_out(c, format) : no_format(c, format);
}

/* What a language calls number n of these. */
static void
add_name(struct buf *out, const struct lang *lang, const char *what, int n)
{
	char key[KEY_SIZE];
	struct span name;

	snprintf(key, sizeof(key), "%s.%d", what, n);
	if (lang != NULL && lang_look_up(lang, key, &name))
		buf_add(out, name.s, name.n);
}

/* In a date in words the first is "1er" where the language says so. */
static void
add_day(struct buf *out, const struct lang *lang, const struct date *d, bool words)
{
	if (words && d->day == 1 && lang != NULL) {
		struct span first;

		if (lang_look_up(lang, "day.1", &first)) {
			buf_add(out, first.s, first.n);
			return;
		}
	}
	buf_printf(out, "%d", d->day);
}

static void
add_part(struct buf *out, const struct lang *lang, const struct date *d, enum part part,
    bool words)
{
	int hour12 = (d->hour + 11) % 12 + 1;

	switch (part) {
	case PART_YEAR:
		buf_printf(out, "%04d", d->year);
		return;
	case PART_YEAR_2:
		buf_printf(out, "%02d", d->year % 100);
		return;
	case PART_MONTH:
		buf_printf(out, "%d", d->month);
		return;
	case PART_MONTH_2:
		buf_printf(out, "%02d", d->month);
		return;
	case PART_MONTH_NAME:
		add_name(out, lang, "month", d->month);
		return;
	case PART_MONTH_SHORT:
		add_name(out, lang, "month.short", d->month);
		return;
	case PART_DAY:
		add_day(out, lang, d, words);
		return;
	case PART_DAY_2:
		buf_printf(out, "%02d", d->day);
		return;
	case PART_DAY_SPACE:
		buf_printf(out, "%2d", d->day);
		return;
	case PART_WEEKDAY:
		add_name(out, lang, "weekday", date_weekday(d));
		return;
	case PART_WEEKDAY_SHORT:
		add_name(out, lang, "weekday.short", date_weekday(d));
		return;
	case PART_HOUR:
		buf_printf(out, "%d", d->hour);
		return;
	case PART_HOUR_2:
		buf_printf(out, "%02d", d->hour);
		return;
	case PART_HOUR_12:
		buf_printf(out, "%d", hour12);
		return;
	case PART_HOUR_12_2:
		buf_printf(out, "%02d", hour12);
		return;
	case PART_MINUTE:
		buf_printf(out, "%d", d->minute);
		return;
	case PART_MINUTE_2:
		buf_printf(out, "%02d", d->minute);
		return;
	case PART_SECOND:
		buf_printf(out, "%d", d->second);
		return;
	case PART_SECOND_2:
		buf_printf(out, "%02d", d->second);
		return;
	case PART_NOON:
		buf_adds(out, d->hour < 12 ? "AM" : "PM");
		return;
	case PART_NOON_LOWER:
		buf_adds(out, d->hour < 12 ? "am" : "pm");
		return;
	case PART_PERCENT:
		buf_addc(out, '%');
		return;
	case PART_TEXT:
	case PART_ZONE:
		return;
	}
}

static bool
has_month_name(struct span s, const struct spelling *all)
{
	enum part part;
	size_t n;

	for (; s.n > 0; s.s += n, s.n -= n) {
		part = next_part(s, all, &n);
		if (part == PART_MONTH_NAME || part == PART_MONTH_SHORT)
			return true;
	}
	return false;
}

/* A text is a date when it is one with the year first (ISO 8601). */
static bool
date_of(const struct value *v, struct date *d)
{
	if (v->type != VALUE_DATE)
		return date_parse_as(v->text, DATE_YMD, d) == DATE_OK;
	date_of_utc(v->date, d);
	return d->year >= 1 && d->year <= 9999;
}

FILTER(date)
{
	struct span format = argument->text;
	const struct spelling *all = spellings(format);
	bool words = has_month_name(format, all);
	struct date d;
	struct buf out;
	enum part part;
	size_t n;

	if (!date_of(in, &d))
		return (struct value){ 0 };
	buf_init(&out, r->left);
	for (; format.n > 0; format.s += n, format.n -= n) {
		part = next_part(format, all, &n);
		if (part == PART_TEXT)
			buf_add(&out, format.s, n);
		else
			add_part(&out, r->lang, &d, part, words);
	}
	return filter_made(r, &out);
}
