/*
 * calendar - what an issue announces, as entries that a reader's calendar takes
 * (RFC 5545, published as RFC 5546 §3.2.1 has it).  Pure.
 *
 * Knows how an event is written in an issue and what a text/calendar part looks
 * like; that it is attached, and to what, is the letter's affair.
 */
#ifndef ISSUE_CALENDAR_H
#define ISSUE_CALENDAR_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALENDAR_TYPE "text/calendar; charset=utf-8; method=PUBLISH"

struct calendar_event {
	const char *source;       /* as it was written: what it is known by */
	struct span title, place; /* UTF-8 without controls; no place: empty */
	bool whole_days;
	int64_t start, end; /* UTC seconds; end is the first moment, or day, after it */
};

/*
 * Read WHEN, PLACE, TITLE (nlctl-template(5)):
 *
 *	2026-06-11 09:00–17:00, Bazaar St So, Lille, Rencontre des Solidaires
 *	2026-06-11 20:00, "Soup, bread and songs"
 *	2026-06-11 – 2026-06-13, Lens, Summer school
 *
 * WHEN is a day as date_parse takes it, with or without a time; then, behind "-",
 * "–" or "—", the time or day that it ends.  Times are local ones.  The last part
 * is the title, those between are the place; a part in quotation marks may hold
 * commas, and "" for a quotation mark.  Text is in a, or borrowed from value, which
 * is UTF-8.
 *
 * Fails with ERR_DATA, and says what to write.
 */
int calendar_read(
    struct calendar_event *out, struct span value, struct arena *a, struct err *e);

/* Who publishes, and when: the same for all copies. */
struct calendar {
	const char *issue; /* its name: two issues that say the same are two entries */
	const char *from_name, *from_address; /* address: ASCII */
	int64_t now;                          /* UTC seconds */
};

/*
 * Append one text/calendar document with all n events: UTF-8, CR LF, no line over
 * 75 octets.  An entry's UID depends on the issue's name, the address and what was
 * written, so that sending again does not enter it twice.
 */
void calendar_write(const struct calendar *c, const struct calendar_event *events,
    size_t n, struct buf *out);

#endif
