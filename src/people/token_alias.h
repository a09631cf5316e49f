/*
 * token_alias - unsubscribe tokens of a former system, which go on working.
 *
 * Reads and writes the table token_alias.  What a token is there is the other
 * system's affair: a UUID, or any word.
 */
#ifndef PEOPLE_TOKEN_ALIAS_H
#define PEOPLE_TOKEN_ALIAS_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A UUID in its one spelling; anything else as it is. */
const char *token_alias_canonical(const char *text, struct arena *a);

/* Whose token is it: 1, 0 (nobody's) or -1.  text in any spelling. */
int token_alias_find(struct db *db, const char *text, int64_t *contact, struct err *e);

/* Give a contact a canonical token; *added is false when it has it already, or
 * another contact does: a token is never taken away. */
int token_alias_add(
    struct db *db, const char *canonical, int64_t contact, bool *added, struct err *e);

#endif
