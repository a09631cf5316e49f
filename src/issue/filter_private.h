/*
 * filter_private - what the files of the filters share.  Nobody else includes it.
 */
#ifndef ISSUE_FILTER_PRIVATE_H
#define ISSUE_FILTER_PRIVATE_H

#include "issue/filter.h"

/* Room for n bytes; NULL, and the room is full, when there is not so much. */
char *filter_alloc(struct filter_room *r, size_t n);

/* The text of any value, made in the room unless v is a text. */
struct span filter_text(struct filter_room *r, const struct value *v);

/* A copy in the room of what was made in b, as a text; b is released. */
struct value filter_made(struct filter_room *r, struct buf *b);

/* A whole number, at least 0, from a value; -1: it is none. */
long filter_count(const struct value *v);

/* Bytes of the code point at s; 1 where it is no UTF-8. */
size_t filter_code_point(const char *s, size_t n);

#define FILTER(name) \
	struct value filter_##name( \
	    struct filter_room *r, const struct value *in, const struct value *argument)

/* filter_text.c */
FILTER(upper);
FILTER(lower);
FILTER(capfirst);
FILTER(title);
FILTER(truncatechars);
FILTER(truncatewords);
FILTER(wordcount);
FILTER(cut);
FILTER(split);

/* filter_html.c */
FILTER(escape);
FILTER(safe);
FILTER(linebreaks);
FILTER(linebreaksbr);
FILTER(striptags);
FILTER(urlencode);

/* filter_list.c */
FILTER(length);
FILTER(first);
FILTER(last);
FILTER(join);
FILTER(slice);
FILTER(length_is);

/* filter_number.c */
FILTER(floatformat);
const char *filter_check_places(
    const struct filter_context *c, const struct value *argument);

/* filter_date.c */
FILTER(date);
const char *filter_check_date(
    const struct filter_context *c, const struct value *argument);

#endif
