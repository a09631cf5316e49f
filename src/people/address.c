/* address - a mail address: is it one, and when are two the same?  See address.h. */
#include "people/address.h"

#include "util/buf.h"
#include "util/utf8.h"

#include <idn2.h>
#include <string.h>
#include <unictype.h>

#define DOMAIN_MAX 253 /* octets, RFC 1035 */
#define LABEL_MAX 63
#define TEXT_MAX 1024 /* longer ones are not even looked at */

static int
refuse(struct err *e, const char *why)
{
	return err_set(e, ERR_DATA, "%s", why);
}

/* What may stand nowhere in an address, quoted or not. */
static int
check_characters(struct span s, struct err *e)
{
	bool in_domain = false;
	uint32_t c;
	size_t len;

	for (; s.n > 0; s.s += len, s.n -= len) {
		in_domain = in_domain || s.s[0] == '@';
		len = 1;
		if (s.s[0] > ' ' && s.s[0] < 0x7F)
			continue;
		len = utf8_next(s.s, s.n, &c);
		if (c == UTF8_BAD)
			return refuse(e, "the address is not UTF-8 text");
		if (c == '\n' || c == '\r')
			return refuse(e, "there is a line end in the address");
		if (utf8_is_blank(c))
			return refuse(e, "there is a blank in the address");
		if (utf8_is_control(c))
			return refuse(e, "there is a control character in the address");
		/* Joiners change words in some scripts: libidn2 knows where. */
		if (c >= 0x80 && uc_is_general_category(c, UC_OTHER) &&
		    !(in_domain && (c == 0x200C || c == 0x200D)))
			return refuse(
			    e, "there is an invisible character in the address");
	}
	return 0;
}

/* The unquoted "@": its place in s. */
static int
find_at(struct span s, size_t *at, struct err *e)
{
	bool quoted = false, found = false;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (quoted && s.s[i] == '\\' && i + 1 < s.n)
			i++;
		else if (s.s[i] == '"')
			quoted = !quoted;
		else if (s.s[i] == '@' && !quoted && found)
			return refuse(e, "there is more than one '@'");
		else if (s.s[i] == '@' && !quoted) {
			found = true;
			*at = i;
		}
	}
	if (quoted)
		return refuse(e, "a quote (\") is not closed");
	if (!found)
		return refuse(e, "there is no '@'");
	return 0;
}

static bool
is_atext(unsigned char c)
{
	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool
is_dot_atom(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '.' && (i == 0 || i + 1 == s.n || s.s[i - 1] == '.'))
			return false;
		if (s.s[i] != '.' && !is_atext((unsigned char)s.s[i]))
			return false;
	}
	return s.n > 0;
}

/* Why s is no dot-atom. */
static int
refuse_local(struct span s, struct err *e)
{
	size_t i;

	if (s.s[0] == '.' || s.s[s.n - 1] == '.')
		return refuse(e, "the part before the '@' begins or ends with a dot");
	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '.' && s.s[i - 1] == '.')
			return refuse(e, "there are two dots in a row");
		if (s.s[i] != '.' && !is_atext((unsigned char)s.s[i]))
			return err_set(e, ERR_DATA,
			    "there is a '%c' before the '@'; it may not stand there",
			    s.s[i]);
	}
	return refuse(e, "the part before the '@' is not valid");
}

/* "joe"@x is joe@x, and "a\b"@x is "ab"@x: quoted only where it must be. */
static int
parse_quoted(struct span s, struct arena *a, struct span *out, struct err *e)
{
	struct buf plain, quoted;
	size_t i;
	int rc = 0;

	buf_init(&plain, TEXT_MAX);
	buf_init(&quoted, 2 * TEXT_MAX);
	buf_addc(&quoted, '"');
	for (i = 1; i + 1 < s.n; i++) {
		if (s.s[i] == '"')
			break;
		if (s.s[i] == '\\')
			i++;
		buf_addc(&plain, s.s[i]);
		if (s.s[i] == '"' || s.s[i] == '\\')
			buf_addc(&quoted, '\\');
		buf_addc(&quoted, s.s[i]);
	}
	buf_addc(&quoted, '"');
	if (i + 1 != s.n || s.s[i] != '"')
		rc = refuse(e, "there is text outside the quotes before the '@'");
	else if (is_dot_atom((struct span){ plain.data, plain.len }))
		*out = (struct span){ arena_memdup(a, plain.data, plain.len), plain.len };
	else
		*out =
		    (struct span){ arena_memdup(a, quoted.data, quoted.len), quoted.len };
	buf_release(&plain);
	buf_release(&quoted);
	return rc;
}

static int
parse_local(struct span s, struct arena *a, struct span *out, struct err *e)
{
	if (s.n == 0)
		return refuse(e, "there is nothing before the '@'");
	*out = s;
	if (s.s[0] == '"' && s.n > 1) {
		if (parse_quoted(s, a, out, e) < 0)
			return -1;
	} else if (!is_dot_atom(s)) {
		return refuse_local(s, e);
	}
	if (out->n > ADDRESS_LOCAL_MAX)
		return err_set(e, ERR_DATA,
		    "the part before the '@' has %zu octets, the limit is %d", out->n,
		    ADDRESS_LOCAL_MAX);
	return 0;
}

static int
check_label(struct span l, struct err *e)
{
	size_t i;
	char c;

	if (l.n == 0)
		return refuse(e,
		    "the domain has an empty part: two dots in a row, or a "
		    "dot at its begin or end");
	if (l.n > LABEL_MAX)
		return refuse(e, "a part of the domain has over 63 characters");
	if (l.s[0] == '-' || l.s[l.n - 1] == '-')
		return refuse(e, "a part of the domain begins or ends with a hyphen");
	for (i = 0; i < l.n; i++) {
		c = l.s[i];
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
			return err_set(e, ERR_DATA,
			    "there is a '%c' in the domain; it may not stand there", c);
	}
	return 0;
}

static bool
is_between(struct span l, char first, char last)
{
	size_t i;

	for (i = 0; i < l.n; i++) {
		if (l.s[i] < first || l.s[i] > last)
			return false;
	}
	return true;
}

/*
 * Top-level domains are letters alone, or A-labels (RFC 3696 section 2).  A number
 * is grammar too, and a bare word may be a host of this network: both are taken,
 * with a doubt, for the person who typed it knows better than we do.
 */
static int
check_end(
    struct span d, struct span last, struct arena *a, const char **doubt, struct err *e)
{
	bool is_number = is_between(last, '0', '9');

	if (!is_number && !is_between(last, 'a', 'z') &&
	    (last.n <= 4 || memcmp(last.s, "xn--", 4) != 0))
		return err_set(e, ERR_DATA,
		    "the domain ends with '%.*s', which is no top-level domain",
		    (int)last.n, last.s);
	if (is_number)
		*doubt = arena_printf(a,
		    "the domain ends with '%.*s', which is no top-level domain",
		    (int)last.n, last.s);
	else if (last.n == d.n && !span_is(d, "localhost"))
		*doubt = arena_printf(
		    a, "the domain '%.*s' has no dot: is its end missing", (int)d.n, d.s);
	return 0;
}

/* A host name: letters, digits, hyphens; lower case. */
static int
check_domain(struct span d, struct arena *a, const char **doubt, struct err *e)
{
	struct span label = { d.s, 0 };
	size_t i;

	if (d.n == 0)
		return refuse(e, "there is nothing behind the '@'");
	if (d.s[0] == '[')
		return refuse(e, "the domain is an IP address; a name is needed");
	if (d.n > DOMAIN_MAX)
		return refuse(e, "the domain has over 253 characters");
	for (i = 0; i <= d.n; i++) {
		if (i < d.n && d.s[i] != '.')
			continue;
		label.n = (size_t)(d.s + i - label.s);
		if (check_label(label, e) < 0)
			return -1;
		if (i < d.n)
			label.s = d.s + i + 1;
	}
	return check_end(d, label, a, doubt, e);
}

/* What idn2 made, in the arena. */
static struct span
take(char *made, struct arena *a)
{
	struct span out = { arena_memdup(a, made, strlen(made)), strlen(made) };

	idn2_free(made);
	return out;
}

static int
to_ascii(struct span d, struct arena *a, struct span *out)
{
	char *made = NULL;
	int rc = idn2_to_ascii_8z(arena_memdup(a, d.s, d.n), &made,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_ALABEL_ROUNDTRIP);

	if (rc == IDN2_OK)
		*out = take(made, a);
	return rc;
}

/* A-labels as people read them.  Those that were typed may stand for what no domain
 * has, a blank for one, and libidn2 takes them: back again they are others. */
static int
to_unicode(struct span d, struct arena *a, struct span *out)
{
	char *made = NULL;
	struct span back;
	int rc = idn2_to_unicode_8z8z(d.s, &made, 0);

	if (rc != IDN2_OK)
		return rc;
	*out = take(made, a);
	rc = to_ascii(*out, a, &back);
	if (rc == IDN2_OK && (back.n != d.n || memcmp(back.s, d.s, d.n) != 0))
		rc = IDN2_ALABEL_ROUNDTRIP_FAILED;
	return rc;
}

/* The domain in its A-label form, and as people read it.  Its case is mapped by
 * libidn2: the small form of a Greek capital depends on who maps. */
static int
read_domain(
    struct span d, struct arena *a, struct span *out, struct span *shown, struct err *e)
{
	bool typed_ascii = utf8_is_ascii(d);
	int rc;

	if (typed_ascii)
		d = utf8_lower(a, d);
	if (typed_ascii && (d.n < 4 || memmem(d.s, d.n, "xn--", 4) == NULL)) {
		*out = *shown = d;
		return 0;
	}
	rc = to_ascii(d, a, out);
	if (rc == IDN2_OK)
		rc = to_unicode(*out, a, shown);
	if (rc != IDN2_OK)
		return err_set(
		    e, ERR_DATA, "the domain is not valid: %s", idn2_strerror(rc));
	if (typed_ascii)
		*shown = *out;
	return 0;
}

int
address_parse(struct address *out, struct span text, struct arena *a, struct err *e)
{
	struct span s, local, domain, shown = { "", 0 };
	size_t at = 0;
	char *key;

	*out = (struct address){ .display = "", .key = "", .domain = "", .doubt = "" };
	if (!utf8_valid(text.s, text.n))
		return refuse(e, "the address is not UTF-8 text");
	if (text.n == 0)
		return refuse(e, "the address is empty");
	if (text.n > TEXT_MAX)
		return refuse(e, "the address is too long");
	if (check_characters(text, e) < 0)
		return -1;
	s = utf8_nfc(a, text);
	if (find_at(s, &at, e) < 0)
		return -1;
	local = utf8_lower(a, (struct span){ s.s, at });
	domain = (struct span){ s.s + at + 1, s.n - at - 1 };
	if (parse_local(local, a, &local, e) < 0 ||
	    read_domain(domain, a, &domain, &shown, e) < 0 ||
	    check_domain(domain, a, &out->doubt, e) < 0)
		return -1;
	if (local.n + 1 + domain.n > ADDRESS_MAX)
		return err_set(e, ERR_DATA, "the address has %zu octets, the limit is %d",
		    local.n + 1 + domain.n, ADDRESS_MAX);
	key = arena_alloc(a, local.n + domain.n + 2);
	memcpy(key, local.s, local.n);
	key[local.n] = '@';
	memcpy(key + local.n + 1, domain.s, domain.n);
	out->key = key;
	out->domain = key + local.n + 1;
	out->eai = !utf8_is_ascii(local);
	out->display = key;
	if (shown.s != domain.s)
		out->display = arena_printf(
		    a, "%.*s@%.*s", (int)local.n, local.s, (int)shown.n, shown.s);
	return 0;
}

int
address_domain(const char **out, struct span text, struct arena *a, struct err *e)
{
	const char *doubt = "";
	struct span domain, shown;

	*out = "";
	if (read_domain(text, a, &domain, &shown, e) < 0 ||
	    check_domain(domain, a, &doubt, e) < 0)
		return -1;
	*out = arena_memdup(a, domain.s, domain.n);
	return 0;
}
