/* smtp_envelope - MAIL and RCPT, and what may stand in them.  See smtp_envelope.h. */
#include "io/smtp_envelope.h"

#include "util/xalloc.h"

#include <stdint.h>
#include <string.h>
#include <unistr.h>

#define LOCAL_MAX 64
#define ADDRESS_MAX 254
#define LABEL_MAX 63
#define ENVID_MAX 100 /* RFC 3461 §4.4, as xtext */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool
is_atext(char c, bool eai)
{
	if ((unsigned char)c >= 0x80)
		return eai;
	return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* RFC 5321 Quoted-string: printable, nothing that could end it early. */
static bool
quoted_is_safe(const char *s, size_t n, bool eai)
{
	bool escaped = false;

	if (n < 2 || s[n - 1] != '"')
		return false;
	for (size_t i = 1; i < n - 1; i++) {
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F ||
		    ((unsigned char)s[i] >= 0x80 && !eai) || (s[i] == '"' && !escaped))
			return false;
		escaped = s[i] == '\\' && !escaped;
	}
	return !escaped;
}

static bool
local_is_safe(const char *s, size_t n, bool eai)
{
	if (n == 0 || n > LOCAL_MAX)
		return false;
	if (s[0] == '"')
		return quoted_is_safe(s, n, eai);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			if (i == 0 || i == n - 1 || s[i - 1] == '.')
				return false;
		} else if (!is_atext(s[i], eai))
			return false;
	}
	return true;
}

static bool
domain_is_safe(const char *s, size_t n)
{
	size_t label = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			if (label == 0 || s[i - 1] == '-')
				return false;
			label = 0;
		} else if (++label > LABEL_MAX || (s[i] == '-' && label == 1) ||
		    (s[i] != '-' && s[i] != '_' && !is_alnum(s[i])))
			return false;
	}
	return label > 0 && s[n - 1] != '-';
}

/* C1 controls are two harmless-looking bytes in UTF-8. */
static bool
utf8_is_safe(const char *s, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (s[i] == '\xC2' && (unsigned char)s[i + 1] < 0xA0)
			return false;
	return u8_check((const uint8_t *)s, n) == NULL;
}

bool
smtp_address_is_safe(const char *address, bool eai)
{
	const char *at = strrchr(address, '@');
	size_t n = strlen(address);

	return at != NULL && n <= ADDRESS_MAX && utf8_is_safe(address, n) &&
	    local_is_safe(address, (size_t)(at - address), eai) &&
	    domain_is_safe(at + 1, n - (size_t)(at + 1 - address));
}

#define BLOCK 64 /* octets looked at without a branch: compilers make vectors of it */

/* May this octet not stand behind the one before? */
static unsigned char
is_wrong(unsigned char before, unsigned char c)
{
	return (unsigned char)(((c == '\n') ^ (before == '\r')) |
	    ((c == '.') & (before == '\n')) | (c == 0));
}

/* Is anything wrong among the n octets at s, which is not the first? */
static unsigned char
wrong_in(const unsigned char *s, size_t n)
{
	unsigned char wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong |= is_wrong(s[i - 1], s[i]);
	return wrong;
}

static bool
rest_is_safe(struct span piece)
{
	const unsigned char *s = (const unsigned char *)piece.s;
	size_t i = 1;

	for (; i + BLOCK <= piece.n; i += BLOCK) {
		if (wrong_in(s + i, BLOCK) != 0)
			return false;
	}
	return wrong_in(s + i, piece.n - i) == 0;
}

bool
smtp_data_is_safe(const struct pieces *data)
{
	struct pieces_place at = { 0 };
	unsigned char before = '\n'; /* it begins a line */
	struct span piece;
	bool is_shared;

	while (pieces_next(data, &at, &piece, &is_shared)) {
		if (is_wrong(before, (unsigned char)piece.s[0]) != 0 ||
		    (!is_shared && !rest_is_safe(piece)))
			return false;
		before = (unsigned char)piece.s[piece.n - 1];
	}
	return pieces_ends_with(data, "\r\n");
}

static size_t
xtext_length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (*s < '!' || *s > '~')
			return SIZE_MAX;
		n += *s == '+' || *s == '=' ? 3 : 1;
	}
	return n;
}

void
smtp_message_check(const struct smtp_message *m)
{
	/* Only where a bounce must not bounce again is there no sender. */
	if (m->from[0] != '\0' && !smtp_address_is_safe(m->from, m->eai))
		BUG("message %ju: the sender is no address", (uintmax_t)m->id);
	if (!smtp_address_is_safe(m->to, m->eai))
		BUG("message %ju: the recipient is no address", (uintmax_t)m->id);
	if (xtext_length(m->envid) > ENVID_MAX)
		BUG("message %ju: bad envelope id", (uintmax_t)m->id);
	if (!smtp_data_is_safe(m->data))
		BUG("message %ju: bytes that SMTP cannot carry", (uintmax_t)m->id);
}

/* RFC 3461 §4 */
static void
add_xtext(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '+' || *s == '=')
			buf_printf(out, "+%02X", (unsigned char)*s);
		else
			buf_addc(out, *s);
	}
}

void
smtp_add_mail(
    struct buf *out, const struct smtp_message *m, const struct smtp_offers *offers)
{
	buf_printf(out, "MAIL FROM:<%s>", m->from);
	if (offers->size)
		buf_printf(out, " SIZE=%zu", pieces_len(m->data));
	if (m->eai)
		buf_adds(out, " SMTPUTF8");
	if (offers->dsn) {
		buf_adds(out, " RET=HDRS");
		if (m->envid[0] != '\0') {
			buf_adds(out, " ENVID=");
			add_xtext(out, m->envid);
		}
	}
	buf_adds(out, "\r\n");
}

void
smtp_add_rcpt(
    struct buf *out, const struct smtp_message *m, const struct smtp_offers *offers)
{
	buf_printf(out, "RCPT TO:<%s>", m->to);
	if (offers->dsn)
		buf_adds(out, " NOTIFY=FAILURE,DELAY");
	buf_adds(out, "\r\n");
}
