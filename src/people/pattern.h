/*
 * pattern - a domain, or all domains below one, as block takes them.  Pure.
 *
 * "@example.org" means every address of that domain, "@*.example.org" those of
 * the domains below it, at any depth, and not of example.org itself.
 */
#ifndef PEOPLE_PATTERN_H
#define PEOPLE_PATTERN_H

#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>

/* Is it meant as a pattern: does it begin with "@" (or "*@", the same)? */
bool pattern_is(const char *text);

/*
 * The one spelling of a pattern: lower case, domain as A-label.  Fails with
 * ERR_DATA and the reason.
 */
int pattern_parse(const char **out, const char *text, struct arena *a, struct err *e);

/* What the key of each address it means ends with: "@example.org", or
 * ".example.org". */
const char *pattern_tail(const char *pattern);

/*
 * The patterns that mean an address of this domain, one a call: the domain
 * itself, then each domain above it.  *at is the domain at first; false at the
 * end.  The pattern is in arena a.
 */
bool pattern_next(const char **at, bool first, struct arena *a, const char **out);

#endif
