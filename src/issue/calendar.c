/* calendar - events as entries that a reader's calendar takes.  See calendar.h. */
#include "issue/calendar.h"

#include "util/date.h"
#include "util/utf8.h"

#include <stdio.h>
#include <string.h>

#define LINE_OCTETS 75 /* RFC 5545 §3.1, without the CR LF */
#define VALUE_MAX 1000 /* octets of an event as it is written in the issue */
#define DAY 86400
#define YEAR_MAX 9998 /* the day after the last one still has four digits */
#define EXAMPLE "2026-06-11 09:00–17:00, Place, Title"

/* Take the part before the next comma off s; false when nothing is left. */
static bool
next_part(struct span *s, struct span *part, bool *quoted, struct arena *a)
{
	struct span in = span_trim(*s);
	size_t i, n = 0;
	char *text;

	if (in.n == 0)
		return false;
	*quoted = in.s[0] == '"';
	text = arena_alloc(a, in.n);
	for (i = *quoted; i < in.n && (*quoted || in.s[i] != ','); i++) {
		if (*quoted && in.s[i] == '"') {
			if (i + 1 == in.n || in.s[i + 1] != '"')
				break;
			i++;
		}
		text[n++] = in.s[i];
	}
	*part = (struct span){ text, n };
	s->s = in.s + i;
	s->n = in.n - i;
	return true;
}

/* Step over what ends a part: false when something else stands there. */
static bool
end_part(struct span *s, bool quoted)
{
	if (quoted) {
		if (s->n == 0)
			return false; /* the quotation mark is not closed */
		s->s++;
		s->n--;
		*s = span_trim(*s);
	}
	if (s->n == 0)
		return true;
	if (s->s[0] != ',')
		return false;
	s->s++;
	s->n--;
	return true;
}

/* The title is the last of the parts, those before it are the place. */
static int
read_parts(struct calendar_event *out, struct span rest, struct arena *a, struct err *e)
{
	struct span part;
	bool quoted;

	out->title = out->place = span_of("");
	while (next_part(&rest, &part, &quoted, a)) {
		if (!end_part(&rest, quoted))
			return err_set(e, ERR_DATA,
			    "a part in quotation marks ends with one, then a comma: "
			    "write \"Soup, bread\"");
		part = span_trim(part);
		if (part.n == 0)
			continue;
		if (out->title.n > 0)
			out->place = span_of(arena_printf(a, "%.*s%s%.*s",
			    (int)out->place.n, out->place.s, out->place.n > 0 ? ", " : "",
			    (int)out->title.n, out->title.s));
		out->title = part;
	}
	if (out->title.n == 0)
		return err_set(e, ERR_DATA,
		    "an event without a title: write " EXAMPLE " (a place is optional)");
	return 0;
}

/* A dash at s + at, in octets: 0 when there is none. */
static size_t
dash_at(struct span s, size_t at)
{
	static const char *const dashes[] = { "–", "—", "-" };
	size_t i, n;

	for (i = 0; i < sizeof(dashes) / sizeof(*dashes); i++) {
		n = strlen(dashes[i]);
		if (s.n - at >= n && memcmp(s.s + at, dashes[i], n) == 0)
			return n;
	}
	return 0;
}

/*
 * The two sides of the dash between beginning and end.  A day may hold "-" itself,
 * so that one counts only with blanks round it or behind a time.
 */
static bool
split(struct span when, struct span *from, struct span *to)
{
	bool time = false;
	size_t i, n;

	for (i = 1; i < when.n; i++) {
		time = time || when.s[i] == ':';
		n = dash_at(when, i);
		if (n == 0 || (n == 1 && !time && when.s[i - 1] != ' '))
			continue;
		*from = span_trim((struct span){ when.s, i });
		*to = span_trim((struct span){ when.s + i + n, when.n - i - n });
		return true;
	}
	*from = when;
	return false;
}

static int
read_day(struct date *d, struct span s, struct err *e)
{
	switch (date_parse(s, d)) {
	case DATE_NONE:
		return err_set(e, ERR_DATA,
		    "'%.*s' is no day or time: write 2026-06-11, 2026-06-11 09:00 or "
		    "2026-06-11 09:00–17:00",
		    (int)s.n, s.s);
	case DATE_IMPOSSIBLE:
		return err_set(e, ERR_DATA, "there is no '%.*s'", (int)s.n, s.s);
	case DATE_OK:
		break;
	}
	if (d->has_offset)
		return err_set(e, ERR_DATA,
		    "'%.*s' names a zone: write the time of your own", (int)s.n, s.s);
	if (d->year > YEAR_MAX)
		return err_set(e, ERR_DATA, "'%.*s' is too far away", (int)s.n, s.s);
	return 0;
}

/* An end that is a time alone: on the day of the beginning, or in the night after. */
static int
read_end(struct date *end, const struct date *start, struct span s, struct arena *a,
    struct err *e)
{
	char day[DATE_TEXT_SIZE];
	struct date alone = *start;

	if (s.n > 5 || memchr(s.s, ':', s.n) == NULL)
		return read_day(end, s, e);
	alone.has_time = false;
	date_iso(&alone, day);
	if (read_day(end, span_of(arena_printf(a, "%s %.*s", day, (int)s.n, s.s)), e) < 0)
		return -1;
	if (start->has_time && date_as_utc(end) < date_as_utc(start)) {
		date_of_utc(date_as_utc(end) + DAY, end);
		end->has_offset = false;
	}
	return 0;
}

static int64_t
moment(const struct date *d)
{
	return d->has_time ? date_to_utc(d) : date_as_utc(d);
}

static int
read_when(struct calendar_event *out, struct span when, struct arena *a, struct err *e)
{
	struct span from, to;
	struct date start, end;
	bool ends = split(when, &from, &to);

	if (read_day(&start, from, e) < 0)
		return -1;
	end = start;
	if (ends && read_end(&end, &start, to, a, e) < 0)
		return -1;
	if (start.has_time != end.has_time)
		return err_set(e, ERR_DATA,
		    "'%.*s' has a time on one side alone: write one on both, or on none",
		    (int)when.n, when.s);
	out->whole_days = !start.has_time;
	out->start = moment(&start);
	out->end = moment(&end) + (out->whole_days ? DAY : 0);
	if (out->end < out->start || (out->end == out->start && ends))
		return err_set(
		    e, ERR_DATA, "'%.*s' ends before it begins", (int)when.n, when.s);
	return 0;
}

int
calendar_read(
    struct calendar_event *out, struct span value, struct arena *a, struct err *e)
{
	struct span rest = span_trim(value), when;
	bool quoted;

	if (rest.n > VALUE_MAX)
		return err_set(e, ERR_DATA, "an event of over %d octets", VALUE_MAX);
	*out = (struct calendar_event){ .source = arena_memdup(a, rest.s, rest.n) };
	if (utf8_has_control(rest))
		return err_set(e, ERR_DATA,
		    "an event with a line break or another control character: write it "
		    "on one line, " EXAMPLE);
	if (!next_part(&rest, &when, &quoted, a) || quoted || !end_part(&rest, false))
		return err_set(
		    e, ERR_DATA, "an event begins with its day: write " EXAMPLE);
	if (read_when(out, span_trim(when), a, e) < 0)
		return -1;
	return read_parts(out, rest, a, e);
}

/* A content line that is being written, folded where it has to be. */
struct line {
	struct buf *out;
	size_t octets; /* of what the reader of the file sees as one line */
};

/*
 * One character, n octets.  A line that goes on begins with a blank, which counts
 * among its octets.  No character is split, though the RFC would let that happen.
 */
static void
put(struct line *l, const char *s, size_t n)
{
	if (l->octets + n > LINE_OCTETS) {
		buf_adds(l->out, "\r\n ");
		l->octets = 1;
	}
	buf_add(l->out, s, n);
	l->octets += n;
}

static void
puts_ascii(struct line *l, const char *s)
{
	for (; *s != '\0'; s++)
		put(l, s, 1);
}

/* Text, each character of which may have another way to be written. */
static void
put_text(struct line *l, struct span text, const char *(*written)(uint32_t c))
{
	const char *instead;
	uint32_t c;
	size_t n;

	for (; (n = utf8_next(text.s, text.n, &c)) > 0; text.s += n, text.n -= n) {
		instead = utf8_is_control(c) ? " " : written(c);
		if (instead != NULL)
			put(l, instead, strlen(instead));
		else
			put(l, text.s, n);
	}
}

/* In a value that is text (RFC 5545 §3.3.11). */
static const char *
in_value(uint32_t c)
{
	return c == '\\' ? "\\\\" : c == ';' ? "\\;" : c == ',' ? "\\," : NULL;
}

/* In a parameter in quotation marks (RFC 6868). */
static const char *
in_parameter(uint32_t c)
{
	return c == '"' ? "^'" : c == '^' ? "^^" : NULL;
}

static void
add_text(struct buf *out, const char *name, struct span text)
{
	struct line l = { out, 0 };

	puts_ascii(&l, name);
	put_text(&l, text, in_value);
	buf_adds(out, "\r\n");
}

static void
add_organizer(struct buf *out, const char *name, const char *address)
{
	struct line l = { out, 0 };

	puts_ascii(&l, "ORGANIZER");
	if (*name != '\0') {
		puts_ascii(&l, ";CN=\"");
		put_text(&l, span_of(name), in_parameter);
		puts_ascii(&l, "\"");
	}
	puts_ascii(&l, ":mailto:");
	puts_ascii(&l, address);
	buf_adds(out, "\r\n");
}

/* 20260611 or 20260611T070000Z */
static void
add_moment(struct buf *out, const char *name, bool day, int64_t t)
{
	struct date d;

	date_of_utc(t, &d);
	if (day)
		buf_printf(
		    out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month, d.day);
	else
		buf_printf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, d.year,
		    d.month, d.day, d.hour, d.minute, d.second);
}

static void
add_uid(struct buf *out, const struct calendar *c, const char *source)
{
	const char *at = strrchr(c->from_address, '@');
	struct line l = { out, 0 };
	char hashes[40];

	snprintf(hashes, sizeof(hashes), "UID:%016llx%016llx",
	    (unsigned long long)str_hash(c->issue), (unsigned long long)str_hash(source));
	puts_ascii(&l, hashes);
	puts_ascii(&l, at != NULL ? at : c->from_address);
	buf_adds(out, "\r\n");
}

static void
add_event(struct buf *out, const struct calendar *c, const struct calendar_event *event)
{
	buf_adds(out, "BEGIN:VEVENT\r\n");
	add_uid(out, c, event->source);
	add_moment(out, "DTSTAMP", false, c->now);
	add_moment(out, "DTSTART", event->whole_days, event->start);
	if (event->end != event->start)
		add_moment(out, "DTEND", event->whole_days, event->end);
	add_text(out, "SUMMARY:", event->title);
	if (event->place.n > 0)
		add_text(out, "LOCATION:", event->place);
	add_organizer(out, c->from_name, c->from_address);
	buf_adds(out, "END:VEVENT\r\n");
}

void
calendar_write(const struct calendar *c, const struct calendar_event *events, size_t n,
    struct buf *out)
{
	size_t i;

	buf_adds(out,
	    "BEGIN:VCALENDAR\r\n"
	    "VERSION:2.0\r\n"
	    "PRODID:-//nlctl//nlctl//EN\r\n"
	    "METHOD:PUBLISH\r\n");
	for (i = 0; i < n; i++)
		add_event(out, c, &events[i]);
	buf_adds(out, "END:VCALENDAR\r\n");
}
