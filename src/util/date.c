/* date - days and times: read, counted, written.  See date.h. */
#include "util/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ZONE_PATH_MAX 512
#define DAY 86400
#define YEAR 31557600 /* 365.25 days */

/*
 * Days since 1970-01-01 of a day of the Gregorian calendar, and back: Howard
 * Hinnant's algorithms ("chrono-compatible low-level date algorithms").  The
 * year begins in March, so that the leap day is its last.
 */
static int64_t
days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void
day_of(int64_t days, struct date *d)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	d->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	d->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	d->year = (int)(yoe + era * 400 + (d->month <= 2));
}

int64_t
date_as_utc(const struct date *d)
{
	return days_of(d->year, d->month, d->day) * DAY + d->hour * 3600 +
	    d->minute * 60 + d->second;
}

void
date_of_utc(int64_t t, struct date *out)
{
	int64_t days = t / DAY, rest = t % DAY;

	if (rest < 0) {
		days--;
		rest += DAY;
	}
	*out = (struct date){ .has_time = true, .has_offset = true };
	day_of(days, out);
	out->hour = (int)(rest / 3600);
	out->minute = (int)(rest / 60 % 60);
	out->second = (int)(rest % 60);
}

/* Seconds east of Greenwich that the local zone has at an instant. */
static int64_t
offset_at(int64_t t)
{
	time_t clock = (time_t)t;
	struct tm tm;

	return localtime_r(&clock, &tm) != NULL ? tm.tm_gmtoff : 0;
}

/*
 * Not mktime: it asks the file system for the zone each time, and leaves open
 * what happens when the clocks change.  Here a time that comes twice is the
 * first, and one that is left out is the next that there is.
 */
int64_t
date_to_utc(const struct date *d)
{
	int64_t t = date_as_utc(d), before, after;

	if (d->has_offset)
		return t - d->offset;
	before = offset_at(t - DAY);
	after = offset_at(t + DAY);
	if (before == after || offset_at(t - before) == before)
		return t - before;
	return offset_at(t - after) == after ? t - after : t - before;
}

int64_t
date_wall(int64_t t)
{
	return t + offset_at(t);
}

/* The C library takes a name that it does not know for UTC, without a word. */
bool
date_zone_is_known(const char *zone)
{
	const char *folder = getenv("TZDIR");
	char path[ZONE_PATH_MAX];
	struct stat st;
	int n;

	if (*zone == '\0' || *zone == '/' || strstr(zone, "..") != NULL)
		return false;
	n = snprintf(path, sizeof(path), "%s/%s",
	    folder != NULL ? folder : "/usr/share/zoneinfo", zone);
	return n > 0 && (size_t)n < sizeof(path) && stat(path, &st) == 0 &&
	    S_ISREG(st.st_mode);
}

void
date_use_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

int
date_weekday(const struct date *d)
{
	int64_t days = days_of(d->year, d->month, d->day) + 3; /* from a Monday on */

	return (int)((days % 7 + 7) % 7) + 1;
}

/* Exactly n digits, or up to n when there may be fewer. */
static bool
number(struct span *s, size_t min, size_t max, int *out)
{
	size_t n = 0;

	*out = 0;
	while (n < max && n < s->n && s->s[n] >= '0' && s->s[n] <= '9')
		*out = *out * 10 + (s->s[n++] - '0');
	s->s += n;
	s->n -= n;
	return n >= min;
}

static bool
take(struct span *s, char c)
{
	if (s->n == 0 || s->s[0] != c)
		return false;
	s->s++;
	s->n--;
	return true;
}

static bool
parse_day(struct span *s, struct date *d, bool *iso)
{
	static const char separators[] = "/.-";
	const char *c;
	int first;

	if (!number(s, 1, 4, &first) || s->n == 0)
		return false;
	c = strchr(separators, s->s[0]);
	if (c == NULL || *c == '\0')
		return false;
	*iso = *c != '.' && first > 99;
	if (!take(s, *c) || !number(s, 1, 2, &d->month) || !take(s, *c))
		return false;
	if (*iso) {
		d->year = first;
		return number(s, 2, 2, &d->day);
	}
	d->day = first;
	return first < 100 && number(s, 4, 4, &d->year);
}

static bool
parse_time(struct span *s, struct date *d)
{
	int fraction;

	if (!number(s, 1, 2, &d->hour) || !take(s, ':') || !number(s, 2, 2, &d->minute))
		return false;
	if (take(s, ':') && !number(s, 2, 2, &d->second))
		return false;
	if (take(s, '.') && !number(s, 1, 9, &fraction))
		return false;
	d->has_time = true;
	return true;
}

static bool
parse_offset(struct span *s, struct date *d)
{
	int hours, minutes = 0, sign = 1;

	d->has_offset = true;
	if (take(s, 'Z'))
		return true;
	if (s->n == 3 && memcmp(s->s, "UTC", 3) == 0) {
		s->n = 0;
		return true;
	}
	if (take(s, '-'))
		sign = -1;
	else if (!take(s, '+'))
		return false;
	if (!number(s, 2, 2, &hours) || hours > 15)
		return false;
	take(s, ':');
	if (s->n > 0 && (!number(s, 2, 2, &minutes) || minutes > 59))
		return false;
	d->offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
possible(const struct date *d)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (d->year % 4 == 0 && d->year % 100 != 0) || d->year % 400 == 0;

	if (d->year < 1 || d->month < 1 || d->month > 12 || d->day < 1 ||
	    d->day > days[d->month - 1])
		return false;
	if (d->month == 2 && d->day == 29 && !leap)
		return false;
	return d->hour < 24 && d->minute < 60 && d->second < 61;
}

/* The name of a zone behind its offset says nothing new: " CET", " +0100". */
static void
skip_zone_name(struct span *s)
{
	size_t n = 0;

	*s = span_trim(*s);
	while (n < s->n && n < 6 &&
	    strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ+-0123456789", s->s[n]) != NULL)
		n++;
	s->s += n;
	s->n -= n;
}

int
date_order_read(const char *pattern, enum date_order *out)
{
	static const char *const orders[] = { "dmy", "mdy", "ymd" };
	char seen[4] = "";
	size_t n = 0, i;

	for (; *pattern != '\0'; pattern++) {
		char c =
		    *pattern >= 'A' && *pattern <= 'Z' ? (char)(*pattern + 32) : *pattern;

		if (strchr("dmy", c) == NULL) {
			if (c >= 'a' && c <= 'z')
				return -1;
			continue;
		}
		if (n > 0 && seen[n - 1] == c)
			continue;
		if (n == 3)
			return -1;
		seen[n++] = c;
	}
	for (i = 0; i < 3; i++) {
		if (strcmp(seen, orders[i]) == 0) {
			*out = (enum date_order)i;
			return 0;
		}
	}
	return -1;
}

enum date_result
date_parse(struct span s, struct date *out)
{
	return date_parse_as(s, DATE_DMY, out);
}

enum date_result
date_parse_as(struct span s, enum date_order order, struct date *out)
{
	bool iso;
	int month;

	*out = (struct date){ 0 };
	s = span_trim(s);
	if (!parse_day(&s, out, &iso) || (!iso && order == DATE_YMD))
		return DATE_NONE;
	if (!iso && order == DATE_MDY) {
		month = out->day;
		out->day = out->month;
		out->month = month;
	}
	if (s.n > 0) {
		if (!take(&s, 'T') && !take(&s, ' '))
			return DATE_NONE;
		if (!parse_time(&s, out))
			return DATE_NONE;
	}
	s = span_trim(s);
	if (s.n > 0) {
		if (!iso || !parse_offset(&s, out))
			return DATE_NONE;
		skip_zone_name(&s);
		if (s.n > 0)
			return DATE_NONE;
	}
	return possible(out) ? DATE_OK : DATE_IMPOSSIBLE;
}

/* A number of so many digits, and a character; where the next goes. */
static char *
put_digits(char *p, int number, int digits)
{
	unsigned n = (unsigned)number;
	int i;

	for (i = digits; i-- > 0; n /= 10)
		p[i] = (char)('0' + n % 10);
	return p + digits;
}

static char *
put(char *p, char c)
{
	*p = c;
	return p + 1;
}

void
date_iso(const struct date *d, char out[DATE_TEXT_SIZE])
{
	char *p = put_digits(out, d->year, 4);

	p = put_digits(put(p, '-'), d->month, 2);
	p = put_digits(put(p, '-'), d->day, 2);
	if (d->has_time) {
		p = put_digits(put(p, 'T'), d->hour, 2);
		p = put_digits(put(p, ':'), d->minute, 2);
		p = put_digits(put(p, ':'), d->second, 2);
	}
	*p = '\0';
}

void
date_rfc3339(int64_t t, char out[DATE_TEXT_SIZE])
{
	struct date d;
	size_t n;

	date_of_utc(t, &d);
	date_iso(&d, out);
	n = strlen(out);
	snprintf(out + n, DATE_TEXT_SIZE - n, "Z");
}

void
date_local(int64_t t, char out[DATE_TEXT_SIZE])
{
	struct date d;

	date_of_utc(date_wall(t), &d);
	snprintf(out, DATE_TEXT_SIZE, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute);
}

void
date_rfc5322(int64_t t, char out[DATE_TEXT_SIZE])
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
		"Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct date d;
	int64_t offset = offset_at(t);
	int minutes = (int)(llabs(offset) / 60);

	date_of_utc(t + offset, &d);
	snprintf(out, DATE_TEXT_SIZE, "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
	    days[date_weekday(&d) - 1], d.day, months[d.month - 1], d.year, d.hour,
	    d.minute, d.second, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

int64_t
date_duration(const char *s)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", DAY },
		{ "w", 7 * DAY }, { "y", YEAR }, { "day", DAY }, { "days", DAY },
		{ "week", 7 * DAY }, { "weeks", 7 * DAY }, { "month", YEAR / 12 },
		{ "months", YEAR / 12 }, { "year", YEAR }, { "years", YEAR } };
	size_t digits = strspn(s, "0123456789"), i;
	int64_t n = 0;

	if (digits == 0 || digits > 9)
		return -1;
	for (i = 0; i < digits; i++)
		n = n * 10 + (s[i] - '0');
	digits += s[digits] == ' ';
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (str_eq(s + digits, units[i].name))
			return n * units[i].seconds;
	}
	return -1;
}
