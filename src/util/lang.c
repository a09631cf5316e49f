/* lang - what is said to readers, in their language.  See lang.h. */
#include "util/lang.h"

#include "util/embedded.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define NAME_SIZE 64  /* of "util/lang/fr.txt" or "month.12" and its NUL */
#define DATE_MAX 1024 /* bytes of a date in words */

const char *const lang_codes[] = { "de", "en", "es", "fr", "it", "nl", "pt", NULL };

bool
lang_find(struct lang *out, const char *tag)
{
	char code[3], name[NAME_SIZE];
	size_t i;

	if (strlen(tag) < 2 || strchr("-_", tag[2]) == NULL) /* or its end */
		return false;
	code[0] = tag[0];
	code[1] = tag[1];
	code[2] = '\0';
	for (i = 0; lang_codes[i] != NULL; i++) {
		if (!str_eq_ci(lang_codes[i], code))
			continue;
		snprintf(name, sizeof(name), "util/lang/%s.txt", lang_codes[i]);
		*out = (struct lang){ lang_codes[i], embedded(name) };
		return true;
	}
	return false;
}

bool
lang_look_up(const struct lang *l, const char *key, struct span *out)
{
	const char *at = l->text.s, *text;
	size_t n = strlen(key);

	/* No line by line: a page asks for twenty of some hundred.  The first line is a
	 * comment, so that each key stands behind a line end. */
	for (; n > 0 && (at = strstr(at, key)) != NULL; at += n) {
		text = at + n + 2;
		if (at > l->text.s && at[-1] == '\n' && strncmp(at + n, ": ", 2) == 0) {
			*out = (struct span){ text, strcspn(text, "\n") };
			return true;
		}
	}
	return false;
}

const char *
lang_text(const struct lang *l, const char *key, struct arena *a)
{
	struct span text;

	if (!lang_look_up(l, key, &text))
		BUG("the language '%s' has no '%s'", l->code, key);
	return arena_memdup(a, text.s, text.n);
}

/* What stands for [[key]]; NULL: nothing does. */
static const char *
filling(const struct lang *l, const char *key, const struct lang_extra *extra,
    struct arena *a)
{
	struct span text;

	for (; extra->key != NULL; extra++) {
		if (str_eq(extra->key, key))
			return extra->text;
	}
	if (str_eq(key, "language"))
		return l->code;
	return lang_look_up(l, key, &text) ? arena_memdup(a, text.s, text.n) : NULL;
}

bool
lang_can_fill(const struct lang *l, struct span layout, const struct lang_extra *extra,
    struct arena *a, struct span *bad)
{
	const char *s = layout.s, *end;

	for (; (s = strstr(s, "[[")) != NULL; s = end + 2) {
		s += 2;
		end = strstr(s, "]]");
		*bad = (struct span){ s,
			end != NULL ? (size_t)(end - s) : strcspn(s, "\n") };
		if (end == NULL ||
		    filling(l, arena_memdup(a, s, bad->n), extra, a) == NULL)
			return false;
	}
	return true;
}

void
lang_fill(struct buf *out, const struct lang *l, struct span layout,
    const struct lang_extra *extra, struct arena *a)
{
	const char *s = layout.s, *begin, *end;
	struct span bad;

	if (!lang_can_fill(l, layout, extra, a, &bad))
		BUG("nothing stands for '[[%.*s]]' in %s", (int)bad.n, bad.s, l->code);
	for (; (begin = strstr(s, "[[")) != NULL; s = end + 2) {
		buf_add(out, s, (size_t)(begin - s));
		begin += 2;
		end = strstr(begin, "]]");
		buf_adds(out,
		    filling(l, arena_memdup(a, begin, (size_t)(end - begin)), extra, a));
	}
	buf_adds(out, s);
}

/* One {part} of a date. */
static void
add_part(struct buf *out, const struct lang *l, struct span part, const struct tm *tm,
    struct arena *a)
{
	char month[NAME_SIZE], zone[NAME_SIZE];
	struct span first;

	if (span_is(part, "day") && tm->tm_mday == 1 &&
	    lang_look_up(l, "day.1", &first)) {
		buf_add(out, first.s, first.n);
	} else if (span_is(part, "day")) {
		buf_printf(out, "%d", tm->tm_mday);
	} else if (span_is(part, "month")) {
		snprintf(month, sizeof(month), "month.%d", tm->tm_mon + 1);
		buf_adds(out, lang_text(l, month, a));
	} else if (span_is(part, "year")) {
		buf_printf(out, "%d", tm->tm_year + 1900);
	} else if (span_is(part, "hour")) {
		buf_printf(out, "%d", tm->tm_hour);
	} else if (span_is(part, "minute")) {
		buf_printf(out, "%02d", tm->tm_min);
	} else if (span_is(part, "zone")) {
		strftime(zone, sizeof(zone), "%Z", tm);
		buf_adds(out, zone);
	} else {
		BUG("the dates of '%s' have a part '%.*s'", l->code, (int)part.n, part.s);
	}
}

/* An instant in the words of the text key. */
static const char *
date_as(const struct lang *l, const char *key, int64_t utc, struct arena *a)
{
	const char *s = lang_text(l, key, a), *out;
	time_t t = (time_t)utc;
	struct buf text;
	struct tm tm;
	size_t n;

	if (localtime_r(&t, &tm) == NULL)
		return ""; /* a year that no calendar has */
	buf_init(&text, DATE_MAX);
	while (*s != '\0') {
		n = strcspn(s, "{");
		buf_add(&text, s, n);
		s += n;
		if (*s == '\0')
			break;
		n = strcspn(s, "}");
		add_part(&text, l, (struct span){ s + 1, n - 1 }, &tm, a);
		s += n + 1;
	}
	out = arena_memdup(a, text.data, text.len);
	buf_release(&text);
	return out;
}

const char *
lang_date(const struct lang *l, int64_t utc, struct arena *a)
{
	return date_as(l, "date", utc, a);
}

const char *
lang_day(const struct lang *l, int64_t utc, struct arena *a)
{
	return date_as(l, "date.day", utc, a);
}
