/* Days and times: read as people write them, counted right, written as standards want. */
#include "tap.h"

#include "util/date.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

static const struct {
	const char *in;
	enum date_result result;
	const char *iso;
} parse_cases[] = {
	{ "12/01/2024", DATE_OK, "2024-01-12" },
	{ "1/2/2024", DATE_OK, "2024-02-01" },
	{ "12.01.2024", DATE_OK, "2024-01-12" },
	{ "12-01-2024", DATE_OK, "2024-01-12" },
	{ "2025-09-01", DATE_OK, "2025-09-01" },
	{ " 05/01/2022 09:14 ", DATE_OK, "2022-01-05T09:14:00" },
	{ "05/01/2022 09:14:33", DATE_OK, "2022-01-05T09:14:33" },
	{ "2022-01-05T09:14:33.250Z", DATE_OK, "2022-01-05T09:14:33" },
	{ "2022-01-05 09:14:33 UTC", DATE_OK, "2022-01-05T09:14:33" },
	{ "2022-01-05T09:14+0200", DATE_OK, "2022-01-05T09:14:00" },
	{ "29/02/2024", DATE_OK, "2024-02-29" },
	{ "29/02/2000", DATE_OK, "2000-02-29" },
	{ "31/02/2025", DATE_IMPOSSIBLE, NULL },
	{ "29/02/2025", DATE_IMPOSSIBLE, NULL },
	{ "29/02/1900", DATE_IMPOSSIBLE, NULL },
	{ "00/01/2025", DATE_IMPOSSIBLE, NULL },
	{ "12/13/2025", DATE_IMPOSSIBLE, NULL },
	{ "2025-13-01", DATE_IMPOSSIBLE, NULL },
	{ "12/01/2024 24:00", DATE_IMPOSSIBLE, NULL },
	{ "12/01/2024 10:60", DATE_IMPOSSIBLE, NULL },
	{ "", DATE_NONE, NULL },
	{ "12/01/24", DATE_NONE, NULL },
	{ "12/01", DATE_NONE, NULL },
	{ "12/01-2024", DATE_NONE, NULL },
	{ "12/01/2024x", DATE_NONE, NULL },
	{ "12/01/2024 noon", DATE_NONE, NULL },
	{ "12/01/2024 10:00Z", DATE_NONE, NULL },
	{ "2025-09-01T10:00+9999", DATE_NONE, NULL },
	{ "hello", DATE_NONE, NULL },
	{ "99999999999/01/2024", DATE_NONE, NULL },
};

/* In Europe/Paris: clocks go forward on 2026-03-29 and back on 2026-10-25. */
static const struct {
	const char *in;
	int64_t utc;
} utc_cases[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "1969-12-31T23:59:59Z", -1 },
	{ "2000-02-29T12:00:00Z", 951825600 },
	{ "2026-11-23T20:15:00+01:00", 1795461300 },
	{ "23/11/2026 20:15", 1795461300 },
	{ "2026-07-14T12:00:00", 1784023200 },
	{ "2026-03-29 02:30", 1774747800 }, /* left out: 03:30 summer time */
	{ "2026-10-25 02:30", 1792888200 }, /* twice: the first */
	{ "2026-10-25 03:30", 1792895400 },
	{ "9999-12-31T23:59:59Z", 253402300799 },
};

static void
test_parse(void)
{
	char text[DATE_TEXT_SIZE];
	struct date d;

	for (size_t i = 0; i < LENGTH(parse_cases); i++) {
		enum date_result r = date_parse(span_of(parse_cases[i].in), &d);

		is_int(r, parse_cases[i].result, "'%s'", parse_cases[i].in);
		if (r != DATE_OK || parse_cases[i].iso == NULL)
			continue;
		date_iso(&d, text);
		is_str(text, parse_cases[i].iso, "'%s' in ISO", parse_cases[i].in);
	}
}

/* The order of day and month, where the year does not come first. */
static void
test_order(void)
{
	static const struct {
		const char *pattern;
		int order; /* -1: no pattern */
	} patterns[] = { { "dmy", DATE_DMY }, { "MDY", DATE_MDY },
		{ "DD/MM/YYYY", DATE_DMY }, { "m/d/y", DATE_MDY },
		{ "%d.%m.%Y", DATE_DMY }, { "YYYY-MM-DD", DATE_YMD }, { "", -1 },
		{ "dm", -1 }, { "ydm", -1 }, { "dmyd", -1 }, { "DD/MM/YYYY hh", -1 },
		{ "auto", -1 } };
	static const struct {
		const char *in;
		enum date_order order;
		enum date_result result;
		const char *iso;
	} cases[] = {
		{ "03/04/2026", DATE_MDY, DATE_OK, "2026-03-04" },
		{ "03/04/2026", DATE_DMY, DATE_OK, "2026-04-03" },
		{ "12/31/2025 10:00", DATE_MDY, DATE_OK, "2025-12-31T10:00:00" },
		{ "31/12/2025", DATE_MDY, DATE_IMPOSSIBLE, "" },
		{ "2026-03-04", DATE_MDY, DATE_OK, "2026-03-04" },
		{ "2026/03/04", DATE_YMD, DATE_OK, "2026-03-04" },
		{ "03/04/2026", DATE_YMD, DATE_NONE, "" },
		{ "2021-08-22 10:00:00.123456 +0000 UTC", DATE_DMY, DATE_OK,
		    "2021-08-22T10:00:00" },
		{ "2021-08-22 10:00:00 +0200 CEST", DATE_DMY, DATE_OK,
		    "2021-08-22T10:00:00" },
		{ "2021-08-22 10:00:00 CEST", DATE_DMY, DATE_NONE, "" },
		{ "2021-08-22 10:00:00 +0200 noon", DATE_DMY, DATE_NONE, "" },
	};
	char text[DATE_TEXT_SIZE];
	enum date_order order;
	struct date d;

	for (size_t i = 0; i < LENGTH(patterns); i++) {
		int rc = date_order_read(patterns[i].pattern, &order);

		is_int(rc == 0 ? (int)order : -1, patterns[i].order, "pattern '%s'",
		    patterns[i].pattern);
	}
	for (size_t i = 0; i < LENGTH(cases); i++) {
		is_int(date_parse_as(span_of(cases[i].in), cases[i].order, &d),
		    cases[i].result, "'%s' in order %d", cases[i].in, cases[i].order);
		if (cases[i].result != DATE_OK)
			continue;
		date_iso(&d, text);
		is_str(
		    text, cases[i].iso, "'%s' in order %d", cases[i].in, cases[i].order);
	}
}

static void
test_utc(void)
{
	struct date d;

	for (size_t i = 0; i < LENGTH(utc_cases); i++) {
		is_int(date_parse(span_of(utc_cases[i].in), &d), DATE_OK, "'%s'",
		    utc_cases[i].in);
		is_int(date_to_utc(&d), utc_cases[i].utc, "'%s' as an instant",
		    utc_cases[i].in);
	}
}

/* Every day of 800 years, against the C library, and back. */
static void
test_calendar(void)
{
	struct date d;
	int wrong = 0;

	for (int64_t t = -12622780800; t < 12622780800; t += 86400 + 3601) {
		time_t clock = (time_t)t;
		struct tm tm;

		gmtime_r(&clock, &tm);
		date_of_utc(t, &d);
		if (d.year != tm.tm_year + 1900 || d.month != tm.tm_mon + 1 ||
		    d.day != tm.tm_mday || d.hour != tm.tm_hour ||
		    d.minute != tm.tm_min || d.second != tm.tm_sec ||
		    date_as_utc(&d) != t)
			wrong++;
	}
	is_int(wrong, 0, "the calendar of 800 years");
}

static const struct {
	const char *in;
	int64_t want;
} durations[] = {
	{ "90s", 90 },
	{ "15min", 900 },
	{ "4h", 14400 },
	{ "3d", 259200 },
	{ "3 days", 259200 },
	{ "1 day", 86400 },
	{ "2w", 1209600 },
	{ "2 weeks", 1209600 },
	{ "36 months", 94672800 },
	{ "1 month", 2629800 },
	{ "5y", 157788000 },
	{ "3 years", 94672800 },
	{ "0d", 0 },
	{ "36", -1 },
	{ "months", -1 },
	{ "36  months", -1 },
	{ "36 m", -1 },
	{ "-3d", -1 },
	{ "3d ", -1 },
	{ "9999999999d", -1 },
	{ "", -1 },
};

/* The Date field: made by ourselves, so that no locale has a say. */
static const struct {
	const char *zone;
	int64_t utc;
	const char *text;
} field_cases[] = {
	{ "Europe/Paris", 1795461300, "Mon, 23 Nov 2026 20:15:00 +0100" },
	{ "Europe/Paris", 0, "Thu, 1 Jan 1970 01:00:00 +0100" },
	{ "Europe/Paris", -86401, "Wed, 31 Dec 1969 00:59:59 +0100" },
	{ "Europe/Paris", 1774745999, "Sun, 29 Mar 2026 01:59:59 +0100" },
	{ "Europe/Paris", 1774746000, "Sun, 29 Mar 2026 03:00:00 +0200" },
	{ "Europe/Paris", 1792889999, "Sun, 25 Oct 2026 02:59:59 +0200" },
	{ "Europe/Paris", 1792890000, "Sun, 25 Oct 2026 02:00:00 +0100" },
	{ "UTC", 1835395200, "Tue, 29 Feb 2028 00:00:00 +0000" },
	{ "UTC", 951782400, "Tue, 29 Feb 2000 00:00:00 +0000" },
	{ "UTC", 2147483647, "Tue, 19 Jan 2038 03:14:07 +0000" },
	{ "UTC", 2147483648, "Tue, 19 Jan 2038 03:14:08 +0000" },
	{ "UTC", 4107542400, "Mon, 1 Mar 2100 00:00:00 +0000" }, /* no leap year */
	{ "America/St_Johns", 1795461300, "Mon, 23 Nov 2026 15:45:00 -0330" },
	{ "Pacific/Kiritimati", 1798711200, "Fri, 1 Jan 2027 00:00:00 +1400" },
};

static void
test_field(void)
{
	char text[DATE_TEXT_SIZE];

	setlocale(LC_ALL, "fr_FR.UTF-8"); /* where there is one */
	for (size_t i = 0; i < LENGTH(field_cases); i++) {
		setenv("TZ", field_cases[i].zone, 1);
		tzset(); /* localtime_r reads it once */
		date_rfc5322(field_cases[i].utc, text);
		is_str(text, field_cases[i].text, "RFC 5322, in %s", field_cases[i].zone);
	}
}

static void
test_durations(void)
{
	for (size_t i = 0; i < LENGTH(durations); i++)
		is_int(date_duration(durations[i].in), durations[i].want, "'%s' lasts",
		    durations[i].in);
}

int
main(void)
{
	char text[DATE_TEXT_SIZE];

	setenv("TZ", "Europe/Paris", 1);
	test_parse();
	test_order();
	test_utc();
	test_calendar();
	test_durations();
	date_rfc3339(1795461300, text);
	is_str(text, "2026-11-23T19:15:00Z", "RFC 3339");
	date_local(1795461300, text);
	is_str(text, "2026-11-23 20:15", "local");
	test_field();
	return done_testing();
}
