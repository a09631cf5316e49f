/*
 * value - what a name in a letter can stand for.  Pure.
 *
 * A value is small and copied freely; its text, items and pairs are borrowed
 * from whoever made it.  { 0 } is the absent value: a known field that this
 * person has not got.
 */
#ifndef ISSUE_VALUE_H
#define ISSUE_VALUE_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type {
	VALUE_NONE, /* absent */
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_BOOL,
	VALUE_DATE,
	VALUE_CATEGORY, /* its label; treated as text */
	VALUE_LIST,     /* a multi field; its items are texts */
	VALUE_MAP,      /* only in params */
	VALUE_ANY       /* no value has it: a type known only when rendering */
};

struct value_pair;

struct value {
	enum value_type type;
	bool safe;  /* text that is HTML already */
	bool ready; /* text that stands for itself in HTML and in any encoding */
	bool day;   /* a date without a time of day */
	union {
		struct span text; /* UTF-8; also of a category */
		double number;    /* finite */
		bool boolean;
		int64_t date; /* seconds; what clocks show, as if at Greenwich */
		struct {
			const struct value *items;
			size_t n;
		} list;
		struct {
			const struct value_pair *pairs;
			size_t n;
		} map;
	};
};

struct value_pair {
	const char *key;
	struct value value;
};

/* s is borrowed; "" is a text, not an absence. */
struct value value_text(const char *s);
struct value value_span(struct span s);
/* A word of ASCII letters, digits, dots and hyphens, of 64 at most and no dot first: a
 * copy that has it a hundred times encodes it nowhere.  Not for filters. */
struct value value_word(const char *s);
struct value value_number(double n);
struct value value_bool(bool b);
struct value value_date(int64_t seconds); /* with its time of day */
struct value value_day(int64_t seconds);  /* the day it lies in */
struct value value_list(const struct value *items, size_t n);
struct value value_map(const struct value_pair *pairs, size_t n);

/* "text", "a number", ...: for messages. */
const char *value_type_name(enum value_type t);

bool value_is_text(const struct value *v); /* text or category */

/* Absent, false, 0, empty text, empty list are false; "0" and "False" are true. */
bool value_true(const struct value *v);

/* Numbers by value, dates by instant, text and category by their text. */
bool value_equal(const struct value *a, const struct value *b);

/* -1, 0, 1 into *out; false when the two have no order. */
bool value_compare(const struct value *a, const struct value *b, int *out);

/* Is a part of the text b, a member of the list b, or a key of the map b? */
bool value_in(const struct value *a, const struct value *b);

/* The value of a key of a map; NULL when v is no map or has it not. */
const struct value *value_get(const struct value *v, struct span key);

/*
 * Append what a reader sees, not escaped: a number without needless digits, True
 * or False, a date as 2026-11-23 (with a time as 2026-11-23 20:34), a list
 * with ", " between its items, nothing for an absent value or a map.
 */
void value_print(const struct value *v, struct buf *out);

#endif
