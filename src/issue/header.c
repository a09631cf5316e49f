/* header - the one writer of header fields.  See header.h. */
#include "issue/header.h"

#include "issue/header_word.h"
#include "util/date.h"
#include "util/header_name.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

#define FIELD_MAX 65536 /* octets of one field, folded */

/* Octets that no fold parts; the name and ": " may stand before them. */
#define PIECE_MAX (HEADER_LINE_MAX - HEADER_NAME_MAX - 2)

/* Fold value at its blanks and append it to a field that has begun; the line
 * has column octets already. */
static void
add_folded(struct buf *out, const char *value, size_t column)
{
	size_t blank, word;

	while (*value != '\0') {
		blank = strspn(value, " ");
		word = strcspn(value + blank, " ");
		if (word == 0)
			return; /* blanks at the end: they would make an empty line */
		if (blank > 0 && column + blank + word > HEADER_LINE_AIM) {
			buf_add(out, "\r\n", 2);
			column = 0;
		}
		buf_add(out, value, blank + word);
		column += blank + word;
		value += blank + word;
	}
}

/* Octets of the longest word, with the blanks before it: a fold comes before
 * blanks, never within, for a line may not be blank (RFC 5322 §3.2.2). */
static size_t
longest_piece(const char *s)
{
	size_t best = 0, n;

	for (; *s != '\0'; s += n) {
		n = strspn(s, " ");
		n += strcspn(s + n, " ");
		if (n > best)
			best = n;
	}
	return best;
}

static int
check(const char *name, const char *value, struct err *e)
{
	struct span s = span_of(value);

	if (!header_name_is_valid(name))
		return err_set(e, ERR_DATA, "'%s' is no name of a header field", name);
	if (!utf8_valid(s.s, s.n))
		return err_set(
		    e, ERR_DATA, "the header field %s would hold what is no UTF-8", name);
	if (utf8_has_control(s))
		return err_set(e, ERR_DATA,
		    "the header field %s would hold a control character", name);
	return 0;
}

/* Plain ASCII that cannot be mistaken for an encoded word? */
static bool
is_plain(const char *value)
{
	return utf8_is_ascii(span_of(value)) && strstr(value, "=?") == NULL &&
	    longest_piece(value) <= PIECE_MAX;
}

static void
begin(struct buf *out, const char *name)
{
	buf_adds(out, name);
	buf_add(out, ": ", 2);
}

/* End a field: what was written since start, or nothing when it is too much. */
static int
finish(struct buf *out, size_t start, const char *name, struct err *e)
{
	buf_add(out, "\r\n", 2);
	if (!out->overflowed && out->len - start <= FIELD_MAX)
		return 0;
	if (out->len > start)
		buf_truncate(out, start);
	return err_set(e, ERR_DATA, "the header field %s is too long", name);
}

int
header_text(struct buf *out, const char *name, const char *value, struct err *e)
{
	size_t start = out->len;

	if (check(name, value, e) < 0)
		return -1;
	buf_printf(out, "%s:", name);
	if (is_plain(value)) {
		/* Blanks in front are dropped on display; a fold at them would leave a
		 * blank line. */
		value += strspn(value, " ");
		buf_adds(out, *value != '\0' ? " " : "");
		add_folded(out, value, out->len - start);
	} else {
		buf_addc(out, ' ');
		header_word_add(out, span_of(value), out->len - start);
	}
	return finish(out, start, name, e);
}

int
header_raw(struct buf *out, const char *name, const char *value, struct err *e)
{
	size_t start = out->len;

	if (check(name, value, e) < 0)
		return -1;
	if (!utf8_is_ascii(span_of(value)) || longest_piece(value) > PIECE_MAX)
		return err_set(
		    e, ERR_DATA, "the header field %s cannot be '%s'", name, value);
	begin(out, name);
	add_folded(out, value, out->len - start);
	return finish(out, start, name, e);
}

/* RFC 5322 §3.2.3: what an atom may hold. */
static bool
is_atext(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Atoms with single blanks between them. */
static bool
is_atoms(const char *s)
{
	bool blank = true;

	for (; *s != '\0'; s++) {
		if (*s == ' ' ? blank : !is_atext(*s))
			return false;
		blank = *s == ' ';
	}
	return !blank;
}

static void
add_quoted(struct buf *out, const char *s)
{
	buf_addc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

/* Columns since the last line began. */
static size_t
column_of(const struct buf *out, size_t start)
{
	size_t n = 0;

	while (out->len - n > start && out->data[out->len - 1 - n] != '\n')
		n++;
	return n;
}

/* A phrase (RFC 5322 §3.2.5) and then <inside>. */
static void
add_phrase(struct buf *out, size_t start, const char *display, const char *inside)
{
	size_t column = out->len - start;

	if (is_plain(display) && is_atoms(display))
		add_folded(out, display, column);
	else if (is_plain(display) && 2 * strlen(display) + column + 2 <= HEADER_LINE_AIM)
		add_quoted(out, display);
	else
		header_word_add(out, span_of(display), column);
	if (column_of(out, start) + strlen(inside) + 3 > HEADER_ENCODED_LINE_MAX)
		buf_add(out, "\r\n", 2);
	buf_printf(out, " <%s>", inside);
}

int
header_phrase(struct buf *out, const char *name, const char *display,
    const char *bracketed, struct err *e)
{
	size_t start = out->len;

	if (check(name, display, e) < 0 || check(name, bracketed, e) < 0)
		return -1;
	if (strpbrk(bracketed, " <>") != NULL || !utf8_is_ascii(span_of(bracketed)) ||
	    strlen(bracketed) + 2 > PIECE_MAX)
		return err_set(
		    e, ERR_DATA, "the header field %s cannot hold '%s'", name, bracketed);
	begin(out, name);
	if (*display != '\0')
		add_phrase(out, start, display, bracketed);
	else
		buf_printf(out, "<%s>", bracketed);
	return finish(out, start, name, e);
}

static bool
is_dot_atom(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '.' && i > 0 && i + 1 < s.n && s.s[i - 1] != '.')
			continue;
		if (!is_atext(s.s[i]))
			return false;
	}
	return s.n > 0;
}

/* "..." of RFC 5322 §3.2.4, without what needs a backslash: nobody has that. */
static bool
is_quoted_local(struct span s)
{
	size_t i;

	if (s.n < 3 || s.s[0] != '"' || s.s[s.n - 1] != '"')
		return false;
	for (i = 1; i + 1 < s.n; i++) {
		if (s.s[i] <= ' ' || s.s[i] > '~' || strchr("\"\\<>", s.s[i]) != NULL)
			return false;
	}
	return true;
}

/* One address, so that no field can hold two (RFC 5322 §3.4.1, no comments). */
static bool
is_address(const char *address)
{
	const char *at = strrchr(address, '@');
	struct span local, domain;

	if (at == NULL)
		return false;
	local = (struct span){ address, (size_t)(at - address) };
	domain = span_of(at + 1);
	if (domain.n > 2 && domain.s[0] == '[' && domain.s[domain.n - 1] == ']')
		domain = (struct span){ domain.s + 1,
			strspn(domain.s + 1, "0123456789abcdefABCDEFIPv:.") };
	else if (!is_dot_atom(domain))
		return false;
	return (is_dot_atom(local) || is_quoted_local(local)) &&
	    (domain.s == at + 1 || domain.s[domain.n] == ']');
}

int
header_mailbox(struct buf *out, const char *name, const char *display,
    const char *address, struct err *e)
{
	/* It may be a subscriber's: it is not shown. */
	if (!is_address(address))
		return err_set(e, ERR_DATA,
		    "the header field %s cannot hold this: it is not one address", name);
	if (*display == '\0')
		return header_raw(out, name, address, e);
	return header_phrase(out, name, display, address, e);
}

int
header_date(struct buf *out, const char *name, int64_t utc, struct err *e)
{
	char text[DATE_TEXT_SIZE];

	date_rfc5322(utc, text);
	return header_raw(out, name, text, e);
}
