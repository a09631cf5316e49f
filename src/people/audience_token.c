/* audience_token - the words of an audience expression.  See audience_token.h. */
#include "people/audience_token.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters of every script, but no blanks, and none of the dashes, quotation marks
 * and dots that word processors put in the place of ASCII's (U+2010 to U+203A). */
static bool
is_name_character(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || c == '_';
	return c != UTF8_BAD && !utf8_is_blank(c) && !utf8_is_control(c) &&
	    (c < 0x2010 || c > 0x203A);
}

/* Behind the name at 'at', in which the character more may stand too. */
static size_t
name_end(struct span text, size_t at, char more)
{
	uint32_t c;
	size_t n;

	while ((n = utf8_next(text.s + at, text.n - at, &c)) > 0 &&
	    (is_name_character(c) || c == (uint32_t)more))
		at += n;
	return at;
}

static size_t
skip_blanks(struct span text, size_t at)
{
	uint32_t c;
	size_t n;

	while ((n = utf8_next(text.s + at, text.n - at, &c)) > 0 && c != UTF8_BAD &&
	    utf8_is_blank(c))
		at += n;
	return at;
}

/* Is s digits with at most one point among them? */
static bool
is_number(struct span s)
{
	size_t i, points = 0;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '.')
			points++;
		else if (!digit(s.s[i]))
			return false;
	}
	return s.n > 0 && points <= 1 && digit(s.s[0]) && digit(s.s[s.n - 1]);
}

/* YYYY-MM-DD at 'at', with nothing of a name behind it? */
static bool
is_date(struct span text, size_t at)
{
	static const char shape[] = "dddd-dd-dd";
	size_t i;

	if (text.n - at < sizeof(shape) - 1)
		return false;
	for (i = 0; shape[i] != '\0'; i++) {
		if (shape[i] == 'd' ? !digit(text.s[at + i]) : text.s[at + i] != '-')
			return false;
	}
	return name_end(text, at + i, '.') == at + i;
}

/* What a text means: a quotation mark is written twice or behind a backslash; a
 * backslash before anything else stays, for "like". */
static const char *
content_of(struct span s, char quote, struct arena *a)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t i, n = 0;

	for (i = 0; i < s.n; i++) {
		if (i + 1 < s.n &&
		    ((s.s[i] == quote && s.s[i + 1] == quote) ||
			(s.s[i] == '\\' && (s.s[i + 1] == quote || s.s[i + 1] == '\\'))))
			i++;
		out[n++] = s.s[i];
	}
	return out;
}

static void
read_text(struct audience_lexer *l, struct audience_token *t)
{
	char quote = l->text.s[l->at];
	size_t i = l->at + 1;

	for (; i < l->text.n; i++) {
		if (l->text.s[i] == '\\' && i + 1 < l->text.n)
			i++;
		else if (l->text.s[i] != quote)
			continue;
		else if (i + 1 < l->text.n && l->text.s[i + 1] == quote)
			i++;
		else
			break;
	}
	if (i >= l->text.n) {
		t->type = AUDIENCE_TOKEN_UNCLOSED;
		t->span.n = l->text.n - l->at;
		return;
	}
	t->type = AUDIENCE_TOKEN_TEXT;
	t->span.n = i + 1 - l->at;
	t->content = content_of(
	    (struct span){ l->text.s + l->at + 1, i - l->at - 1 }, quote, l->arena);
}

static void
read_sign(struct audience_lexer *l, struct audience_token *t)
{
	static const char *const signs[] = { "==", "!=", "<>", "<=", ">=", "&&", "||",
		"=", "<", ">", "!", "(", ")", ",", "%", "+", "-" };
	struct span rest = { l->text.s + l->at, l->text.n - l->at };
	uint32_t c;
	size_t i, n;

	for (i = 0; i < ARRAY_LEN(signs); i++) {
		n = strlen(signs[i]);
		if (n <= rest.n && memcmp(rest.s, signs[i], n) == 0) {
			t->type = AUDIENCE_TOKEN_PUNCT;
			t->span.n = n;
			return;
		}
	}
	t->type = AUDIENCE_TOKEN_BAD;
	t->span.n = utf8_next(rest.s, rest.n, &c);
}

static void
read_word(struct audience_lexer *l, struct audience_token *t)
{
	if (is_date(l->text, l->at)) {
		t->type = AUDIENCE_TOKEN_DATE;
		t->span.n = strlen("YYYY-MM-DD");
		return;
	}
	t->span.n = name_end(l->text, l->at, '.') - l->at;
	t->type = is_number(t->span) ? AUDIENCE_TOKEN_NUMBER : AUDIENCE_TOKEN_WORD;
}

/* "@" and a name, in which a hyphen may stand. */
static void
read_saved(struct audience_lexer *l, struct audience_token *t)
{
	t->type = AUDIENCE_TOKEN_SAVED;
	t->span.n = name_end(l->text, l->at + 1, '-') - l->at;
	t->content = arena_memdup(l->arena, t->span.s + 1, t->span.n - 1);
}

struct audience_token
audience_token_next(struct audience_lexer *l)
{
	struct audience_token t = { .content = "" };

	l->at = skip_blanks(l->text, l->at);
	t.offset = l->at;
	t.span.s = l->text.s + l->at;
	if (l->at == l->text.n)
		return t;
	if (t.span.s[0] == '"' || t.span.s[0] == '\'')
		read_text(l, &t);
	else if (t.span.s[0] == '@')
		read_saved(l, &t);
	else if (name_end(l->text, l->at, '_') > l->at)
		read_word(l, &t);
	else
		read_sign(l, &t);
	l->at += t.span.n;
	return t;
}

bool
audience_token_is(const struct audience_token *t, const char *text)
{
	char word[16];

	if ((t->type != AUDIENCE_TOKEN_WORD && t->type != AUDIENCE_TOKEN_PUNCT) ||
	    t->span.n >= sizeof(word))
		return false;
	memcpy(word, t->span.s, t->span.n);
	word[t->span.n] = '\0';
	return str_eq_ci(word, text);
}
