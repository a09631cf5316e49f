/*
 * lang - what is said to readers, in their language: sentences and dates.  Pure.
 *
 * lang/CODE.txt holds one language, "KEY: TEXT" a line; every language has the
 * same keys (weekday.1 is Monday), but for day.1 (what the first of a month is called, where it is
 * not "1").  A text may hold tags of the merge language; it is UTF-8 without
 * HTML.  What is said to the user of nlctl is English and not here.
 */
#ifndef UTIL_LANG_H
#define UTIL_LANG_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

struct lang {
	const char *code; /* "fr" */
	struct span text; /* of its file */
};

/* All of them, sorted; the table ends with NULL. */
extern const char *const lang_codes[];

/* The language of a tag such as "fr", "fr-BE" or "FR_be" (RFC 5646); false: not
 * one that nlctl speaks. */
bool lang_find(struct lang *out, const char *tag);

/* The text of key, where it stands; false when it is not there. */
bool lang_look_up(const struct lang *l, const char *key, struct span *out);

/* The text of key, in a; a key that is not there is a bug of ours. */
const char *lang_text(const struct lang *l, const char *key, struct arena *a);

/*
 * Append a layout with each [[KEY]] in it replaced: by what extra has under that name,
 * by the code of the language for [[language]], else by the text of that key.  A
 * bracket without its end is a bug of ours.
 */
struct lang_extra {
	const char *key, *text; /* a key NULL ends the table */
};
void lang_fill(struct buf *out, const struct lang *l, struct span layout,
    const struct lang_extra *extra, struct arena *a);

/* Can it be filled?  *bad: the key for which nothing stands, or whose end is missing. */
bool lang_can_fill(const struct lang *l, struct span layout,
    const struct lang_extra *extra, struct arena *a, struct span *bad);

/* An instant in words, with the time and the zone, local: "23 November 2026,
 * 21:15 (CET)". */
const char *lang_date(const struct lang *l, int64_t utc, struct arena *a);

/* The day that it lies in, local: "23 November 2026". */
const char *lang_day(const struct lang *l, int64_t utc, struct arena *a);

#endif
