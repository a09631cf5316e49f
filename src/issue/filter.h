/*
 * filter - what stands behind "|": a value in, a value out.  Pure.
 *
 * The table says what each filter takes, so that the parser refuses a wrong
 * use; at render time a filter cannot fail but by running out of its room.
 */
#ifndef ISSUE_FILTER_H
#define ISSUE_FILTER_H

#include "issue/value.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/lang.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Sets of value types. */
#define TYPE_BIT(t) (1u << (t))
#define TYPES_TEXT (TYPE_BIT(VALUE_TEXT) | TYPE_BIT(VALUE_CATEGORY))
#define TYPES_SCALAR \
	(TYPES_TEXT | TYPE_BIT(VALUE_NUMBER) | TYPE_BIT(VALUE_BOOL) | \
	    TYPE_BIT(VALUE_DATE))
#define TYPES_ALL (TYPES_SCALAR | TYPE_BIT(VALUE_LIST) | TYPE_BIT(VALUE_MAP))

/* Where a filter puts what it makes. */
struct filter_room {
	struct arena *arena;
	size_t left;             /* bytes that may still be made */
	bool full;               /* something did not fit: the result is worthless */
	bool comma;              /* numbers are written with a decimal comma */
	const struct lang *lang; /* of the issue; NULL: none that nlctl speaks */
	bool escape; /* the result goes into HTML and is escaped there, unless safe */
};

enum filter_argument {
	ARGUMENT_NONE,
	ARGUMENT_OPTIONAL,
	ARGUMENT_NEEDED,
	ARGUMENT_LITERAL /* needed, and the same for all: it can be checked */
};

/* What a check may want to know, and where it puts what it says. */
struct filter_context {
	const struct lang *lang;
	struct arena *arena;
};

struct filter {
	const char *name;
	unsigned input; /* types it takes; nothing is always taken */
	enum filter_argument argument;
	unsigned argument_types; /* without VALUE_NONE: not called when it is absent */
	enum value_type result;  /* VALUE_ANY: depends on the input */
	bool takes_nothing;      /* called for an absent input too; else that stays */
	bool keeps_safe;         /* the result of safe text is safe */
	struct value (*apply)(
	    struct filter_room *r, const struct value *in, const struct value *argument);
	/* What is wrong with a literal argument; NULL: nothing, or no such test. */
	const char *(*check)(
	    const struct filter_context *c, const struct value *argument);
};

/* NULL: no such filter. */
const struct filter *filter_find(struct span name);

/*
 * Why a filter that the merge language has is refused here, "" being a language
 * that nobody knows; NULL: it is not.
 */
const char *filter_refused(struct span name, const char *language);

/* The filter that somebody may have meant; NULL: none. */
const char *filter_near(struct span name);

/* Do people who write this language ("fr", "fr-BE") use a decimal comma? */
bool filter_decimal_comma(const char *language);

/* Append s as HTML text to out. */
void html_escape(struct span s, struct buf *out);

/* Does s have any of & < > " '? */
bool html_needs_escape(struct span s);

#endif
