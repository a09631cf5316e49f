/* token - where the tags of a text are, and the words inside a tag.  See token.h. */
#include "issue/token.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#define NUMBER_MAX 40 /* characters of a number */

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
skip_blanks(struct span text, size_t at)
{
	while (at < text.n && blank(text.s[at]))
		at++;
	return at;
}

static bool
here(struct span text, size_t at, const char *what)
{
	size_t n = strlen(what);

	return at <= text.n && text.n - at >= n && memcmp(text.s + at, what, n) == 0;
}

/* The place of what in [at, end), or end. */
static size_t
find(struct span text, size_t at, size_t end, const char *what)
{
	const char *p = memmem(text.s + at, end - at, what, strlen(what));

	return p == NULL ? end : (size_t)(p - text.s);
}

static size_t
line_end(struct span text, size_t at)
{
	const char *p = memchr(text.s + at, '\n', text.n - at);

	return p == NULL ? text.n : (size_t)(p - text.s);
}

/* Behind the string that begins at 'at'; 0 when it does not end on its line. */
static size_t
string_end(struct span text, size_t at, size_t end)
{
	char quote = text.s[at];

	for (at++; at < end && text.s[at] != '\n'; at++) {
		if (text.s[at] == quote)
			return at + 1;
		if (text.s[at] == '\\' && at + 1 < end && text.s[at + 1] != '\n')
			at++;
	}
	return 0;
}

/* Close t at the first of "}}" and "%}" before stop, or at stop itself. */
static void
close_broken(struct span text, struct raw_tag *t, size_t from, size_t stop)
{
	size_t close = find(text, from, stop, t->kind == TAG_OUTPUT ? "}}" : "%}");

	t->body_end = close;
	t->end = close == stop ? stop : close + 2;
}

/* Find the end of the output or block tag whose body begins at t->body. */
static void
scan_body(struct span text, struct raw_tag *t)
{
	size_t i = t->body, end;

	while (i < text.n) {
		char c = text.s[i];

		if (c == '"' || c == '\'') {
			end = string_end(text, i, text.n);
			if (end == 0) {
				t->fault = TAG_STRING;
				t->fault_at = i;
				close_broken(text, t, i, line_end(text, i));
				return;
			}
			i = end;
			continue;
		}
		if (here(text, i, "}}") || here(text, i, "%}")) {
			if ((c == '}') != (t->kind == TAG_OUTPUT)) {
				t->fault = TAG_WRONG_CLOSE;
				t->fault_at = i;
			}
			t->body_end = i;
			t->end = i + 2;
			return;
		}
		if (here(text, i, "{{") || here(text, i, "{%") || here(text, i, "{#"))
			break;
		i++;
	}
	t->fault = TAG_UNCLOSED;
	t->fault_at = t->start;
	t->body_end = t->end = i;
}

/* The first word of a block tag is this; the rest is nothing but blanks unless loose. */
static bool
block_is(struct span text, const struct raw_tag *t, const char *word, bool loose)
{
	size_t at = skip_blanks(text, t->body);

	if (t->kind != TAG_BLOCK || t->fault != TAG_SOUND || !here(text, at, word))
		return false;
	at += strlen(word);
	if (at < t->body_end && !blank(text.s[at]))
		return false;
	return loose || skip_blanks(text, at) >= t->body_end;
}

/* The tag that ends a comment or verbatim block: nothing else counts until then. */
static bool
find_end(struct span text, size_t at, const char *word, struct raw_tag *out)
{
	for (;;) {
		at = find(text, at, text.n, "{%");
		if (at == text.n)
			return false;
		*out = (struct raw_tag){ .kind = TAG_BLOCK, .start = at };
		at += 2;
		if (here(text, at, "-")) {
			out->trim_before = true;
			at++;
		}
		out->body = at;
		at = skip_blanks(text, at);
		if (!here(text, at, word))
			continue;
		at = skip_blanks(text, at + strlen(word));
		out->body_end = at;
		if (here(text, at, "-")) {
			out->trim_after = true;
			at++;
		}
		out->end = at + 2;
		if (here(text, at, "%}"))
			return true;
	}
}

static void
scan_block(struct span text, struct raw_tag *t, size_t *at)
{
	struct raw_tag end;

	*at = t->end;
	if (block_is(text, t, "verbatim", false)) {
		*at = find_end(text, t->end, "endverbatim", &end) ? end.start : text.n;
	} else if (block_is(text, t, "comment", true)) {
		t->kind = TAG_COMMENT;
		if (find_end(text, t->end, "endcomment", &end)) {
			t->end = end.end;
			t->trim_after = end.trim_after;
		} else {
			t->fault = TAG_NO_ENDCOMMENT;
			t->fault_at = t->start;
			t->end = text.n;
		}
		*at = t->end;
	}
}

/* A "{{" or "{%" stands at *at. */
static void
scan_tag(struct span text, size_t *at, struct raw_tag *t)
{
	*t = (struct raw_tag){ .start = *at };
	t->kind = text.s[*at + 1] == '{' ? TAG_OUTPUT : TAG_BLOCK;
	t->body = *at + 2;
	if (here(text, t->body, "-")) {
		t->trim_before = true;
		t->body++;
	}
	scan_body(text, t);
	if (t->fault == TAG_SOUND && t->body_end > t->body &&
	    text.s[t->body_end - 1] == '-') {
		t->trim_after = true;
		t->body_end--;
	}
	scan_block(text, t, at);
}

/*
 * The "#}" of the "{#" at 'at', 0 when it has none.  *checked: there is none
 * before it, nor a line end; *blocked: no comment begins before it.
 */
static size_t
comment_close(struct span text, size_t at, size_t *checked, size_t *blocked)
{
	size_t end = text.n - at > COMMENT_MAX ? at + COMMENT_MAX : text.n, i;

	if (at < *blocked)
		return 0;
	for (i = *checked > at + 2 ? *checked : at + 2; i < end; i++) {
		if (text.s[i] == '\n') {
			*blocked = i;
			return 0;
		}
		if (here(text, i, "#}"))
			return i;
	}
	*checked = end;
	return 0;
}

bool
tag_scan(struct span text, size_t *at, struct raw_tag *out)
{
	size_t i = *at, checked = 0, blocked = 0, close;
	const char *p;

	while (i < text.n && (p = memchr(text.s + i, '{', text.n - i)) != NULL) {
		i = (size_t)(p - text.s);
		if (here(text, i, "{{") || here(text, i, "{%")) {
			*at = i;
			scan_tag(text, at, out);
			return true;
		}
		if (here(text, i, "{#") &&
		    (close = comment_close(text, i, &checked, &blocked)) != 0) {
			*out = (struct raw_tag){ .kind = TAG_COMMENT,
				.start = i,
				.end = close + 2,
				.body = i + 2,
				.body_end = close };
			*at = out->end;
			return true;
		}
		i++;
	}
	*at = text.n;
	return false;
}

/* Bytes of the letter, digit or "_" at s, 0 for anything else. */
static size_t
name_char(const char *s, size_t n, bool first)
{
	ucs4_t c;
	int len;

	if (n == 0)
		return 0;
	if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || *s == '_')
		return 1;
	if (digit(*s))
		return first ? 0 : 1;
	if ((unsigned char)*s < 0x80)
		return 0;
	len = u8_mbtouc(&c, (const uint8_t *)s, n);
	if (len <= 0 || c == 0xFFFD || !uc_is_property(c, UC_PROPERTY_ID_CONTINUE))
		return 0;
	return (size_t)len;
}

static size_t
name_length(const char *s, size_t n, bool digits_too)
{
	size_t i = name_char(s, n, !digits_too), len;

	while (i > 0 && (len = name_char(s + i, n - i, false)) > 0)
		i += len;
	return i;
}

static size_t
path_length(const char *s, size_t n)
{
	size_t i = name_length(s, n, false), len;

	while (i > 0 && i < n && s[i] == '.' &&
	    (len = name_length(s + i + 1, n - i - 1, true)) > 0)
		i += 1 + len;
	return i;
}

static size_t
number_length(const char *s, size_t n)
{
	size_t i = n > 0 && s[0] == '-' ? 1 : 0, start = i;

	while (i < n && digit(s[i]))
		i++;
	if (i == start)
		return 0;
	if (i + 1 < n && s[i] == '.' && digit(s[i + 1])) {
		i++;
		while (i < n && digit(s[i]))
			i++;
	}
	return i > NUMBER_MAX ? 0 : i;
}

static size_t
punct_length(const char *s, size_t n)
{
	static const char *const two[] = { "==", "!=", "<>", "<=", ">=", "&&", "||" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(two) && n >= 2; i++) {
		if (memcmp(s, two[i], 2) == 0)
			return 2;
	}
	return strchr("<>=!()|:,", *s) != NULL && *s != '\0' ? 1 : 0;
}

/* The content of a string literal, quotes and escapes gone. */
static struct span
unquote(struct lexer *l, struct span s)
{
	struct span inner = { s.s + 1, s.n - 2 };
	size_t i, o = 0;
	char *out;

	if (memchr(inner.s, '\\', inner.n) == NULL)
		return inner;
	out = arena_alloc(l->arena, inner.n + 1);
	for (i = 0; i < inner.n; i++) {
		char c = inner.s[i], d = i + 1 < inner.n ? inner.s[i + 1] : '\0';

		if (c == '\\' && d != '\0' && strchr("\"'\\ntr", d) != NULL) {
			out[o++] = d == 'n' ? '\n'
			    : d == 't'      ? '\t'
			    : d == 'r'      ? '\r'
					    : d;
			i++;
		} else {
			out[o++] = c;
		}
	}
	return (struct span){ out, o };
}

static double
number_of(const char *s, size_t n)
{
	char text[NUMBER_MAX + 1];

	memcpy(text, s, n);
	text[n] = '\0';
	return strtod(text, NULL);
}

static size_t
code_point_length(const char *s, size_t n)
{
	ucs4_t c;
	int len = u8_mbtouc(&c, (const uint8_t *)s, n);

	return len <= 0 ? 1 : (size_t)len;
}

struct token
lexer_next(struct lexer *l)
{
	struct token t = { .type = TOKEN_END };
	const char *s;
	size_t n;

	while (l->at < l->end && blank(l->text.s[l->at]))
		l->at++;
	s = l->text.s + l->at;
	n = l->end - l->at;
	t.offset = l->at;
	t.span.s = s;
	if (n == 0)
		return t;
	if (*s == '"' || *s == '\'') {
		size_t end = string_end(l->text, l->at, l->end);

		t.span.n = end == 0 ? 1 : end - l->at;
		t.type = end == 0 ? TOKEN_BAD : TOKEN_STRING;
		if (end != 0)
			t.content = unquote(l, t.span);
	} else if ((t.span.n = path_length(s, n)) > 0) {
		t.type = TOKEN_PATH;
	} else if ((t.span.n = number_length(s, n)) > 0) {
		t.type = TOKEN_NUMBER;
		t.number = number_of(s, t.span.n);
	} else if ((t.span.n = punct_length(s, n)) > 0) {
		t.type = TOKEN_PUNCT;
	} else {
		t.type = TOKEN_BAD;
		t.span.n = code_point_length(s, n);
	}
	l->at += t.span.n;
	return t;
}

struct token
lexer_peek(const struct lexer *l)
{
	struct lexer copy = *l;

	return lexer_next(&copy);
}

bool
token_is(const struct token *t, enum token_type type, const char *text)
{
	return t->type == type && span_is(t->span, text);
}

bool
token_is_ident(const struct token *t)
{
	return t->type == TOKEN_PATH && memchr(t->span.s, '.', t->span.n) == NULL;
}
