/*
 * date - days and times: read, counted, written.  Knows no language.
 *
 * An instant is UTC seconds (POSIX: no leap seconds).  Everything is pure but
 * for what says "local": that asks the C library for the zone.  No locale is
 * read: the days' names in mail are English.
 */
#ifndef UTIL_DATE_H
#define UTIL_DATE_H

#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

#define DATE_TEXT_SIZE 40 /* room for everything written here, and its NUL */

/* A day and a time as people write them; years 1 to 9999. */
struct date {
	int year, month, day; /* from 1 */
	int hour, minute, second;
	bool has_time;
	bool has_offset; /* a zone was named */
	int offset;      /* seconds east of Greenwich */
};

enum date_result {
	DATE_OK,
	DATE_NONE,      /* this is not written like a date */
	DATE_IMPOSSIBLE /* it is, but there is no such day or time */
};

/*
 * The whole of s: DD/MM/YYYY, DD.MM.YYYY, DD-MM-YYYY, YYYY-MM-DD or YYYY/MM/DD,
 * then if you like a blank or "T" and HH:MM or HH:MM:SS (a fraction is dropped),
 * then with the year first "Z", "UTC", +HH:MM or +HHMM, and behind these two the
 * zone's name, as Go writes it.  ASCII blanks around it are fine.
 */
enum date_result date_parse(struct span s, struct date *out);

/* In which order people write a day, where it does not begin with the year. */
enum date_order {
	DATE_DMY,
	DATE_MDY,
	DATE_YMD /* only with the year first */
};

/* The same as date_parse, which is DATE_DMY. */
enum date_result date_parse_as(struct span s, enum date_order order, struct date *out);

/* Of "dmy" or a pattern such as MM/DD/YYYY or %d.%m.%Y: -1 when it is none. */
int date_order_read(const char *pattern, enum date_order *out);

/* The instant; without an offset the date is local: a time that the change of
 * the clocks brings twice is the first, one that it leaves out the next. */
int64_t date_to_utc(const struct date *d);

/* The day and time at Greenwich of an instant, and back. */
void date_of_utc(int64_t t, struct date *out);
int64_t date_as_utc(const struct date *d); /* d is read as UTC, offset unseen */

/* What clocks show at an instant, local: as if that were the time at Greenwich. */
int64_t date_wall(int64_t t);

/* Is there a zone of this name, such as "Europe/Paris", on this machine? */
bool date_zone_is_known(const char *zone);

/* What is local is this zone from now on, in this process and those it starts. */
void date_use_zone(const char *zone);

/* 1 for Monday to 7; offset and time unseen. */
int date_weekday(const struct date *d);

/* 90s, 15min, 4h, 3d, 2w, 36 months, 5y (or days, weeks, years): the whole of s, in
 * seconds; -1 when it is none.  A year has 365.25 days, a month a twelfth of it. */
int64_t date_duration(const char *s);

/* 2026-11-23, or 2026-11-23T20:15:00 when it has a time, offset unseen. */
void date_iso(const struct date *d, char out[DATE_TEXT_SIZE]);

/* 2026-11-23T20:15:00Z */
void date_rfc3339(int64_t t, char out[DATE_TEXT_SIZE]);

/* 2026-11-23 21:15, local. */
void date_local(int64_t t, char out[DATE_TEXT_SIZE]);

/* Mon, 23 Nov 2026 21:15:00 +0100, local: for the Date field of a mail. */
void date_rfc5322(int64_t t, char out[DATE_TEXT_SIZE]);

#endif
