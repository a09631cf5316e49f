/* when - a moment as a person types it.  See when.h. */
#include "cli/when.h"

#include "util/date.h"
#include "util/str.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY 86400

/* HH:MM on the local day that lies days after now's. */
static int
time_of_day(const char *text, int64_t now, int days, int64_t *utc)
{
	char iso[DATE_TEXT_SIZE];
	struct date date;
	struct tm tm;
	time_t today = (time_t)now;

	if (strlen(text) < 4 || strlen(text) > 5 || strchr(text, ':') == NULL)
		return -1;
	localtime_r(&today, &tm);
	/* By the calendar: a day may have 23 hours, or 25. */
	tm.tm_mday += days;
	tm.tm_hour = 12;
	tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	mktime(&tm);
	snprintf(iso, sizeof(iso), "%04d-%02d-%02d %s%s", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, strlen(text) == 4 ? "0" : "", text);
	if (date_parse(span_of(iso), &date) != DATE_OK)
		return -1;
	*utc = date_to_utc(&date);
	return 0;
}

static int
understand(const char *text, int64_t now, int64_t *utc)
{
	static const char tomorrow[] = "tomorrow ";
	struct date date;
	int64_t seconds;

	if (str_eq(text, "now")) {
		*utc = now;
		return 0;
	}
	if (text[0] == '+') {
		seconds = date_duration(text + 1);
		*utc = now + seconds;
		return seconds < 0 ? -1 : 0;
	}
	if (str_starts(text, tomorrow))
		return time_of_day(text + strlen(tomorrow), now, 1, utc);
	if (time_of_day(text, now, 0, utc) == 0)
		return *utc > now ? 0 : time_of_day(text, now, 1, utc);
	if (date_parse(span_of(text), &date) != DATE_OK || !date.has_time)
		return -1;
	*utc = date_to_utc(&date);
	return 0;
}

int
when_read(const char *text, const char *option, int64_t now, int64_t *utc, struct err *e)
{
	if (understand(text, now, utc) < 0)
		return err_set(e, ERR_USAGE,
		    "%s '%s' is no moment: write '2026-06-01 09:00', '09:00', "
		    "'tomorrow 09:00' or '+2h'",
		    option, text);
	if (*utc < now)
		return err_set(e, ERR_USAGE, "%s '%s' is past", option, text);
	return 0;
}

void
when_show(int64_t utc, int64_t now, char out[WHEN_TEXT_SIZE])
{
	int64_t left = utc - now;
	time_t t = (time_t)utc;
	char date[48];
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(date, sizeof(date), "%a %Y-%m-%d %H:%M %Z", &tm);
	if (left >= 2 * DAY)
		snprintf(out, WHEN_TEXT_SIZE, "%s (in %lld days)", date,
		    (long long)(left / DAY));
	else if (left >= 7200)
		snprintf(out, WHEN_TEXT_SIZE, "%s (in %lld hours)", date,
		    (long long)(left / 3600));
	else
		snprintf(out, WHEN_TEXT_SIZE, "%s (in %lld minutes)", date,
		    (long long)((left + 59) / 60));
}
