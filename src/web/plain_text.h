/*
 * plain_text - an issue that is a text, within a page of ours.
 */
#ifndef WEB_PLAIN_TEXT_H
#define WEB_PLAIN_TEXT_H

#include "issue/value.h"
#include "util/arena.h"
#include "util/str.h"

/* The text as HTML, in which addresses of the web are links, as mail programs make them. */
struct value plain_text_html(struct span text, struct arena *a);

#endif
