/* Events as they are written in issues, and the entries for calendars made of them. */
#include "tap.h"

#include "issue/calendar.h"
#include "util/utf8.h"

#include <stdlib.h>
#include <time.h>

/* In Europe/Paris. */
static const struct {
	const char *in, *start, *end, *place, *title;
} good[] = {
	{ "2026-06-11 09:00–17:00, Bazaar St So, Lille, Rencontre des Solidaires",
	    "20260611T070000Z", "20260611T150000Z", "Bazaar St So, Lille",
	    "Rencontre des Solidaires" },
	{ "2026-06-11 09:00-17:00, Title", "20260611T070000Z", "20260611T150000Z", "",
	    "Title" },
	{ "2026-06-11 9:00 — 9:30,Title", "20260611T070000Z", "20260611T073000Z", "",
	    "Title" },
	{ "11/06/2026 09:00 - 17:00, Title", "20260611T070000Z", "20260611T150000Z", "",
	    "Title" },
	{ "2026-06-11 20:00, Lens, Concert", "20260611T180000Z", "", "Lens", "Concert" },
	{ "2026-06-11 22:00–02:00, Night", "20260611T200000Z", "20260612T000000Z", "",
	    "Night" },
	{ "2026-12-31 22:00–02:00, Night", "20261231T210000Z", "20270101T010000Z", "",
	    "Night" },
	{ "2026-06-11, Lens, Day", "20260611", "20260612", "Lens", "Day" },
	{ "2026-06-11 – 2026-06-13, Days", "20260611", "20260614", "", "Days" },
	{ "2026-06-11 - 2026-06-13, Days", "20260611", "20260614", "", "Days" },
	{ "2026-06-11–2026-06-13, Days", "20260611", "20260614", "", "Days" },
	{ "11-06-2026 - 13-06-2026, Days", "20260611", "20260614", "", "Days" },
	{ "2026-02-28 – 2026-02-28, One", "20260228", "20260301", "", "One" },
	{ "2026-06-11 18:00 – 2026-06-13 12:00, Days", "20260611T160000Z",
	    "20260613T100000Z", "", "Days" },
	{ "2026-03-29 01:00–04:00, Clocks", "20260329T000000Z", "20260329T020000Z", "",
	    "Clocks" },
	{ "2026-06-11, \"Soup, bread\"", "20260611", "20260612", "", "Soup, bread" },
	{ "2026-06-11, \"Hall 2, left\" , Lens, \"The \"\"big\"\" one\"", "20260611",
	    "20260612", "Hall 2, left, Lens", "The \"big\" one" },
	{ "2026-06-11, 12\" pipes", "20260611", "20260612", "", "12\" pipes" },
	{ " 2026-06-11 ,, Lens ,, Day , ", "20260611", "20260612", "Lens", "Day" },
	{ "2026-06-11, 10:00, Day", "20260611", "20260612", "10:00", "Day" },
};

static const struct {
	const char *in, *says;
} bad[] = {
	{ "",
	    "an event begins with its day: write 2026-06-11 09:00–17:00, Place, Title" },
	{ "\"2026-06-11\", Title", "an event begins with its day" },
	{ "Lille, Rencontre", "'Lille' is no day or time: write 2026-06-11" },
	{ "11 juin 2026, Rencontre", "'11 juin 2026' is no day or time" },
	{ "2026-06-31, Title", "there is no '2026-06-31'" },
	{ "2026-06-11 25:00, Title", "there is no '2026-06-11 25:00'" },
	{ "2026-06-11 09:00–26:00, Title", "there is no '2026-06-11 26:00'" },
	{ "2026-06-11 09:00–, Title", "'' is no day or time" },
	{ "2026-06-11 09:00", "an event without a title" },
	{ "2026-06-11 09:00, ,", "an event without a title" },
	{ "2026-06-11, \"Soup, bread", "a part in quotation marks ends with one" },
	{ "2026-06-11, \"Soup\" bread", "a part in quotation marks ends with one" },
	{ "2026-06-11 09:00–09:00, Title", "ends before it begins" },
	{ "2026-06-13 – 2026-06-11, Title", "ends before it begins" },
	{ "2026-06-11 – 17:00, Title", "has a time on one side alone" },
	{ "2026-06-11 09:00 – 2026-06-12, Title", "has a time on one side alone" },
	{ "2026-06-11 09:00Z, Title", "names a zone: write the time of your own" },
	{ "9999-06-11, Title", "'9999-06-11' is too far away" },
	{ "2026-06-11, A\nB", "an event with a line break" },
};

static struct arena arena;

/* What the document for one event has behind NAME, unfolded, or "". */
static const char *
content(const struct buf *document, const char *name)
{
	char *lines = arena_alloc(&arena, document->len + 1), *at, *end;
	size_t i, n = 0;

	for (i = 0; i < document->len; i++) {
		if (i + 2 < document->len && memcmp(document->data + i, "\r\n ", 3) == 0)
			i += 2;
		else
			lines[n++] = document->data[i];
	}
	at = strstr(lines, arena_printf(&arena, "\r\n%s", name));
	if (at == NULL)
		return "";
	at += 2 + strlen(name);
	end = strstr(at, "\r\n");
	return arena_memdup(&arena, at, (size_t)(end - at));
}

static const char *
unescaped(const char *s)
{
	char *out = arena_alloc(&arena, strlen(s) + 1);
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (*s == '\\')
			s++;
		out[n++] = *s;
	}
	return out;
}

/* RFC 5545 §3.1: CR LF, 75 octets, and nothing cut through a character. */
static bool
lines_are_right(const struct buf *b)
{
	const char *s = b->data, *end;

	if (!utf8_valid(b->data, b->len))
		return false;
	for (; *s != '\0'; s = end + 1) {
		end = strchr(s, '\n');
		if (end == NULL || end == s || end[-1] != '\r' || end - 1 - s > 75 ||
		    memchr(s, '\r', (size_t)(end - 1 - s)) != NULL ||
		    (s[0] == ' ' && (s[1] & 0xC0) == 0x80))
			return false;
	}
	return true;
}

static void
write_one(struct buf *out, const struct calendar_event *event)
{
	const struct calendar about = { .issue = "june",
		.from_name = "Les \"Solidaires\" ^ Lille",
		.from_address = "lettre@asso.example",
		.now = 1780000000 };

	buf_reset(out);
	calendar_write(&about, event, 1, out);
}

static void
test_good(size_t i, struct buf *b)
{
	struct calendar_event event;
	struct err e = { 0 };
	bool days = strlen(good[i].start) == 8;

	if (!is_int(calendar_read(&event, span_of(good[i].in), &arena, &e), 0, "'%s'",
		good[i].in)) {
		printf("# %s\n", e.msg);
		return;
	}
	write_one(b, &event);
	ok(lines_are_right(b), "'%s': lines", good[i].in);
	is_str(content(b, days ? "DTSTART;VALUE=DATE:" : "DTSTART:"), good[i].start,
	    "'%s': begins", good[i].in);
	is_str(content(b, days ? "DTEND;VALUE=DATE:" : "DTEND:"), good[i].end,
	    "'%s': ends", good[i].in);
	is_str(
	    unescaped(content(b, "SUMMARY:")), good[i].title, "'%s': title", good[i].in);
	is_str(
	    unescaped(content(b, "LOCATION:")), good[i].place, "'%s': place", good[i].in);
}

static void
test_document(struct buf *b)
{
	const struct calendar about = { .issue = "june",
		.from_name = "Les \"Solidaires\" ^ Lille",
		.from_address = "lettre@asso.example",
		.now = 1780000000 };
	struct calendar_event events[2];
	struct err e = { 0 };

	calendar_read(&events[0],
	    span_of("2026-06-11 09:00–17:00, Lille; Nord, Fête\\o/"), &arena, &e);
	calendar_read(&events[1], span_of("2026-06-12, Après"), &arena, &e);
	buf_reset(b);
	calendar_write(&about, events, 2, b);
	is_str(b->data,
	    "BEGIN:VCALENDAR\r\n"
	    "VERSION:2.0\r\n"
	    "PRODID:-//nlctl//nlctl//EN\r\n"
	    "METHOD:PUBLISH\r\n"
	    "BEGIN:VEVENT\r\n"
	    "UID:eb1a51ddf8349bc54e7d5b5626897bd1@asso.example\r\n"
	    "DTSTAMP:20260528T202640Z\r\n"
	    "DTSTART:20260611T070000Z\r\n"
	    "DTEND:20260611T150000Z\r\n"
	    "SUMMARY:Fête\\\\o/\r\n"
	    "LOCATION:Lille\\; Nord\r\n"
	    "ORGANIZER;CN=\"Les ^'Solidaires^' ^^ Lille\":mailto:lettre@asso.example\r\n"
	    "END:VEVENT\r\n"
	    "BEGIN:VEVENT\r\n"
	    "UID:eb1a51ddf8349bc5a42dfb38ad8e246f@asso.example\r\n"
	    "DTSTAMP:20260528T202640Z\r\n"
	    "DTSTART;VALUE=DATE:20260612\r\n"
	    "DTEND;VALUE=DATE:20260613\r\n"
	    "SUMMARY:Après\r\n"
	    "ORGANIZER;CN=\"Les ^'Solidaires^' ^^ Lille\":mailto:lettre@asso.example\r\n"
	    "END:VEVENT\r\n"
	    "END:VCALENDAR\r\n",
	    "two events, octet for octet");
}

/* Titles of every length and of characters that need escaping or several octets. */
static void
test_folding(struct buf *b)
{
	static const char *const letters[] = { "a", ",", ";", "\\", "é", "–", "🎉" };
	struct calendar_event event;
	struct buf title;
	size_t wrong = 0, i;

	buf_init(&title, 1000);
	for (i = 0; i < 1000; i++) {
		buf_reset(&title);
		for (size_t k = 0; k < i % 97 + 1; k++)
			buf_adds(
			    &title, letters[(i * 7 + k * (i % 5 + 1)) % LENGTH(letters)]);
		event = (struct calendar_event){ .source = "",
			.title = { title.data, title.len },
			.place = { title.data, title.len },
			.whole_days = true };
		write_one(b, &event);
		wrong += !lines_are_right(b) ||
		    strcmp(unescaped(content(b, "SUMMARY:")), title.data) != 0 ||
		    strcmp(unescaped(content(b, "LOCATION:")), title.data) != 0;
	}
	is_int(wrong, 0, "1,000 titles are folded and come back");
	buf_release(&title);
}

static void
test_uid(struct buf *b)
{
	struct calendar_event event;
	struct err e = { 0 };
	const char *first;

	calendar_read(&event, span_of("2026-06-12, A"), &arena, &e);
	write_one(b, &event);
	first = content(b, "UID:");
	calendar_read(&event, span_of(" 2026-06-12, A "), &arena, &e);
	write_one(b, &event);
	is_str(content(b, "UID:"), first, "the same event has the same UID");
	calendar_read(&event, span_of("2026-06-12, B"), &arena, &e);
	write_one(b, &event);
	ok(strcmp(content(b, "UID:"), first) != 0, "another has another");
}

int
main(void)
{
	struct calendar_event event;
	struct buf b;
	size_t i;

	setenv("TZ", "Europe/Paris", 1);
	tzset();
	buf_init(&b, 1 << 20);
	for (i = 0; i < LENGTH(good); i++)
		test_good(i, &b);
	for (i = 0; i < LENGTH(bad); i++) {
		struct err e = { 0 };

		is_int(calendar_read(&event, span_of(bad[i].in), &arena, &e), -1,
		    "mistake %zu", i);
		contains(e.msg, bad[i].says, "mistake %zu: what is wrong", i);
	}
	test_document(&b);
	test_folding(&b);
	test_uid(&b);
	buf_release(&b);
	arena_release(&arena);
	return done_testing();
}
