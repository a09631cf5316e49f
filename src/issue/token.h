/*
 * token - where the tags of a text are, and the words inside a tag.  Pure.
 *
 * The one place that knows what begins and ends a tag: the parser and
 * template_next_tag both come here, so they cannot disagree.  Knows no names
 * and no grammar.  Every function walks forward only, so hostile text costs
 * no more than its length.
 */
#ifndef ISSUE_TOKEN_H
#define ISSUE_TOKEN_H

#include "issue/template.h"
#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A "{#" whose "#}" is further away than this many bytes, or on another line,
 * is plain text: without a bound a long line of "{#" would be read again and
 * again.
 */
#define COMMENT_MAX 4096

enum tag_fault {
	TAG_SOUND,
	TAG_UNCLOSED,     /* the text or the next tag comes first */
	TAG_WRONG_CLOSE,  /* "{{" with "%}" or the reverse */
	TAG_STRING,       /* a quotation mark at fault_at has no partner on its line */
	TAG_NO_ENDCOMMENT /* a comment block without its end */
};

/*
 * In a tag [start, end): the words are [body, body_end).  A comment block,
 * with all that is in it, is one tag of kind TAG_COMMENT.
 */
struct raw_tag {
	enum tag_kind kind;
	enum tag_fault fault;
	size_t start, end;
	size_t body, body_end;
	size_t fault_at;
	bool trim_before, trim_after;
};

/*
 * The next tag from *at on; *at moves behind it.  Behind a "verbatim" tag it
 * moves to the "endverbatim" tag, for what lies between is text.
 */
bool tag_scan(struct span text, size_t *at, struct raw_tag *out);

enum token_type {
	TOKEN_END,
	TOKEN_PATH, /* also each keyword: who parses knows where one can stand */
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_PUNCT, /* == != <> <= >= && || < > = ! ( ) | : , */
	TOKEN_BAD    /* one character that the language has no use for */
};

struct token {
	enum token_type type;
	struct span span;    /* as written */
	size_t offset;       /* in the whole text */
	struct span content; /* of a string: without quotes and escapes */
	double number;
};

struct lexer {
	struct span text;
	size_t at, end;
	struct arena *arena; /* for strings with escapes */
};

/* The next token of the tag; TOKEN_END again and again at its end. */
struct token lexer_next(struct lexer *l);

/* What would be next. */
struct token lexer_peek(const struct lexer *l);

bool token_is(const struct token *t, enum token_type type, const char *text);

/* One name without dots? */
bool token_is_ident(const struct token *t);

#endif
