/*
 * audience_token - the words of an audience expression.  Pure.
 *
 * Knows no names and no grammar.  Walks forward only, so that hostile text
 * costs no more than its length.
 */
#ifndef PEOPLE_AUDIENCE_TOKEN_H
#define PEOPLE_AUDIENCE_TOKEN_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

enum audience_token_type {
	AUDIENCE_TOKEN_END,
	AUDIENCE_TOKEN_WORD,     /* a name, a keyword, 90d */
	AUDIENCE_TOKEN_NUMBER,   /* 12, 12.5 */
	AUDIENCE_TOKEN_DATE,     /* 2026-01-01, whether there is such a day or not */
	AUDIENCE_TOKEN_TEXT,     /* "Lille", 'Lille' */
	AUDIENCE_TOKEN_SAVED,    /* @members */
	AUDIENCE_TOKEN_PUNCT,    /* = == != <> < <= > >= && || ! ( ) , % + - */
	AUDIENCE_TOKEN_UNCLOSED, /* a text without its end */
	AUDIENCE_TOKEN_BAD       /* one character that the language has no use for */
};

struct audience_token {
	enum audience_token_type type;
	size_t offset;
	struct span span;    /* as written */
	const char *content; /* of a text: without quotes and escapes; of a saved
	                      * one: its name; else "" */
};

struct audience_lexer {
	struct span text;
	size_t at;
	struct arena *arena; /* for contents */
};

/* The next token; END again and again at the end. */
struct audience_token audience_token_next(struct audience_lexer *l);

/* A keyword or a sign, the case of ASCII letters ignored. */
bool audience_token_is(const struct audience_token *t, const char *text);

#endif
